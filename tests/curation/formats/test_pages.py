"""Pages of the web."""

import json

import pytest

from curation.formats import pages

COURSE = {"@type": "Course", "name": "Statistics"}
PAGE = """<html lang="fr"><head><title>T</title><meta property="og:title" content="Un cours">
<link rel="canonical" href="https://a.org/"></head><body>
<script type="application/ld+json">
%s
</script></body></html>"""


def test_a_page_with_a_script():
    [draft] = pages.read((PAGE % json.dumps(COURSE)).encode())
    assert (draft.line, draft.fields["title"]) == (4, "Statistics")


@pytest.mark.parametrize("script", ["", '{"@type": "Organization", "name": "Uni"}'])
def test_a_page_says_what_it_is(script):
    [draft] = pages.read((PAGE % script).encode())
    assert draft.fields == {"title": "Un cours", "url": "https://a.org/", "language": "fr"}


def test_a_script_that_breaks_is_a_fault_and_the_page_is_read():
    fault, draft = pages.read((PAGE % '{"@type": "Course",\n "name": }').encode())
    assert (fault.line, draft.fields["title"]) == (5, "Un cours")
