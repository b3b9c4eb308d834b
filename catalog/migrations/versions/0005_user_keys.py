"""User names whose case does not count."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

MEMBERS = sa.table("members", sa.column("organisation"), sa.column("id"), sa.column("user_name"), sa.column("user_key"))


def upgrade() -> None:
    op.add_column("members", sa.Column("user_key", sa.String(600), nullable=False, server_default=""))
    taken: set[tuple[str, str]] = set()
    for organisation, member, name in (
        op.get_bind()
        .execute(sa.select(MEMBERS.c.organisation, MEMBERS.c.id, MEMBERS.c.user_name).order_by(MEMBERS.c.id))
        .all()
    ):
        # Two who differed by case alone are both kept: the second is found by id and by the name given next.
        key = name.casefold() if (organisation, name.casefold()) not in taken else f"{name.casefold()} {member}"
        taken.add((organisation, key))
        mine = (MEMBERS.c.organisation == organisation) & (MEMBERS.c.id == member)
        op.execute(MEMBERS.update().where(mine).values(user_key=key))
    op.drop_index("members_user_name", "members")
    op.create_index("members_user_key", "members", ["organisation", "user_key"], unique=True)


def downgrade() -> None:
    op.drop_index("members_user_key", "members")
    op.create_index("members_user_name", "members", ["organisation", "user_name"], unique=True)
    op.drop_column("members", "user_key")
