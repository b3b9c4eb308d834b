"""Many records of real text: variations on the descriptions of Debian's packages, in English and French.

The texts are those that ``apt-get -o Acquire::Languages=en,fr update`` keeps on any Debian machine.
"""

import random
import re
import string
import subprocess
from collections.abc import Iterator
from pathlib import Path

import catalog
from catalog import Resource
from catalog.level import LEVELS
from catalog.resource import COSTS, TYPES

LISTS = Path("/var/lib/apt/lists")
HELPER = "/usr/lib/apt/apt-helper"
FRENCH = 0.3
"""The share of records in French."""

_ENTRY = re.compile(r"^Description-(?:en|fr): (.+)\n((?: .*\n?)+)", re.M)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý])")
Described = tuple[str, list[str]]
"""A short description, and the sentences of a long one."""


def described(lang: str) -> list[Described]:
    """Return the distinct descriptions in a language; tells how to get them where there are none."""
    files = sorted(LISTS.glob(f"*_main_i18n_Translation-{lang}*"))
    if not files:
        raise SystemExit("No package descriptions here: apt-get -o Acquire::Languages=en,fr update brings them.")
    found: dict[str, list[str]] = {}
    for path in files:
        text = subprocess.run([HELPER, "cat-file", path], check=True, capture_output=True, encoding="utf-8").stdout
        for title, body in _ENTRY.findall(text):
            found[title] = _SENTENCE.split(" ".join(body.replace("\n .\n", "\n").split()))
    return list(found.items())


def resources(count: int, *, seed: int = 0) -> Iterator[Resource]:
    """Yield ``count`` resources; the same seed gives the same ones.

    Each has the short description of one package as its title and sentences of two as its summary, in one language.
    The first are the packages as they are, so that up to their number hardly a text comes twice.
    """
    rng, of = random.Random(seed), {lang: described(lang) for lang in ("en", "fr")}
    skills = list(catalog.load().skills)
    odds = [1 / (i + 1) for i in range(len(skills))]
    for number in range(count):
        lang = "fr" if rng.random() < FRENCH else "en"
        texts = of[lang]
        title, own = texts[number % len(texts)]
        _, other = texts[int(rng.random() * len(texts))]
        varied = number >= len(of["en"])
        sentences = [*rng.sample(own, k=(len(own) + 1) // 2), *other] if varied else own
        yield Resource(
            id=f"r{number}",
            type=TYPES[min(int(rng.expovariate(0.4)), len(TYPES) - 1)],
            title={lang: title},
            summary={lang: " ".join(sentences)},
            languages=(lang,),
            cost=COSTS[min(int(rng.expovariate(1)), 2)],
            status="active",
            url=f"https://example.org/{number}",
            level=list(LEVELS)[min(int(rng.expovariate(0.8)), 2)],
            hours=round(rng.lognormvariate(2, 1), 1),
            year=rng.randint(2005, 2026),
            teaches={each: rng.randint(1, 3) for each in rng.choices(skills, odds, k=rng.randint(1, 3))},
        )


def queries(count: int, *, seed: int = 1, slip: bool = False) -> list[str]:
    """Return queries of one to four words that follow each other in a short description, a fifth of them French.

    With ``slip``, a word of five letters or more has one letter changed.
    """
    rng, of = random.Random(seed), {lang: described(lang) for lang in ("en", "fr")}
    made: list[str] = []
    while len(made) < count:
        words = re.findall(r"[^\W_]+", rng.choice(of["fr" if rng.random() < 0.2 else "en"])[0])
        if not words:
            continue
        at = rng.randrange(len(words))
        asked = words[at : at + rng.choice([1, 2, 2, 3, 3, 4])]
        if slip:
            places = [i for i, word in enumerate(asked) if word.isalpha() and len(word) >= 5]
            if not places:
                continue
            place = rng.choice(places)
            letter = rng.randrange(1, len(asked[place]) - 1)
            asked[place] = asked[place][:letter] + rng.choice(string.ascii_lowercase) + asked[place][letter + 1 :]
        made.append(" ".join(asked))
    return made
