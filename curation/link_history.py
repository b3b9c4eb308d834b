"""What was found at each address, and when: a round of checks that was broken off goes on where it ended."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from itertools import islice

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Float,
    Index,
    Integer,
    MetaData,
    RowMapping,
    String,
    Table,
    Text,
    func,
    insert,
    select,
)

from catalog.database import Moment
from curation.verdict import Checked

METADATA = MetaData()
LINK_CHECKS = Table(
    "link_checks",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("address", String(64), nullable=False),
    Column("url", Text, nullable=False),
    Column("state", String(32), nullable=False),
    Column("status", Integer),
    Column("final", Text),
    Column("hops", JSON, nullable=False),
    Column("permanent", Boolean, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("detail", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Index("link_checks_address", "address", "at"),
)
"""Checks are added and never changed; ``address`` is the SHA-256 of the URL, because URLs can be too long to index."""

ASKED = 500
"""Addresses that are asked for at a time: databases limit how many values a statement has."""


def record(connection: Connection, *checks: Checked) -> None:
    """Add what was found; a check that is there already is added once more, and does no harm."""
    if checks:
        connection.execute(insert(LINK_CHECKS), [_row(each) for each in checks])


def last(connection: Connection, url: str) -> Checked | None:
    """Return what was found at an address the last time, if it was ever checked."""
    return next(iter(history(connection, url, limit=1)), None)


def history(connection: Connection, url: str, *, limit: int = 20) -> list[Checked]:
    """Return what was found at an address, the newest first."""
    newest = (LINK_CHECKS.c.at.desc(), LINK_CHECKS.c.number.desc())
    wanted = select(LINK_CHECKS).where(LINK_CHECKS.c.address == _digest(url)).order_by(*newest).limit(limit)
    return [_checked(url, each) for each in connection.execute(wanted).mappings()]


def due(connection: Connection, addresses: Iterable[str], older_than: datetime) -> Iterator[str]:
    """Yield, each once and in their order, the addresses that were never checked or not since ``older_than``."""
    unique = iter(dict.fromkeys(addresses))
    while urls := list(islice(unique, ASKED)):
        fresh = _fresh(connection, [_digest(each) for each in urls], older_than)
        yield from (each for each in urls if _digest(each) not in fresh)


def _fresh(connection: Connection, digests: list[str], since: datetime) -> set[str]:
    column = LINK_CHECKS.c.address
    checked = select(column).where(column.in_(digests)).group_by(column).having(func.max(LINK_CHECKS.c.at) >= since)
    return set(connection.scalars(checked))


def _digest(url: str) -> str:
    return sha256(url.encode("utf-8", "surrogatepass")).hexdigest()


def _row(check: Checked) -> dict[str, object]:
    names = (each.name for each in LINK_CHECKS.columns if each.name not in ("number", "address"))
    row = {name: getattr(check, name) for name in names}
    return {**row, "address": _digest(check.url), "url": _storable(check.url), "hops": list(check.hops)}


def _checked(url: str, row: RowMapping) -> Checked:
    values = {name: value for name, value in row.items() if name not in ("number", "address")}
    return Checked(**{**values, "url": url, "hops": tuple(row["hops"])})


def _storable(url: str) -> str:
    """Replace what databases refuse in a text; only what is no address has it."""
    return url.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")
