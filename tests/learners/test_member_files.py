from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.store import Store
from learners import member_files
from learners.errors import BadRequest
from learners.groups import Groups
from learners.member_columns import COLUMNS, together
from learners.member_files import export, import_members
from learners.members import Members
from learners.organisations import Organisations
from learners.rows import new_id


@pytest.fixture(scope="module")
def organisations(tmp_path_factory):
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('members') / 'store.sqlite'}")
    store.migrate()
    yield Organisations(store.engine)
    store.close()


@pytest.fixture
def scope(organisations):
    return fresh(organisations)


def fresh(organisations):
    return organisations.scope(organisations.create(new_id(), "Acme").id)


def bring(scope, *rows: list[Any] | str, dry_run: bool = False):
    return import_members(scope, Members(scope), enumerate(rows, start=1), dry_run=dry_run)


def counts(done):
    assert done.rows == done.created + done.changed + done.unchanged + done.refused
    assert len({each.line for each in done.faults}) == done.refused
    return done.created, done.changed, done.unchanged, done.refused


def there(scope):
    """What a file tells of the members, by user name."""
    return {each["user_name"]: each for each in export(scope, Members(scope).page(0, 10_000)[0])}


HEADER = ["Identifiant", "Prénom", "Date d’entrée", "Responsable", "GROUPES"]


def test_rows_become_members_and_nothing_happens_again(scope):
    table = [HEADER, ["bob", "Bob", "1/12/2026", "anna", "Staff; Bakers"], ["anna", "Anna", date(2026, 11, 2), "", ""]]
    assert counts(bring(scope, *table, dry_run=True)) == (2, 0, 0, 0)
    assert there(scope) == {}
    assert counts(bring(scope, *table)) == (2, 0, 0, 0)
    bob = there(scope)["bob"]
    assert (bob["starts"], bob["manager"], bob["groups"]) == (date(2026, 12, 1), "anna", ["Bakers", "Staff"])
    assert counts(bring(scope, *table)) == (0, 0, 2, 0)
    assert [each.version for each in Groups(scope).page()[0]] == [2, 2]
    assert Members(scope).named("bob").version == 1


def test_the_case_of_a_user_name_does_not_count(scope):
    header = ["user_name", "manager"]
    bring(scope, header, ["Anna", ""], ["bob", "ANNA"])
    assert counts(bring(scope, header, ["Anna", ""], ["bob", "anna"])) == (0, 0, 2, 0)
    done = bring(scope, header, ["anna", "Bob"], ["ANNA", ""], ["Bob", "BOB"])
    faults = [(each.line, each.column, each.value) for each in done.faults]
    assert faults == [(3, "user_name", "ANNA"), (4, "manager", "BOB")]


def test_a_row_says_all_about_its_columns_and_nothing_about_others(scope):
    bring(scope, [*HEADER, "langue", "actif", "email"], ["anna", "A", "", "", "Staff", "fr", "non", "a@acme.example"])
    assert counts(bring(scope, [*HEADER, "langue", "actif"], ["anna", "", "", "", "Night", "", ""])) == (0, 1, 0, 0)
    anna = there(scope)["anna"]
    assert (anna["given_name"], anna["groups"], anna["language"], anna["active"]) == (None, ["Night"], "fr", False)
    assert anna["email"] == "a@acme.example"


@pytest.mark.parametrize(("row", "column", "value"), [
    ({"starts": "31.13.2026"}, "starts", "31.13.2026"), ({"starts": "soon"}, "starts", "soon"),
    ({"starts": "01/01/1066"}, "starts", "01/01/1066"), ({"active": "perhaps"}, "active", "perhaps"),
    ({"language": "Klingon"}, "language", "Klingon"), ({"email": "anna at home"}, "email", "anna at home"),
    ({"user_name": " ", "given_name": "Bad"}, "user_name", ""), ({"given_name": "x" * 201}, "given_name", "x" * 200),
    ({"given_name": "\x07bell"}, "given_name", "\x07bell"), ({"manager": "nobody"}, "manager", "nobody"),
    ({"manager": "bad"}, "manager", "bad"), ({"user_name": "good"}, "user_name", "good"),
    ({"groups": "x" * 201}, "groups", "x" * 200), ({"": "more"}, "15", "more"),
])  # fmt: skip
def test_a_bad_row_is_told_by_line_and_column_and_the_others_are_kept(scope, row, column, value):
    rows = [{"user_name": "good"}, {"user_name": "bad", **row}, {"user_name": "fine", "manager": "good"}]
    table = [[each.get(name, "") for name in (*COLUMNS, "")] for each in rows]
    for kept in (2, 0):
        done = bring(scope, list(COLUMNS), *table)
        assert counts(done) == (kept, 0, 2 - kept, 1)
        assert [(each.line, each.column, each.value) for each in done.faults] == [(3, column, value)]
        assert sorted(there(scope)) == ["fine", "good"]


