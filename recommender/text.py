"""Text analysis: from words as people write them to the features that search compares."""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache

import Stemmer

from recommender import tokenizer

LANGUAGES = ("en", "fr")
REMEMBERED = 1 << 13
"""Words whose forms are remembered: most of what people type, at some hundred bytes each."""

_STEMMERS = {"en": Stemmer.Stemmer("english"), "fr": Stemmer.Stemmer("french")}
STOP_WORDS = frozenset(
    "a an and are as at be by for from how i in is it of on or that the this to what with you your "
    "au aux avec ce ces cette comment dans de des du en est et il la le les leur ma mes mon ou par pas pour "
    "que qui sa se ses son sur un une vos votre".split()
)
"""Too common to rank by. Nothing that names a technology is here: *go* and *r* stay words."""


@lru_cache(maxsize=REMEMBERED)
def fold(text: str) -> str:
    """Return ``text`` in lower case, without accents, its ligatures spelt out."""
    return text.translate(tokenizer.FOLDED)


def words(text: str) -> list[str]:
    """Return the words of ``text``, folded, elisions split off, hyphens as spaces.

    >>> words("L'apprentissage profond en C++ : fine-tuning")
    ['apprentissage', 'profond', 'en', 'c++', 'fine', 'tuning']
    """
    return [fold(each) for each in tokenizer.split(text)]


@lru_cache(maxsize=REMEMBERED)
def stem(word: str, lang: str) -> str:
    """Return the Snowball stem of a folded word; words with symbols or digits stay as they are."""
    return str(_STEMMERS[lang].stemWord(word)) if word.isalpha() and len(word) > 3 else word


def stems(word: str, languages: Iterable[str] = LANGUAGES) -> tuple[str, ...]:
    """Return the distinct stems of a folded word in ``languages``."""
    known = [lang for lang in languages if lang in _STEMMERS] or LANGUAGES
    return tuple(dict.fromkeys(stem(word, lang) for lang in known))


class Concepts:
    """Finds the known names of concepts (skills, roles) in a text, in either language.

    ``names`` maps a feature, such as ``skill:machine-learning``, to all its labels and aliases; ``labels`` maps some
    to what they are called in each language.
    """

    def __init__(
        self, names: Mapping[str, Iterable[str]], labels: Mapping[str, Mapping[str, str]] | None = None
    ) -> None:
        self.labels = {
            feature: frozenset(
                stem(word, lang) for lang, text in each.items() for word in words(text) if word not in STOP_WORDS
            )
            for feature, each in (labels or {}).items()
        }
        self.features: dict[tuple[str, ...], str] = {}
        self.words: set[str] = set()
        for feature, each in names.items():
            for name in each:
                self.words.update(words(name))
                self.features.setdefault(_key(words(name)), feature)
        self.features.pop((), None)
        self._index()

    def stored(self) -> bytes:
        """Return all this as JSON, for `opened`."""
        return json.dumps({
            "labels": {feature: sorted(each) for feature, each in self.labels.items()},
            "features": [[*key, feature] for key, feature in self.features.items()],
            "words": sorted(self.words),
        }).encode()  # fmt: skip

    @classmethod
    def opened(cls, stored: bytes) -> "Concepts":
        """Return what was stored, with no text read again."""
        document = json.loads(stored)
        made = cls({})
        made.labels = {feature: frozenset(each) for feature, each in document["labels"].items()}
        made.features = {tuple(key): feature for *key, feature in document["features"]}
        made.words = set(document["words"])
        made._index()
        return made

    def find(self, text_words: list[str]) -> list[tuple[str, slice]]:
        """Return the features that ``text_words`` name, each with the words of its name; the longest name wins."""
        key, start = _key(text_words), 0
        found: list[tuple[str, slice]] = []
        while start < len(key):
            for length in range(min(self._longest.get(key[start], 0), len(key) - start), 0, -1):
                feature = self.features.get(key[start : start + length])
                if feature:
                    found.append((feature, slice(start, start + length)))
                    start += length
                    break
            else:
                start += 1
        return found

    def _index(self) -> None:
        """Number the concepts and the words of their names; note the longest name that begins with each word."""
        self.numbers = {feature: number for number, feature in enumerate(dict.fromkeys(self.features.values()))}
        self.keys = {word: key for key, word in enumerate(sorted({word for name in self.features for word in name}))}
        self._longest = _longest(self.features)


def _longest(names: Iterable[tuple[str, ...]]) -> dict[str, int]:
    """Return the length of the longest name that begins with each word."""
    found: dict[str, int] = {}
    for name in names:
        found[name[0]] = max(len(name), found.get(name[0], 0))
    return found


def _key(text_words: Iterable[str]) -> tuple[str, ...]:
    """A name's words, blind to the plural: 'data pipelines' and 'data pipeline' are one."""
    return tuple(map(singular, text_words))


def singular(word: str) -> str:
    """Return a word without the s of a plural."""
    return word[:-1] if len(word) > 3 and word.endswith("s") else word
