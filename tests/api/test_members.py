"""Members, groups and job titles over the API; members as files."""

import csv
import io
import random
import zipfile

import pytest
import xlsxwriter

from learners.organisations import Keys

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PEOPLE = [
    ["Identifiant", "Prénom", "Poste", "Début"],
    ["zoé", "Zoé", "Boulangère", "1/12/2026"],
    ["bob", "Bob", "", ""],
]


def text(rows, separator=","):
    written = io.StringIO()
    csv.writer(written, delimiter=separator).writerows(rows)
    return written.getvalue()


def sheet(rows):
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for line, row in enumerate(rows):
            page.write_row(line, 0, row)
    return written.getvalue()


def bring(portal, content, kind="text/csv", query="", **more):
    return portal.post(f"members/imports{query}", content, content_type=kind, **more)


def counts(answer):
    assert answer.status_code == 200, answer.json
    found = answer.json
    assert found["rows"] == found["created"] + found["changed"] + found["unchanged"] + found["refused"]
    return found["created"], found["changed"], found["unchanged"], found["refused"]


@pytest.fixture
def anna(acme):
    return acme.post("members", {"user_name": "anna", "given_name": "Anna"}).json["id"]


def test_a_member_is_made_read_changed_and_erased(acme, anna):
    made = acme.post("members", {"user_name": "bob", "manager": anna, "starts": "1998-05-04", "language": "fr"})
    assert made.status_code == 201, made.json
    bob = made.json["id"]
    group = acme.post("groups", {"name": "Staff", "members": [bob]}).json["id"]
    found = acme.get(f"members/{bob}").json
    assert (found["name"], found["starts"], found["groups"]) == ("bob", "1998-05-04", [{"id": group, "name": "Staff"}])
    changed = acme.call("PATCH", f"members/{bob}", {"display_name": "Bob", "manager": None, "active": False}).json
    assert (changed["name"], changed["manager"], changed["active"], changed["version"]) == ("Bob", None, False, 2)
    assert [each["id"] for each in acme.get("members?active=true").json["items"]] == [anna]
    assert acme.call("DELETE", f"members/{bob}").status_code == 204
    assert acme.get("members").json["total"] == 1


@pytest.mark.parametrize(("body", "status", "field"), [
    ({"user_name": "anna"}, 409, "user_name"), ({}, 422, "user_name"), ({"user_name": " "}, 422, "user_name"),
    ({"user_name": "b", "colour": 1}, 422, "colour"), ({"user_name": "b", "manager": "x"}, 422, "manager"),
    ({"user_name": "b", "email": "b"}, 422, "email"), ({"user_name": "b", "starts": "soon"}, 422, "starts"),
    ({"user_name": "b", "language": "de"}, 422, "language"), ({"user_name": "a\0"}, 422, "user_name"),
    ({"user_name": "b", "profile": {"hours_per_week": 0}}, 422, "profile"),
])  # fmt: skip
def test_what_is_wrong_with_a_member_is_told_by_field(acme, anna, body, status, field):
    answer = acme.post("members", body)
    assert (answer.status_code, list(answer.json["errors"])) == (status, [field])


READING, WRITING = {"learners:write", "reports:read"}, {"learners:write"}


@pytest.mark.parametrize(("method", "path", "body", "needed"), [
    ("GET", "members", None, READING), ("POST", "members", {"user_name": "b"}, WRITING),
    ("GET", "members?format=csv", None, READING), ("POST", "members/imports", None, WRITING),
    ("PATCH", "members/{anna}", {}, WRITING), ("DELETE", "members/{anna}", None, WRITING),
    ("GET", "groups", None, READING), ("POST", "groups", {"name": "Staff"}, WRITING),
    ("GET", "organisation/titles", None, READING), ("PUT", "organisation/titles", {"rules": []}, WRITING),
])  # fmt: skip
def test_each_door_asks_for_its_scope(acme, anna, method, path, body, needed):
    for scope in ("catalog:read", "paths:read", "reports:read", "learners:write"):
        _, key = Keys(acme.scope()).create(scope, [scope])
        answer = acme.call(method, path.format(anna=anna), body, key=key)
        assert (answer.status_code != 403) == (scope in needed), (scope, answer.json)