def test_a_manager_who_is_refused_leads_nobody(scope):
    table = [["user_name", "manager", "starts"], ["c", "b", ""], ["b", "a", ""], ["a", "", "never"], ["d", "", ""]]
    done = bring(scope, *table)
    assert counts(done) == (1, 0, 0, 3)
    assert [(each.line, each.message[:14]) for each in done.faults] == [
        (2, "is in line 3, "), (3, "is in line 4, "), (4, "is no date: wr"),
    ]  # fmt: skip
    bring(scope, ["user_name"], ["a"])
    assert counts(bring(scope, *table)) == (2, 0, 1, 1)


def test_two_can_lead_each_other_and_the_last_first(scope, monkeypatch):
    monkeypatch.setattr(member_files, "TOGETHER", 2)
    chain = [["user_name", "manager"], *([f"m{each}", f"m{each + 1}"] for each in range(9)), ["m9", "m3"]]
    assert counts(bring(scope, *chain)) == (10, 0, 0, 0)
    assert [there(scope)[f"m{each}"]["manager"] for each in (0, 8, 9)] == ["m1", "m9", "m3"]
    assert counts(bring(scope, *chain)) == (0, 0, 10, 0)


@pytest.mark.parametrize("table", [
    [], [[""]], [["name"]], [["user_name", "colour"]], [["user_name", "Login"]], ["cannot be read"],
])  # fmt: skip
def test_a_header_must_say_whose_the_rows_are(scope, table):
    with pytest.raises(BadRequest) as refused:
        bring(scope, *table, ["anna", "x"])
    assert list(refused.value.errors) == ["header"]


def test_two_who_bring_the_same_table_in_at_once_make_each_member_once(database, monkeypatch):
    monkeypatch.setattr(member_files, "TOGETHER", 5)
    store = Store(database)
    store.migrate()
    organisation = fresh(Organisations(store.engine))
    table = [
        ["user_name", "manager", "groups"],
        *([f"m{each:02}", f"m{(each + 7) % 40:02}", "Staff"] for each in range(40)),
    ]
    with ThreadPoolExecutor(4) as threads:
        done = list(threads.map(lambda _: bring(organisation, *table), range(4)))
    assert sum(each.created for each in done) == 40
    assert counts(bring(organisation, *table)) == (0, 0, 40, 0)
    assert len(Groups(organisation).page()[0][0].members) == 40
    store.close()


WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), max_size=20)
SPOKEN = WORDS | st.sampled_from(
    ["=1+1", "'=1", "-x", "''@", '"', 'a;"b', ";", "'", "_x0041_", "1.0", "TRUE", "\u2028"]
)
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {"user_name": SPOKEN.filter(str.strip)},
        optional={
            **dict.fromkeys(("external_id", "given_name", "family_name", "display_name", "job_title", "department"),
                            SPOKEN),
            "employee_number": SPOKEN, "language": st.sampled_from(["en", "fr"]), "active": st.booleans(),
            "starts": st.dates(date(1900, 1, 1), date(2099, 12, 31)) | st.none(),
            "email": st.none() | st.from_regex(r"[a-z+=-]{1,9}@[a-z]{1,9}", fullmatch=True),
        },
    ),
    max_size=6, unique_by=lambda each: " ".join(each["user_name"].split()),
)  # fmt: skip
GROUPS = st.lists(SPOKEN.filter(str.strip), max_size=3)


@given(people=PEOPLE, data=st.data())
@settings(max_examples=60)
def test_what_is_exported_changes_nothing_and_makes_the_same_elsewhere(organisations, people, data):
    scope, elsewhere = fresh(organisations), fresh(organisations)
    members, groups = Members(scope), Groups(scope)
    made = [members.create(each).id for each in people]
    for each in made:
        manager = data.draw(st.sampled_from([*made, None]))
        members.change(each, {"manager": manager if manager != each else None})
        for name in data.draw(GROUPS):
            group = groups.named(" ".join(name.split())) or groups.create(name)
            groups.add_member(group.id, each)
    written = there(scope)
    rows = [
        [each[name] for name in COLUMNS if name != "groups"] + [together(each["groups"])] for each in written.values()
    ]
    header = [*(name for name in COLUMNS if name != "groups"), "groups"]
    assert counts(bring(scope, header, *rows)) == (0, 0, len(people), 0)
    assert there(scope) == written
    assert counts(bring(elsewhere, header, *rows)) == (len(people), 0, 0, 0)
    assert there(elsewhere) == written


CELLS = st.sampled_from(
    ["", "anna", "bob", "carl", "nobody", "x" * 300, "2026-12-01", "99/99/9999", "oui", "a@b", 7, 1.5]
)


@given(st.lists(st.lists(CELLS, max_size=6) | st.just("cannot be read"), max_size=8))
@settings(max_examples=80)
def test_each_row_is_counted_once_as_tried_before_and_not_again(organisations, rows):
    scope = fresh(organisations)
    table = [["user_name", "manager", "starts", "active", "groups"], *rows]
    tried = bring(scope, *table, dry_run=True)
    done = bring(scope, *table)
    assert counts(tried) == counts(done)
    assert done.faults == tried.faults
    before = there(scope)
    again = bring(scope, *table)
    assert counts(again) == (0, 0, done.created, done.refused)
    assert there(scope) == before
