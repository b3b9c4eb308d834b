"""What was found at each link, and when."""

import sqlalchemy as sa
from alembic import op

from catalog.database import Moment

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "link_checks",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("final", sa.Text),
        sa.Column("hops", sa.JSON, nullable=False),
        sa.Column("permanent", sa.Boolean, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("at", Moment(), nullable=False),
    )
    op.create_index("link_checks_address", "link_checks", ["address", "at"])


def downgrade() -> None:
    op.drop_table("link_checks")
