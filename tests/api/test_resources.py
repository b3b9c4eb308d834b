import csv
import io

from openapi_spec_validator import validate


def test_filters_give_what_they_say(client):
    items = client.get("/api/v1/resources?level=beginner&language=fr&cost=free&per_page=100").json["items"]
    assert len(items) > 20
    assert all(each["level"] == "beginner" and "fr" in each["languages"] and each["cost"] == "free" for each in items)


def test_a_list_says_page_total_facets_and_revision(client):
    found = client.get("/api/v1/resources?q=python&facets=level,type&per_page=5&page=2")
    assert found.json.keys() == {"items", "total", "page", "per_page", "facets", "corrections", "revision"}
    assert [found.json["page"], found.json["per_page"], len(found.json["items"])] == [2, 5, 5]
    assert found.json["facets"].keys() == {"level", "type"}
    for rel in ("first", "prev", "next", "last"):
        assert f'rel="{rel}"' in found.headers["Link"]


def test_several_values_repeat_or_stand_between_commas(client):
    one = client.get("/api/v1/resources?type=book,talk&per_page=1").json["total"]
    assert one == client.get("/api/v1/resources?type=book&type=talk&per_page=1").json["total"] > 90


def test_an_unchanged_answer_is_304(client):
    first = client.get("/api/v1/resources?q=sql")
    assert "max-age" in first.headers["Cache-Control"]
    again = client.get("/api/v1/resources?q=sql", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_forms(client):
    table = client.get("/api/v1/resources?q=sql&format=csv")
    assert table.mimetype == "text/csv"
    assert len(list(csv.DictReader(io.StringIO(table.text)))) == 20
    linked = client.get("/api/v1/resources/hands-on-machine-learning", headers={"Accept": "application/ld+json"})
    assert linked.json["@type"] == ["LearningResource", "Book"]
    assert linked.json["isbn"] == "9781098125974"


def test_the_description_is_openapi(client):
    spec = client.get("/api/v1/openapi.json").json
    validate(spec)
    assert spec["openapi"].startswith("3.1")
    parameters = spec["paths"]["/api/v1/resources"]["get"]["parameters"]
    assert {"q", "level", "facets", "per_page"} <= {each["name"] for each in parameters}
