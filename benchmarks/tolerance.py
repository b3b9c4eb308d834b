"""How search on the shipped catalogue bears the other language, missing accents and slips of the fingers.

python -m benchmarks.tolerance
"""

import random
import string

from rich.console import Console
from rich.table import Table

import catalog
from recommender import Engine, Query
from recommender.text import fold

SHORTEST = 5
ROUNDS = 5
"""Random edits of each title."""


def ids(engine: Engine, text: str, count: int) -> list[str]:
    """Return the ids of the best resources for a text."""
    return [hit.resource.id for hit in engine.search(Query(text, limit=count)).hits]


def across(engine: Engine) -> dict[str, float]:
    """Return, for each skill, the share of the ten best that its English and its French label have in common."""
    shares = {}
    for skill in engine.catalog.skills.values():
        if {"en", "fr"} <= skill.label.keys():
            one, other = (set(ids(engine, skill.label[lang], 10)) for lang in ("en", "fr"))
            shares[skill.id] = len(one & other) / max(1, len(one), len(other))
    return shares


def titled(engine: Engine) -> float:
    """Return how many of the best five for a skill's label have a label in their title, of those that could; a mean."""
    listed = [each for each in engine.catalog.resources.values() if each.listed]
    shares = []
    for skill in engine.catalog.skills.values():
        labels = [fold(label) for label in skill.label.values()]
        having = {r.id for r in listed if any(label in fold(t) for t in r.title.values() for label in labels)}
        if having:
            found = [having.intersection(ids(engine, label, 5)) for label in skill.label.values()]
            shares += [len(each) / min(5, len(having)) for each in found]
    return sum(shares) / len(shares)


def accents(engine: Engine) -> tuple[int, int]:
    """Return how many texts with accents find the same, in the same order, without; and how many there are."""
    texts = {each for r in engine.catalog.resources.values() for each in (*r.title.values(), *r.summary.values())}
    texts |= {name for skill in engine.catalog.skills.values() for name in skill.names}
    accented = [each for each in texts if fold(each) != each.lower()]
    return sum(ids(engine, each, 20) == ids(engine, fold(each), 20) for each in accented), len(accented)


def slips(engine: Engine) -> tuple[int, int, list[str]]:
    """Return how many titles with one random edit keep their resource among the best three, of how many; the others.

    Asked are all listed titles with a word to edit, also those that do not find their resource as they are.
    """
    rng, kept, asked, lost = random.Random(0), 0, 0, []
    for resource in engine.catalog.resources.values():
        title = resource.name("en").split()
        places = [i for i, word in enumerate(title) if word.isalpha() and len(word) >= SHORTEST]
        if not (resource.listed and places):
            continue
        for _ in range(ROUNDS):
            typed = list(title)
            at = rng.choice(places)
            typed[at] = _edited(typed[at], rng)
            asked += 1
            if resource.id in ids(engine, " ".join(typed), 3):
                kept += 1
            else:
                lost.append(" ".join(typed))
    return kept, asked, lost


def _edited(word: str, rng: random.Random) -> str:
    """Return a word with a letter left out, doubled by another, changed, or exchanged with the next."""
    at, letter = rng.randrange(len(word) - 1), rng.choice(string.ascii_lowercase)
    return rng.choice([
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    ])  # fmt: skip


def main() -> None:
    """Print a table."""
    engine = Engine(catalog.load())
    shares, (same, accented), (kept, asked, lost) = across(engine), accents(engine), slips(engine)
    worst = sorted(shares.items(), key=lambda each: each[1])[:12]
    table = Table("what", "figure")
    table.add_row("skills, ten best in both languages alike: mean", f"{sum(shares.values()) / len(shares):.3f}")
    table.add_row("skills with at least 0.8 alike", f"{sum(s >= 0.8 for s in shares.values())} of {len(shares)}")
    table.add_row("least alike", ", ".join(f"{skill} {share:.2f}" for skill, share in worst))
    table.add_row("titles that name the skill, among the best five: mean", f"{titled(engine):.3f}")
    table.add_row("the same without accents", f"{same} of {accented}")
    table.add_row("one edit in a title, still in the best three", f"{kept} of {asked} ({kept / asked:.2%})")
    table.add_row("lost, for example", "; ".join(lost[:10]))
    Console().print(table)


if __name__ == "__main__":
    main()
