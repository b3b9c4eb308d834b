"""Answers of identity providers that were used."""

import sqlalchemy as sa
from alembic import op

from catalog.database import Moment

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "sign_ins",
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("organisation", "id"),
    )


def downgrade() -> None:
    op.drop_table("sign_ins")
