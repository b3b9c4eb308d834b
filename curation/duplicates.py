"""Records of the same work, in one collection or between two."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import exp

from rapidfuzz import fuzz

from curation.entry import Entry, Name, Reading
from curation.nearness import CROWD, candidates

__all__ = ["Entry", "Pair", "find"]

THRESHOLD = 0.5
"""The score (0 to 1) from which two records are held to be one."""

WEIGHTS = {
    "same-identifier": 6.0,
    "same-address": 6.0,
    "numbers": 4.0,
    "creators": 1.0,
    "other-identifier": -1.0,
    "other-numbers": -1.0,
    "other-site": -2.0,
    "other-type": -2.0,
    "other-word": -3.0,
    "other-page": -4.0,
    "sequel": -6.0,
    "other-creators": -7.0,
    "other-edition": -12.0,
    "series": -12.0,
}
"""What each finding weighs: the natural logarithm of how much likelier it is of one work than of two.

Weights add up, as in Fellegi and Sunter, "A theory for record linkage" (1969). The logistic of their sum is the score.
They were set by hand, not estimated: a score ranks pairs, it is no measured probability.
"""

OTHER_FINDINGS = frozenset({"title", "other-title", "other-year"})
"""The findings whose weight depends on how much they were found."""

LIKE, TITLE, UNLIKE = 0.6, 12.0, -4.0
"""The likeness of titles that tells nothing, what a likeness greater by one weighs, and the least that titles weigh."""

SHORT = 4
"""The words below which a title tells less: many lectures are an *Introduction*."""

YEAR, YEARS = -0.5, 4
"""What a year between two records weighs, and the years from which more weigh no more."""

SLIP = 85
"""The likeness (0 to 100) from which two words are one that is spelt in two ways."""

_DIGITS = re.compile(r"\d+")
_YEAR = re.compile(r"(19\d|20[0-3])\d")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one, its score (0 to 1), and the codes of what was found, what is most for it first."""

    one: str
    other: str
    score: float
    reasons: tuple[str, ...]


def find(entries: Sequence[Entry], others: Sequence[Entry] | None = None, threshold: float = THRESHOLD) -> list[Pair]:
    """Return the pairs of records that may be one, likeliest first.

    With ``others``, ``one`` of a pair is from ``entries`` and ``other`` from ``others``, and each record is in one
    pair at most: with the likeliest of those that are left. In a single collection ``one`` is the lesser id.
    """
    left = _read(entries)
    right = left if others is None else _read(others)
    common = _common([*left, *right])
    best: dict[tuple[str, str], tuple[float, tuple[str, ...]]] = {}
    for i, j, cosine in candidates(left, right):
        one, other = left[i], right[j]
        if others is not None or one.id < other.id:
            found = dict(_findings(one, other, cosine, common))
            judged = round(sum(found.values()), 6), tuple(sorted(found, key=lambda code: (-found[code], code)))
            best[one.id, other.id] = max(judged, best.get((one.id, other.id), judged))
    ranked = sorted(best.items(), key=lambda each: (-each[1][0], sorted(each[0])))
    pairs = (Pair(*ids, round(1 / (1 + exp(-weight)), 4), reasons) for ids, (weight, reasons) in ranked)
    likely = [pair for pair in pairs if pair.score >= threshold]
    return likely if others is None else list(_one_to_one(likely))


def _read(entries: Sequence[Entry]) -> list[Reading]:
    return sorted(map(Reading.of, entries), key=lambda reading: (reading.id, reading.title))


def _common(readings: Iterable[Reading]) -> frozenset[str]:
    """Return the numbers that tell nothing: years, and those that more than `CROWD` records name."""
    counts = Counter(number for reading in readings for number in reading.numbers)
    return frozenset(number for number, count in counts.items() if count > CROWD or _YEAR.fullmatch(number))


