"""Text analysis: from words as people write them to the features that search compares."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

import Stemmer

from recommender import tokenizer

LANGUAGES = ("en", "fr")
_STEMMERS = {"en": Stemmer.Stemmer("english"), "fr": Stemmer.Stemmer("french")}
STOP_WORDS = frozenset(
    "a an and are as at be by for from how i in is it of on or that the this to what with you your "
    "au aux avec ce ces cette comment dans de des du en est et il la le les leur ma mes mon ou par pas pour "
    "que qui sa se ses son sur un une vos votre".split()
)
"""Too common to rank by. Nothing that names a technology is here: *go* and *r* stay words."""


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return ``text`` in lower case, without accents, its ligatures spelt out."""
    return text.translate(tokenizer.FOLDED)


def words(text: str) -> list[str]:
    """Return the words of ``text``, folded, elisions split off, hyphens as spaces.

    >>> words("L'apprentissage profond en C++ : fine-tuning")
    ['apprentissage', 'profond', 'en', 'c++', 'fine', 'tuning']
    """
    return [fold(each) for each in tokenizer.split(text)]


@lru_cache(maxsize=65536)
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
        self._longest = max(map(len, self.features), default=0)

    def find(self, text_words: list[str]) -> list[tuple[str, slice]]:
        """Return the features that ``text_words`` name, each with the words of its name; the longest name wins."""
        key, start = _key(text_words), 0
        found: list[tuple[str, slice]] = []
        while start < len(key):
            for length in range(min(self._longest, len(key) - start), 0, -1):
                feature = self.features.get(key[start : start + length])
                if feature:
                    found.append((feature, slice(start, start + length)))
                    start += length
                    break
            else:
                start += 1
        return found


def _key(text_words: Iterable[str]) -> tuple[str, ...]:
    """A name's words, blind to the plural: 'data pipelines' and 'data pipeline' are one."""
    return tuple(map(singular, text_words))


def singular(word: str) -> str:
    """Return a word without the s of a plural."""
    return word[:-1] if len(word) > 3 and word.endswith("s") else word