def test_a_group_is_filled_by_one_and_by_all(acme, anna):
    bob = acme.post("members", {"user_name": "bob"}).json["id"]
    group = acme.post("groups", {"name": "Staff"}).json["id"]
    for _ in range(2):
        assert acme.call("PUT", f"groups/{group}/members/{anna}").status_code == 204
    assert acme.get(f"groups/{group}").json["members"] == [anna]
    assert acme.call("PATCH", f"groups/{group}", {"members": [bob], "name": "Crew"}).json["members"] == [bob]
    assert acme.call("DELETE", f"groups/{group}/members/{bob}").status_code == 204
    assert acme.get("groups").json["items"][0]["members"] == []
    assert acme.call("PUT", f"groups/{group}/members/nobody").status_code == 404
    assert acme.post("groups", {"name": "Crew"}).status_code == 409
    assert acme.call("DELETE", f"groups/{group}").status_code == 204
    assert acme.call("DELETE", f"groups/{group}/members/{bob}").status_code == 404


def test_members_whose_title_meets_a_new_rule_get_its_role_and_what_that_brings(acme):
    acme.post("onboarding-rules", {"role": "baker"})
    member = acme.post("members", {"user_name": "bob", "job_title": "Crumb Officer"}).json
    assert (member["role"], acme.get("assignments").json["total"]) == (None, 0)
    rules = {"rules": [{"title": "crumb *", "role": "baker"}]}
    assert acme.call("PUT", "organisation/titles", rules).json == rules
    assert acme.get(f"members/{member['id']}").json["role"] == "baker"
    assert acme.get("assignments").json["total"] == 1
    unknown = acme.call("PUT", "organisation/titles", {"rules": [{"title": "x", "role": "smith"}]})
    assert (unknown.status_code, list(unknown.json["errors"])) == (422, ["rules.0.role"])


@pytest.mark.parametrize(("content", "kind"), [
    (text(PEOPLE).encode(), "text/csv"), (text(PEOPLE, ";").encode("utf-8-sig"), "text/csv"),
    (text(PEOPLE, ";").encode("cp1252"), "text/csv"), (text(PEOPLE, "\t").encode("utf-16"), "text/plain"),
    (text(PEOPLE, "\t").encode("utf-16-le"), "text/csv"), (text(PEOPLE, "|").encode("utf-16-be"), "text/csv"),
    (text(PEOPLE).encode("iso-8859-15"), "text/csv; charset=iso-8859-15"), (sheet(PEOPLE), XLSX),
    (("sep=;\r\n" + text(PEOPLE, ";")).encode(), "text/csv"), (sheet(PEOPLE), "application/octet-stream"),
    (text(PEOPLE).replace("\r\n", "\n").encode(), "text/csv"), (("\r\n" + text(PEOPLE) + "\r\n").encode(), "text/csv"),
])  # fmt: skip
def test_a_file_is_read_in_whatever_encoding_and_with_whatever_separator(acme, content, kind):
    assert counts(bring(acme, content, kind, "?dry_run=true")) == (2, 0, 0, 0)
    assert acme.get("members").json["total"] == 0
    assert counts(bring(acme, content, kind)) == (2, 0, 0, 0)
    assert counts(bring(acme, content, kind)) == (0, 0, 2, 0)
    found = acme.get("members?q=zo").json["items"][0]
    assert (found["user_name"], found["role"], found["starts"]) == ("zoé", "baker", "2026-12-01")


