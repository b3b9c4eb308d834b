"""The catalogue's records and its revision."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "records",
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("id", sa.String(200), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
    )
    op.create_table(
        "catalog_revision",
        sa.Column("one", sa.Integer, primary_key=True),
        sa.Column("revision", sa.String(64), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("catalog_revision")
    op.drop_table("records")
