"""Completions while typing: titles, creators, skills and roles."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from recommender import completion
from recommender.letters import begun, letters
from recommender.snapshot import Arrays
from recommender.text import fold, words
from recommender.tokenizer import raw

FUZZY_FROM = 4
"""The letters from which on slips are forgiven."""

SHORTEST = 2
"""A begun word shorter than this is taken as it is typed."""

LONGEST = 64
"""The letters of what is typed beyond which nothing is forgiven."""

MOST, MOST_BEFORE = 64, 16
"""Readings of a word that are looked at, and of the words before one."""

KINDS = ("role", "skill", "resource", "creator")
Spans = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion: its text, what kind of thing it is and, unless it is a creator, the id of that."""

    text: str
    kind: str
    id: str | None


class Suggester:
    """Completes the beginning of any word of a name; accents and case do not matter. Opening it reads nothing."""

    def __init__(self, arrays: Arrays) -> None:
        self._text, self._offsets = arrays["suggest_word_bytes"], arrays["suggest_word_offsets"]
        self._deletions = arrays["suggest_deletions"]
        self._starts, self._tokens = arrays["suggest_starts"], arrays["suggest_tokens"]
        self._keys, self._least = arrays["suggest_keys"], arrays["suggest_least"]
        self._ranked, self._things, self._kinds = (
            arrays["suggest_ranked"], arrays["suggest_things"], arrays["suggest_kinds"],
        )  # fmt: skip
        self._texts, self._text_offsets = arrays["suggest_texts"], arrays["suggest_text_offsets"]
        self._ids, self._id_offsets = arrays["suggest_ids"], arrays["suggest_id_offsets"]

    def complete(self, typed: str, *, limit: int = 10) -> list[Suggestion]:
        """Return what ``typed`` may become, at most ``limit``, each thing once.

        Names that begin with it come before those of which an inner word does, then roles, skills, resources and
        creators, then shorter names, then the catalogue's order. Where no name has it, and from four letters on, those
        are found that have it after an edit of each of its words, or with one space more, less, elsewhere or instead
        of a letter; fewer edits come first.
        """
        as_typed = words(typed)
        spans = self._spans(_raw(typed))
        if not len(spans):
            spans = self._spans(as_typed)
        if not len(spans) and FUZZY_FROM <= sum(map(len, as_typed)) <= LONGEST:
            spans = np.concatenate([self._mistyped(as_typed), *map(self._misspaced, self._respaced(as_typed))])
        if not len(spans) or limit <= 0:
            return []
        found = completion.best(spans, self._keys, self._least, self._things, limit)
        return [self._suggestion(key & int(~completion.INNER)) for key in found.tolist()]

    def _spans(self, typed: list[str]) -> Spans:
        """Return where names have just these words, the last one begun: a span, or none."""
        spans = np.array([[0, self._starts.size, 0]][: len(typed)], np.int64).reshape(-1, 3)
        for depth, word in enumerate(typed):
            spans = self._narrowed(spans, depth, self._own(word, depth < len(typed) - 1))
            if not len(spans):
                break
        return spans

    def _misspaced(self, typed: list[str]) -> Spans:
        spans = self._spans(typed)
        spans[:, 2] += completion.EDIT
        return spans

    def _mistyped(self, typed: list[str]) -> Spans:
        """Return where names have these words or such as are one edit away, the last one begun."""
        spans = np.array([[0, self._starts.size, 0]], np.int64)
        for depth, word in enumerate(typed):
            whole = depth < len(typed) - 1
            meant = [self._own(word, whole)]
            if whole or len(word) >= SHORTEST:
                meant.append(completion.near(letters(word), whole, self._text, self._offsets, self._deletions, MOST))
            spans = self._narrowed(spans, depth, np.concatenate(meant))[: MOST_BEFORE if whole else None]
            if not len(spans):
                break
        return spans

    def _respaced(self, typed: list[str]) -> Iterator[list[str]]:
        """Yield the readings with one space less, elsewhere by a letter, more, or instead of a letter."""
        for i, (one, other) in enumerate(pairwise(typed)):
            for pair in ([one + other], [one + other[0], other[1:]], [one[:-1], one[-1] + other]):
                yield [*typed[:i], *filter(None, pair), *typed[i + 2 :]]
        for i, word in enumerate(typed):
            for at in range(1, len(word)):
                first, end, known = begun(self._text, self._offsets, raw(word[:at]))
                if first == end:
                    break
                for rest in filter(None, (word[at:], word[at + 1 :]) if known else ()):
                    yield [*typed[:i], word[:at], rest, *typed[i + 1 :]]

    def _own(self, word: str, whole: bool) -> Spans:
        """Return the span of the vocabulary that begins with a word, or only that word, or none."""
        first, end, known = begun(self._text, self._offsets, raw(word))
        if whole:
            end = first + known
        return np.array([[first, end, 0]][: end > first], np.int64).reshape(-1, 3)

    def _narrowed(self, spans: Spans, depth: int, meant: Spans) -> Spans:
        narrow: Spans = completion.narrowed(self._starts, self._tokens, spans, depth, meant, MOST)
        return narrow

    def _suggestion(self, rank: int) -> Suggestion:
        name, thing = self._ranked[rank], self._things[rank]
        text = self._texts[self._text_offsets[name] : self._text_offsets[name + 1]].tobytes().decode()
        thing_id = self._ids[self._id_offsets[thing] : self._id_offsets[thing + 1]].tobytes().decode()
        kind = KINDS[self._kinds[thing]]
        return Suggestion(text, kind, None if kind == "creator" else thing_id)


def _raw(typed: str) -> list[str]:
    """Return the words of what is typed, the last as it stands: *c+* and *node.j* are begun words."""
    *before, last = fold(typed).split() or [""]
    return [*words(" ".join(before)), last] if last else []