def test_bad_rows_are_told_where_an_editor_shows_them(acme):
    lines = ["user_name,starts,name", '"anna","","Anna', 'Lee"', "bob,never,Bob", '"c"d,,', 'eva,,"open', "fritz,,"]
    answer = bring(acme, "\r\n".join(lines).encode())
    assert counts(answer) == (1, 0, 0, 3)
    assert [(each["line"], each["column"]) for each in answer.json["faults"]] == [(4, "starts"), (5, ""), (6, "")]
    assert acme.get("members?q=Anna").json["items"][0]["display_name"] == "Anna Lee"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_exported_changes_nothing_and_holds_no_formula(acme, globex, anna, form):
    names = ["=1+1", "'=1", "''@x", "-5", "@x", "1e5", "007", "a;b", 'say "x"', "_x0041_", "TRUE", "2026-12-01", "1.0"]
    for at, name in enumerate(names):
        member = acme.post("members", {"user_name": name, "display_name": name, "employee_number": name,
                                       "manager": anna, "active": at % 2 == 0, "starts": "2026-12-01"})  # fmt: skip
        acme.post("groups", {"name": name, "members": [member.json["id"], anna]})
    answer = acme.get(f"members?format={form}")
    kind = answer.mimetype
    if form == "csv":
        assert not [cell for row in csv.reader(io.StringIO(answer.text)) for cell in row if cell[:1] in tuple("=+-@")]
    else:
        with zipfile.ZipFile(io.BytesIO(answer.data)) as parts:
            assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
    assert counts(bring(acme, answer.data, kind)) == (0, 0, len(names) + 1, 0)
    assert counts(bring(globex, answer.data, kind)) == (len(names) + 1, 0, 0, 0)
    assert globex.get("members?format=csv").text == acme.get("members?format=csv").text


def test_a_file_of_some_is_asked_for_as_a_list_is(acme, anna):
    acme.post("members", {"user_name": "bob", "active": False})
    answer = acme.get("members?active=false", headers={"Accept": "text/csv"})
    assert [row["user_name"] for row in csv.DictReader(io.StringIO(answer.text))] == ["bob"]


def huge(place):
    """A workbook of a few bytes that says to be gigantic."""
    written = io.BytesIO(sheet([["user_name"], ["anna"]]))
    with zipfile.ZipFile(written) as parts:
        content = {name: parts.read(name) for name in parts.namelist()}
    content["xl/worksheets/sheet1.xml"] = content["xl/worksheets/sheet1.xml"].replace(b'"A2"', place)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as parts:
        for name, each in content.items():
            parts.writestr(name, each)
    return written.getvalue()


@pytest.mark.parametrize(("content", "kind", "status"), [
    (b"user_name\nanna", "application/pdf", 415), (b"user_name\nanna", "text/csv; charset=klingon", 415),
    (b"user_name\nanna", "text/csv; charset=base64", 415),
    (b"PK nothing", XLSX, 400), (b"no workbook", XLSX, 400), (b"", "text/csv", 422), (b"", XLSX, 400),
    (b"colour\nred", "text/csv", 422), (b'"user_name', "text/csv", 422), (b"\xff\xfe\x00", "text/csv", 422),
    (huge(b'"XFD1048576"'), XLSX, 413), (huge(b"'A99999999999999'"), XLSX, 413), (huge(b'"ZZZZZZZ1"'), XLSX, 413),
    (b"u" * 20_000_001, "text/csv", 413),
])  # fmt: skip
def test_what_is_no_table_of_members_is_refused(acme, content, kind, status):
    answer = bring(acme, content, kind)
    assert (answer.status_code, answer.json["status"]) == (status, status)
    assert acme.get("members").json["total"] == 0


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_workbook_is_refused_or_read(acme, seed):
    chance, sound = random.Random(seed), sheet([["user_name", "starts"], ["anna", "2026-12-01"]])
    for _ in range(40):
        damaged = bytearray(sound)
        for at in chance.sample(range(len(damaged)), chance.choice((1, 2, 8))):
            damaged[at] = chance.randrange(256)
        assert bring(acme, bytes(damaged), XLSX, "?dry_run=true").status_code in (200, 400, 413, 422)


def test_rules_meet_who_came_by_a_file(acme):
    acme.post("onboarding-rules", {"role": "baker"})
    bring(acme, text(PEOPLE).encode())
    assert acme.get("assignments").json["total"] == 1
