"""Organisations: keys, own records, members, groups, assignments, progress, notices, audit."""

import sqlalchemy as sa
from alembic import op

from catalog.database import Moment

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "api_keys",
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("scopes", sa.JSON, nullable=False),
        sa.Column("created", Moment(), nullable=False),
        sa.Column("expires", Moment()),
        sa.Column("last_used", Moment()),
        sa.PrimaryKeyConstraint("organisation", "id"),
        sa.UniqueConstraint("digest"),
    )
    op.create_table(
        "assignments",
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("role", sa.String(200)),
        sa.Column("goal", sa.String(500), nullable=False),
        sa.Column("starts", sa.Date, nullable=False),
        sa.Column("deadline", sa.Date),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("plan", sa.Integer, nullable=False),
        sa.Column("origin", sa.String(80), nullable=False),
        sa.Column("created", Moment(), nullable=False),
        sa.Column("changed", Moment(), nullable=False),
        sa.Column("reminded", Moment()),
        sa.PrimaryKeyConstraint("organisation", "id"),
    )
    op.create_index("assignments_member", "assignments", ["organisation", "member"], unique=False)
    op.create_index("assignments_origin", "assignments", ["organisation", "member", "origin"], unique=True)
    op.create_table(
        "audit",
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", sa.String(100), nullable=False),
        sa.Column("act", sa.String(80), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("organisation", "id"),
    )
    op.create_index("audit_at", "audit", ["organisation", "at"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("webhook", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(80), nullable=False),
        sa.Column("member", sa.String(64)),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due", Moment()),
        sa.Column("created", Moment(), nullable=False),
        sa.Column("delivered", Moment()),
        sa.Column("status", sa.Integer),
        sa.Column("fault", sa.String(500)),
        sa.PrimaryKeyConstraint("organisation", "id"),
    )
    op.create_index("deliveries_due", "deliveries", ["state", "due"], unique=False)
    op.create_index("deliveries_member", "deliveries", ["organisation", "member"], unique=False)
    op.create_index("deliveries_webhook", "deliveries", ["organisation", "webhook", "created"], unique=False)
    op.create_table(
        "events",
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(100), nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("resource", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("value", sa.Float),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("received", Moment(), nullable=False),
        sa.Column("source", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("organisation", "sequence"),
    )
    op.create_index("events_id", "events", ["organisation", "id"], unique=True)
    op.create_index("events_member", "events", ["organisation", "member", "resource"], unique=False)
    op.create_table(
        "groups",
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("external_id", sa.String(200)),
        sa.Column("created", Moment(), nullable=False),
        sa.Column("changed", Moment(), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("organisation", "id"),
    )
    op.create_index("groups_name", "groups", ["organisation", "name"], unique=True)
    op.create_table(
        "hidden_resources",
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("resource", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("organisation", "resource"),
    )
    op.create_table(
        "identity_providers",
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("issuer", sa.String(500), nullable=False),
        sa.Column("client_id", sa.String(200), nullable=False),
        sa.Column("client_secret", sa.Text, nullable=False),
        sa.Column("managers", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("organisation"),
    )
    op.create_table(
        "job_titles",
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("position", sa.String(8), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("role", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("organisation", "position"),
    )
    op.create_table(
        "mandatory_steps",
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("resource", sa.String(200), nullable=False),
        sa.Column("role", sa.String(200), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("organisation", "resource", "role"),
    )
    op.create_table(
        "members",
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("user_name", sa.String(200), nullable=False),
        sa.Column("external_id", sa.String(200)),
        sa.Column("email", sa.String(320)),
        sa.Column("given_name", sa.String(200)),
        sa.Column("family_name", sa.String(200)),
        sa.Column("display_name", sa.String(200)),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("job_title", sa.String(200)),
        sa.Column("role", sa.String(200)),
        sa.Column("manager", sa.String(64)),
        sa.Column("department", sa.String(200)),
        sa.Column("employee_number", sa.String(64)),
        sa.Column("starts", sa.Date),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("profile", sa.JSON, nullable=False),
        sa.Column("created", Moment(), nullable=False),
        sa.Column("changed", Moment(), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("erased", Moment()),
        sa.PrimaryKeyConstraint("organisation", "id"),
    )
    op.create_index("members_external_id", "members", ["organisation", "external_id"], unique=False)
    op.create_index("members_manager", "members", ["organisation", "manager"], unique=False)
    op.create_index("members_user_name", "members", ["organisation", "user_name"], unique=True)
    op.create_table(
        "memberships",
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("group_id", sa.String(64), nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("organisation", "group_id", "member"),
    )
    op.create_index("memberships_member", "memberships", ["organisation", "member"], unique=False)
    op.create_table(
        "onboarding_rules",
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("title", sa.String(200)),
        sa.Column("role", sa.String(200)),
        sa.Column("group_id", sa.String(64)),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("path", sa.JSON, nullable=False),
        sa.Column("deadline_days", sa.Integer),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("organisation", "id"),
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("created", Moment(), nullable=False),
        sa.Column("catalog_version", sa.Integer, nullable=False),
        sa.Column("settings", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "own_records",
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("id", sa.String(200), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("organisation", "kind", "id"),
    )
    op.create_table(
        "plans",
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("assignment", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("revision", sa.String(64), nullable=False),
        sa.Column("profile", sa.JSON, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("steps", sa.JSON, nullable=False),
        sa.Column("created", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("organisation", "assignment", "number"),
    )
    op.create_table(
        "webhooks",
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("url", sa.String(2000), nullable=False),
        sa.Column("form", sa.String(16), nullable=False),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("events", sa.JSON, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("created", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("organisation", "id"),
    )


def downgrade() -> None:
    for name in (
        "webhooks",
        "plans",
        "own_records",
        "organisations",
        "onboarding_rules",
        "memberships",
        "members",
        "mandatory_steps",
        "job_titles",
        "identity_providers",
        "hidden_resources",
        "groups",
        "events",
        "deliveries",
        "audit",
        "assignments",
        "api_keys",
    ):
        op.drop_table(name)