def _one_to_one(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Keep of pairs, likeliest first, those of which neither record is in one that was kept before."""
    ones: set[str] = set()
    others: set[str] = set()
    for pair in pairs:
        if pair.one not in ones and pair.other not in others:
            ones.add(pair.one)
            others.add(pair.other)
            yield pair


def _findings(one: Reading, other: Reading, cosine: float, common: frozenset[str]) -> Iterator[tuple[str, float]]:
    """Yield what speaks for two records being of one work, and against it, each with its weight."""
    yield from _of_titles(one, other, cosine)
    yield from _of_numbers(one, other, common)
    for kind in one.identifiers.keys() & other.identifiers.keys():
        which = "same" if one.identifiers[kind] == other.identifiers[kind] else "other"
        yield f"{which}-{kind}", WEIGHTS[f"{which}-identifier"]
    if one.creators and other.creators:
        agreed = _agreed(one.creators, other.creators)
        code = "creators" if agreed >= 0.5 else "other-creators"
        yield code, WEIGHTS[code] * abs(2 * agreed - 1)
    if one.address and other.address:
        code = _of_addresses(one.address, other.address)
        yield code, WEIGHTS[code]
    if one.edition and other.edition and one.edition != other.edition:
        yield "other-edition", WEIGHTS["other-edition"]
    if one.type and other.type and one.type != other.type:
        yield "other-type", WEIGHTS["other-type"]
    if one.year and other.year and one.year != other.year:
        yield "other-year", YEAR * min(YEARS, abs(one.year - other.year))


def _of_titles(one: Reading, other: Reading, cosine: float) -> Iterator[tuple[str, float]]:
    """Tell how like two titles are, and whether a word stands in the one where another stands in the other."""
    like = (cosine + fuzz.token_set_ratio(one.title, other.title) / 100) / 2
    weight = max(UNLIKE, TITLE * (like - LIKE))
    known = min(1.0, min(len(one.words), len(other.words)) / SHORT)
    yield ("title", weight * known) if weight > 0 else ("other-title", weight)
    mine, theirs = one.words - other.words, other.words - one.words
    if len(mine) == len(theirs) == 1 < len(one.words) and not _alike(*mine, *theirs):
        yield "other-word", WEIGHTS["other-word"]


def _of_numbers(one: Reading, other: Reading, common: frozenset[str]) -> Iterator[tuple[str, float]]:
    """Tell whether two titles name the same numbers, as of models, or differ in nothing else, as volumes do."""
    shared, mine, theirs = one.numbers & other.numbers, one.numbers - other.numbers, other.numbers - one.numbers
    if mine and theirs and _alike(_DIGITS.sub("", one.title), _DIGITS.sub("", other.title)):
        code = "series"
    elif one.words ^ other.words and one.words ^ other.words <= (mine | theirs) - common:
        code = "sequel"
    elif any(len(number) > 2 for number in shared - common):
        code = "numbers"
    elif mine and theirs and not shared:
        code = "other-numbers"
    else:
        return
    yield code, WEIGHTS[code]


def _of_addresses(one: str, other: str) -> str:
    """Tell two addresses apart: two pages of one site are two things, two sites may have one thing each."""
    if one == other:
        return "same-address"
    return "other-page" if one.split("/")[0] == other.split("/")[0] else "other-site"


def _agreed(ones: Sequence[Name], others: Sequence[Name]) -> float:
    """Return the share of either's creators, where it is greater, that the other has too (0 to 1)."""
    pairs = [(i, j) for i, one in enumerate(ones) for j, other in enumerate(others) if _same_name(one, other)]
    return max(len({i for i, _ in pairs}) / len(ones), len({j for _, j in pairs}) / len(others))


def _same_name(one: Name, other: Name) -> bool:
    """Whether one name has each word of the other, but for slips, and at least one of them not as an initial."""
    fewer, more = sorted((one, other), key=lambda name: (len(name), sorted(name)))
    whole = [any(_alike(word, each) for each in more) for word in fewer]
    initials = (any(min(len(word), len(each)) == 1 and word[0] == each[0] for each in more) for word in fewer)
    told = any(len(word) > 1 and same for word, same in zip(fewer, whole, strict=True))
    return told and all(same or initial for same, initial in zip(whole, initials, strict=True))


def _alike(one: str, other: str) -> bool:
    return fuzz.ratio(one, other) >= SLIP
