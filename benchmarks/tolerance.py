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
"""Random edits of each title, and of the beginning of each name."""

BEGUN = (3, 5, 8)
"""Letters that are typed of a name."""


def ids(engine: Engine, text: str, count: int) -> list[str]:
    """Return the ids of the best resources for a text."""
    return [hit.id for hit in engine.search(Query(text, limit=count)).hits]


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


def offered(engine: Engine, text: str) -> set[tuple[str, str | None]]:
    """Return the kinds and ids of the ten things offered for what is typed."""
    return {(each.kind, each.id) for each in engine.suggest(text)}


def named(engine: Engine) -> list[tuple[str, str, str]]:
    """Return every title of a listed resource and every label and alias of a skill or role, with its kind and id."""
    held = engine.catalog
    titles = [(t, "resource", r.id) for r in held.resources.values() if r.listed for t in r.title.values()]
    skills = [(name, "skill", each.id) for each in held.skills.values() for name in each.names]
    return titles + skills + [(name, "role", each.id) for each in held.roles.values() for name in each.names]


def begun(engine: Engine, letters: int) -> tuple[int, int]:
    """Return how many names have their thing offered once their first ``letters`` characters are typed, of how many.

    Asked are the names of at least so many characters, spaces included. More than ten things may begin alike, so that
    not all can be offered: the share says how soon a name is reached, not how many answers are wrong.
    """
    asked = [each for each in named(engine) if len(each[0]) >= letters]
    return sum((kind, of) in offered(engine, name[:letters]) for name, kind, of in asked), len(asked)


def mistyped(engine: Engine) -> tuple[int, int, list[str]]:
    """Return how many names have their thing offered with one random edit in their first eight characters; the others.

    Typed is what the edit makes of these eight characters, which may be spaces too, and no more.
    """
    rng, kept, asked, lost = random.Random(0), 0, 0, []
    for name, kind, of in named(engine):
        for _ in range(ROUNDS if len(name) >= BEGUN[-1] else 0):
            typed = _edited(name[: BEGUN[-1]], rng)
            asked += 1
            if (kind, of) in offered(engine, typed):
                kept += 1
            else:
                lost.append(f"{typed} ({name})")
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
    for letters in BEGUN:
        reached, names = begun(engine, letters)
        table.add_row(f"names offered after {letters} letters", f"{reached} of {names} ({reached / names:.2%})")
    kept, asked, lost = mistyped(engine)
    table.add_row(f"the same after {BEGUN[-1]}, with one edit", f"{kept} of {asked} ({kept / asked:.2%})")
    table.add_row("not offered, for example", "; ".join(lost[:: max(1, len(lost) // 10)][:10]))
    Console().print(table)


if __name__ == "__main__":
    main()
