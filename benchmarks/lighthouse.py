"""Lighthouse's scores of the pages, what a first visit transfers, and how soon a filter's answer is painted.

python -m benchmarks.lighthouse [--desktop] [--folder DIR]

Needs Chromium and npm, by which Lighthouse is installed into DIR (a folder of the user's cache) once. Scores are those
of Lighthouse's own conditions: a slow phone unless ``--desktop`` is given.
"""

import argparse
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Page, sync_playwright
from rich.console import Console
from rich.table import Table

from benchmarks.http import OURS, served

VERSION = "13.5.0"
PAGES = ("", "path?role=data-scientist&hours_per_week=6", "resources", "resources/hands-on-machine-learning")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
CLICKS = 15
PAINTED = """async (selector) => {
  const link = document.querySelector(selector);
  const start = performance.now();
  const settled = new Promise(done => document.body.addEventListener("htmx:afterSettle", done, { once: true }));
  link.click();
  await settled;
  await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - start;
}"""


def installed(folder: Path) -> Path:
    """Return the command of Lighthouse, installed where it is not."""
    command = folder / "node_modules" / ".bin" / "lighthouse"
    if not command.exists():
        folder.mkdir(parents=True, exist_ok=True)
        npm = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), f"lighthouse@{VERSION}"]
        subprocess.run(npm, check=True, stdout=subprocess.DEVNULL)
    return command


def measured(command: Path, address: str, chromium: str, *, desktop: bool) -> dict[str, Any]:
    """Return Lighthouse's report of a page."""
    asked = [str(command), address, "--quiet", "--output=json", "--output-path=stdout",
             f"--chrome-flags={' '.join(FLAGS)}", *(["--preset=desktop"] if desktop else [])]  # fmt: skip
    environment = {**os.environ, "CHROME_PATH": chromium}
    report: dict[str, Any] = json.loads(subprocess.run(asked, check=True, capture_output=True, env=environment).stdout)
    return report


def scores(address: str, given: argparse.Namespace, chromium: str) -> Iterator[list[str]]:
    """Yield a row of figures for each page, and what it loses points by."""
    for path in (f"/{lang}/{path}" for path in PAGES for lang in ("en", "fr")):
        report = measured(installed(given.folder), address + path, chromium, desktop=given.desktop)
        found = report["categories"]
        lost = {
            audit["id"]
            for category in found.values()
            for audit in category["auditRefs"]
            if audit["weight"] and (report["audits"][audit["id"]]["score"] or 0) < 0.9
            and report["audits"][audit["id"]]["scoreDisplayMode"] in ("binary", "numeric")
        }  # fmt: skip
        kilobytes = report["audits"]["total-byte-weight"]["numericValue"] / 1000
        yield [path, *(f"{100 * found[each]['score']:.0f}" for each in CATEGORIES), f"{kilobytes:.0f}", ", ".join(lost)]


def painted(opened: Page) -> list[float]:
    """Return milliseconds from the click on a filter to its answer painted."""
    times = []
    for _ in range(CLICKS):
        for selector in ("[href*='level=beginner']", "[href*='type=book']"):
            opened.goto("/en/resources?q=data")
            opened.wait_for_function("window.htmx")
            times.append(opened.evaluate(PAINTED, selector))
    return times


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--desktop", action="store_true")
    parser.add_argument("--folder", type=Path, default=Path("~/.cache/parcours/lighthouse").expanduser())
    given = parser.parse_args()
    chromium = shutil.which("chromium")
    if not chromium or not shutil.which("npm"):
        raise SystemExit("Chromium or npm is not here: apt-get install chromium npm.")
    table = Table("page", *CATEGORIES, "kB", "loses by")
    with tempfile.TemporaryDirectory() as folder, served(OURS, Path(folder)) as (address, _):
        for row in scores(address, given, chromium):
            table.add_row(*row)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            times = painted(browser.new_context(base_url=address).new_page())
            browser.close()
    console = Console(width=140)
    console.print(table)
    console.print(f"A filter's answer is painted {median(times):.0f} ms after the click (median of {len(times)}, "
                  f"longest {max(times):.0f}).")  # fmt: skip


if __name__ == "__main__":
    main()
