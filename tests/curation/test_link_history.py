"""A history of checks can be gone on with."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from catalog.database import connect
from curation.link_history import METADATA, due, history, last, record
from curation.verdict import Checked

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
def connection(database):
    engine = connect(database)
    METADATA.create_all(engine)
    with engine.begin() as opened:
        yield opened
    engine.dispose()


def found(url, days=0, state="ok"):
    at = MONDAY + timedelta(days)
    return Checked(url, state, 200, f"{url}/there", (f"{url}/there",), True, 0.5, "a detail", 2, at)


def test_what_was_recorded_comes_back(connection):
    record(connection, found("a"), found("b", state="gone"))
    assert last(connection, "a") == found("a")
    assert last(connection, "b") == found("b", state="gone")
    assert last(connection, "c") is None


def test_the_last_is_the_newest_whenever_it_was_recorded(connection):
    record(connection, found("a", days=2, state="gone"))
    record(connection, found("a", days=1))
    assert last(connection, "a").state == "gone"
    assert [each.state for each in history(connection, "a")] == ["gone", "ok"]


def test_due_is_what_was_never_checked_or_long_ago(connection):
    record(connection, found("old"), found("new", days=3), found("again"), found("again", days=3))
    assert list(due(connection, ["never", "new", "old", "again", "never"], MONDAY + timedelta(1))) == ["never", "old"]


def test_due_at_the_moment_itself_is_not_due(connection):
    record(connection, found("a"))
    assert list(due(connection, ["a"], MONDAY)) == []


def test_a_round_that_was_broken_off_goes_on(connection):
    addresses = [f"http://x.org/{n}" for n in range(2500)]
    record(connection, *(found(each) for each in addresses[:1200]))
    assert list(due(connection, addresses, MONDAY)) == addresses[1200:]


def test_any_address_can_be_kept(connection):
    urls = ["http://x.org/" + "long" * 5000, "\ud800", "\0", "", "http://x.org/é"]
    assert list(due(connection, urls, MONDAY)) == urls
    for url in urls:
        check = replace(found("a", state="invalid"), url=url)
        record(connection, check)
        assert last(connection, url) == check
    assert list(due(connection, urls, MONDAY)) == []


def test_nothing_to_record(connection):
    record(connection)
    assert list(due(connection, [], MONDAY)) == []
