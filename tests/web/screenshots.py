"""Pictures of every page for the documents: `python -m tests.web.screenshots ADDRESS docs/images`.

A French desktop in light and an English phone in dark; ADDRESS is that of a server that runs.
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.web.conftest import CHROMIUM, FLAGS, SCREENS

PAGES = {
    "start": "?role=mlops", "path": "path?role=data-scientist&hours_per_week=6",
    "timeline": "path?role=data-scientist&hours_per_week=6#timeline-title",
    "map": "path?role=data-scientist&hours_per_week=6#map-title", "explore": "resources?q=deep+learning&level=beginner",
    "resource": "resources/hands-on-machine-learning", "roles": "roles",
    "compare": "roles?compare=mlops-engineer,data-scientist", "role": "roles/mlops-engineer", "skills": "skills",
    "skill": "skills/machine-learning", "about": "about",
}  # fmt: skip
LOOKS = (("fr", "desktop", "light"), ("en", "phone", "dark"))


def main(address: str, folder: Path) -> None:
    """Take the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for lang, screen, scheme in LOOKS:
            context = browser.new_context(base_url=address, viewport=SCREENS[screen], color_scheme=scheme, locale=lang)
            for name, path in PAGES.items():
                page = context.new_page()
                page.goto(f"/{lang}/{path}")
                page.wait_for_load_state("networkidle")
                page.screenshot(path=folder / f"{name}-{lang}-{screen}-{scheme}.jpg", type="jpeg", quality=60)
                page.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
