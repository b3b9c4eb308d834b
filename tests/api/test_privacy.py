import pytest


def test_nothing_is_erased_by_time_unless_it_was_chosen(acme):
    assert acme.get("organisation/retention").json == {"members": None, "deliveries": 30}


def test_an_organisation_chooses_for_itself(acme, globex):
    chosen = acme.call("PUT", "organisation/retention", {"members": 365})
    assert chosen.json == {"members": 365, "deliveries": 30}
    assert globex.get("organisation/retention").json["members"] is None


@pytest.mark.parametrize("body", [{}, {"members": 0}, {"members": "long"}, {"members": 1, "deliveries": None}])
def test_a_bad_choice_is_refused(acme, body):
    assert acme.call("PUT", "organisation/retention", body).status_code == 422


def test_who_is_not_there_is_not_told(acme):
    assert acme.get("members/nobody/export").status_code == 404
