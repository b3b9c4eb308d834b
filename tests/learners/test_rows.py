"""An organisation's rows are met by nobody else."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Table, select
from sqlalchemy.exc import IntegrityError

from catalog.store import Store
from learners import tables
from learners.rows import Scope, new_id, now
from learners.tables import GROUPS

TABLES = "|".join(name for name, value in vars(tables).items() if isinstance(value, Table))
BEYOND = {"rows", "organisations", "paths"}
"""The modules that make statements over tables themselves: rows.py confines them, the others hold nobody's rows."""


@pytest.fixture
def engine(database):
    store = Store(database)
    store.migrate()
    yield store.engine
    store.close()


def group(name):
    return {"id": new_id(), "name": name, "created": now(), "changed": now(), "version": 1}


@pytest.fixture
def two(engine):
    """Two organisations, each with a group of the same name and id."""
    row = group("staff")
    scopes = Scope(engine, "acme"), Scope(engine, "globex")
    for scope in scopes:
        with scope.writing() as rows:
            rows.add(GROUPS, row)
    return scopes


def test_what_one_changes_the_other_keeps(two):
    acme, globex = two
    with acme.writing() as rows:
        assert rows.change(GROUPS, {"name": "crew"}) == 1
        assert rows.remove(GROUPS, name="staff") == 0
    with globex.reading() as rows:
        assert [each["name"] for each in rows.all(GROUPS)] == ["staff"]
        assert rows.one(GROUPS, name="crew") is None
        assert len(rows.read(select(rows.of(GROUPS)))) == 1


def test_what_fails_leaves_nothing(two):
    acme, _ = two
    with pytest.raises(IntegrityError), acme.writing() as rows:
        rows.add(GROUPS, group("new"), group("new"))
    with acme.reading() as rows:
        assert len(rows.all(GROUPS)) == 1


def test_a_row_that_is_there_is_not_added_again(two):
    acme, _ = two
    row = group("once")
    with acme.writing() as rows:
        assert rows.add_new(GROUPS, row)
        assert not rows.add_new(GROUPS, row)


@pytest.mark.parametrize("path", sorted(Path("learners").glob("*.py")), ids=lambda path: path.stem)
def test_no_other_module_makes_a_statement_over_a_whole_table(path):
    if path.stem not in BEYOND:
        text = path.read_text()
        assert not re.search(r"from sqlalchemy import .*\b(insert|update|delete)\b", text)
        assert not re.search(rf"(select|select_from|join)\(({TABLES})\b", text)
