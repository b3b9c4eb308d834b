import pytest

from learners.diff import diff


def path(*ids, **changed):
    resources = [{"id": each, "hours": changed.get(each, 1)} for each in ids]
    steps = [{"position": at, "resource": each} for at, each in enumerate(resources, start=1)]
    return {"stages": [{"steps": steps[:1]}, {"steps": steps[1:]}]}


@pytest.mark.parametrize(("before", "after", "added", "removed", "moved", "changed"), [
    (path("a", "b"), path("a", "b"), [], [], [], {}),
    (path("a", "b"), path("a", "b", "c"), ["c"], [], [], {}),
    (path("a", "b"), path("b"), [], ["a"], [], {}),
    (path("a", "b"), path("b", "a"), [], [], [("b", 2, 1), ("a", 1, 2)], {}),
    (path("a", "b"), path("a", "b", b=2), [], [], [], {"b": ("hours",)}),
    (path(), path("a"), ["a"], [], [], {}),
])  # fmt: skip
def test_what_differs(before, after, added, removed, moved, changed):
    found = diff(before, after)
    assert [each["id"] for each in found.added] == added
    assert [each["id"] for each in found.removed] == removed
    assert list(found.moved) == moved
    assert found.changed == changed
    assert found.unchanged == (before == after)
