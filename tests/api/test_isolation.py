from tests.api.isolation import leaks


def test_no_organisation_sees_infers_or_changes_anything_of_another(tmp_path):
    databases = f"sqlite:///{tmp_path / 'there.sqlite'}", f"sqlite:///{tmp_path / 'here.sqlite'}"
    assert leaks(1500, databases=databases) == []
