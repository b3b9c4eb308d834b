import json

import pytest
from click.testing import CliRunner

from api.cli import main


def test_gaps_are_told_page_by_page_worst_first(client):
    answer = client.get("/api/v1/catalog/gaps?role=mlops&language=fr&cost=free&per_page=5")
    assert answer.status_code == 200
    rows = answer.json["items"]
    assert len(rows) == 5 < answer.json["total"]
    assert {(row["role"], row["language"], row["cost"]) for row in rows} == {("mlops-engineer", "fr", "free")}
    assert [row["lost"] for row in rows] == sorted((row["lost"] for row in rows), reverse=True)
    then = client.get("/api/v1/catalog/gaps?role=mlops&language=fr&cost=free&per_page=5&page=2").json["items"]
    assert not [row for row in then if row in rows]


def test_additions_say_which_roles_gain(client):
    found = client.get("/api/v1/catalog/gaps?role=mlops-engineer").json["additions"]
    assert found
    assert all(each["roles"]["mlops-engineer"] > 0 and each["gain"] > 0 for each in found)


def test_levels_and_skills_are_filters(client):
    rows = client.get("/api/v1/catalog/gaps?skill=python&level=1,2&language=any").json["items"]
    assert rows
    assert {(row["skill"], row["language"]) for row in rows} == {("python", "any")}
    assert {row["level"] for row in rows} <= {1, 2}


@pytest.mark.parametrize(("query", "status", "said"), [
    ("role=boulanger", 404, "boulanger"), ("skill=pyhton", 404, "python"), ("level=4", 422, "level"),
    ("language=de", 422, "language"), ("cost=paid", 422, "cost"), ("per_page=0", 422, "per_page"), ("x=1", 422, "x"),
])  # fmt: skip
def test_a_bad_filter_is_refused(client, query, status, said):
    answer = client.get(f"/api/v1/catalog/gaps?{query}")
    assert answer.status_code == status
    assert said in answer.get_data(as_text=True)


def test_the_command_tells_gaps_as_json(deployment):
    told = CliRunner().invoke(main, ["gaps", "--json"], env=deployment.environment())
    assert told.exit_code == 0, told.output
    assert {row["role"] for row in json.loads(told.output)["items"]} == {"baker"}


@pytest.mark.parametrize(("lang", "said"), [("en", "would help most"), ("fr", "aiderait le plus")])
def test_the_command_tells_gaps(deployment, lang, said):
    environment = {**deployment.environment(), "COLUMNS": "200"}
    told = CliRunner().invoke(main, ["gaps", "--role", "baker", "--lang", lang], env=environment)
    assert told.exit_code == 0, told.output
    assert said in told.output
