"""What holds on every page: accessible in light and dark, as wide as the screen, in its own language."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.web.conftest import SCREENS

PAGES = [
    "", "?role=mlops", "path?role=data-scientist&hours_per_week=6", "path?role=xyzzy", "path?role=mlops&weeks=many",
    "path?goal=fraud+detection", "resources", "resources?q=lerning&level=beginner", "resources?q=qqqqqqqq",
    "resources/hands-on-machine-learning", "roles", "roles/mlops-engineer",
    "roles?compare=mlops-engineer,data-scientist", "skills", "skills/machine-learning", "about", "docs",
    "no-such-page",
]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_page_is_accessible_and_fits(visit, lang, screen, scheme):
    opened = visit(viewport=SCREENS[screen], color_scheme=scheme, locale=lang)
    axe, found = Axe(), []
    for path in PAGES:
        opened.goto(f"/{lang}/{path}")
        assert opened.evaluate("document.documentElement.lang") == lang, path
        assert opened.locator("h1").count() == 1, path
        if not opened.evaluate("document.documentElement.scrollWidth <= window.innerWidth"):
            found.append(f"{path}: wider than the screen")
        for each in axe.run(opened).response["violations"]:
            found.append(f"{path}: {each['id']} {[node['target'] for node in each['nodes']][:3]}")
    assert found == []
