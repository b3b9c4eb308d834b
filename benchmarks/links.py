"""Check many addresses that misbehave in every way: how long it takes, and what is named right.

    python -m benchmarks.links --count 2000

The servers are those of the tests (`tests/curation/misbehaving.py`), on this machine and in this process; the names of
their hosts are known here alone. The addresses are spread over 200 hosts, without a pause between requests, so that
the time is that of the checker and of its time-outs, not that of politeness. The end is an error if an address is not
given the right state, or if anybody came where nobody may.
"""

import argparse
import sys
import time
from collections import Counter
from itertools import cycle, islice

from rich.console import Console
from rich.progress import track
from rich.table import Table

from curation.links import Checked, Checker, Manners
from tests.curation.misbehaving import KINDS, Kind, World, address, misbehaving

HOSTS = 200
MANNERS = Manners(seconds=4.0, deadline=8.0, tries=2, backoff=0.05, pause=0.0, per_host=8, together=64, patience=5.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2000, help="how many addresses")
    count = parser.parse_args().count
    with misbehaving() as world:
        kinds = dict(_addresses(world, count))
        started = time.monotonic()
        results = Checker(world.transport(), manners=MANNERS).check(kinds)
        found = list(track(results, "checking", total=count, console=Console(stderr=True), transient=True))
        seconds = time.monotonic() - started
        wrong = _report(kinds, found)
        print(f"{len(found)} addresses in {seconds:.1f} s, {len(world.came)} requests answered")
        print(f"{len(found) - len(wrong)} of {count} named right, {world.forbidden()} requests to forbidden addresses")
        for each in wrong:
            print(f"wrong: {each}", file=sys.stderr)
        sys.exit(bool(wrong or len(found) != count or world.forbidden()))


def _addresses(world: World, count: int) -> list[tuple[str, Kind]]:
    return [(address(kind, world, number, HOSTS), kind) for number, kind in enumerate(islice(cycle(KINDS), count))]


def _report(kinds: dict[str, Kind], found: list[Checked]) -> list[Checked]:
    """Print what was named right by kind, and return what was not."""
    wrong = [each for each in found if each.state != kinds[each.url].state]
    asked, missed = Counter(kinds.values()), Counter(kinds[each.url] for each in wrong)
    table = Table("kind", "state", "addresses", "named right")
    for kind in KINDS:
        table.add_row(kind.name, kind.state, str(asked[kind]), str(asked[kind] - missed[kind]))
    Console(width=100).print(table)
    return wrong


if __name__ == "__main__":
    main()
