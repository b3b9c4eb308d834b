import json
import shutil

import pytest

import catalog
from catalog.files import default_folder


@pytest.fixture
def folder(tmp_path):
    for name in ("resources", "skills", "roles"):
        shutil.copy(default_folder() / f"{name}.json", tmp_path)
    return tmp_path


def change(folder, name, edit):
    path = folder / f"{name}.json"
    records = json.loads(path.read_text())
    edit(records)
    path.write_text(json.dumps(records))


def test_every_fault_is_told_at_once_with_record_and_field(folder):
    def spoil(records):
        records[0]["level"] = "begginer"
        records[0]["colour"] = "red"
        records[4]["hours"] = -1
        del records[7]["summary"]["fr"]

    change(folder, "resources", spoil)
    with pytest.raises(catalog.BadCatalogFile) as caught:
        catalog.load(folder)
    message = str(caught.value)
    assert len(caught.value.faults) == 3
    for part in ("record 0", "level", "begginer", "beginner", "colour", "record 4", "hours", "record 7", "fr"):
        assert part in message


@pytest.mark.parametrize(("name", "edit", "said"), [
    ("resources", lambda r: r.append(r[0]), "occurs twice"),
    ("resources", lambda r: r[0].update(teaches={"juggling": 1}), "'juggling'"),
    ("resources", lambda r: r[0].update(successor="nothing"), "'nothing'"),
    ("roles", lambda r: r[0]["needs"].update(juggling={"level": 1, "weight": 1}), "'juggling'"),
    ("skills", lambda r: r[0].update(broader="juggling"), "'juggling'"),
])  # fmt: skip
def test_a_reference_that_leads_nowhere_is_refused(folder, name, edit, said):
    change(folder, name, edit)
    with pytest.raises(catalog.BrokenRules, match=said):
        catalog.load(folder)


@pytest.mark.parametrize("text", ["", "{", "{}", None])
def test_a_file_that_is_no_list_is_refused(folder, text):
    path = folder / "skills.json"
    path.unlink() if text is None else path.write_text(text)
    with pytest.raises(catalog.BadCatalogFile, match="skills.json"):
        catalog.load(folder)


def test_the_revision_is_that_of_the_content(folder):
    before = catalog.load(folder).revision
    assert catalog.load(folder).revision == before
    change(folder, "resources", lambda records: records[0].update(hours=61.5))
    assert catalog.load(folder).revision != before
