"""What is compared of a record, and how it is read before."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple

from catalog import Resource
from curation.addresses import canonical
from recommender.text import fold

ORDINALS = {
    word: str(number)
    for number, words in enumerate(
        ("first premier premiere", "second deuxieme", "third troisieme", "fourth quatrieme", "fifth cinquieme"), start=1
    )
    for word in words.split()
}
ROMAN = {word: str(number) for number, word in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), start=1)}

_EDITION = re.compile(rf"\b(?:(\d+|{'|'.join(ORDINALS)})(?:st|nd|rd|th|re|e|eme)? ed(?:ition)?|edition (\d+))\b")
_NUMERAL = re.compile(r"\b((?:vol|volume|tome|part|partie|book|livre|module|unit|unite|level|niveau) )?([ivx]+|\d+)\b")

Name = frozenset[str]
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """What is compared of a record. Entries of one collection with the same id are one record by other names."""

    id: str
    title: str
    creators: tuple[str, ...] = ()
    url: str | None = None
    edition: str | None = None
    year: int | None = None
    identifiers: Mapping[str, str] = field(default_factory=dict, hash=False)
    type: str | None = None

    @classmethod
    def of(cls, resource: Resource, lang: str) -> "Entry":
        """Return the entry of a resource by its title in ``lang``, or by the one it has."""
        return cls._named(resource, resource.name(lang))

    @classmethod
    def each_of(cls, resource: Resource) -> "list[Entry]":
        """Return an entry for each title that a resource has, in any language."""
        return [cls._named(resource, title) for title in dict.fromkeys(resource.title.values())]

    @classmethod
    def _named(cls, resource: Resource, title: str) -> "Entry":
        same = ("creators", "url", "edition", "year", "identifiers", "type")
        return cls(resource.id, title, **{name: getattr(resource, name) for name in same})


class Reading(NamedTuple):
    """An entry made ready: words folded, the edition apart from the title, numbers, names, address, identifiers."""

    id: str
    title: str
    words: frozenset[str]
    numbers: frozenset[str]
    creators: tuple[Name, ...]
    address: str
    edition: str
    year: int | None
    identifiers: Mapping[str, str]
    type: str | None

    @classmethod
    def of(cls, entry: Entry) -> "Reading":
        """Read an entry."""
        title, edition = _edition_apart(" ".join(_words(entry.title)), entry.edition)
        return cls(
            entry.id,
            title,
            frozenset(title.split()),
            frozenset(number.lstrip("0") for number in re.findall(r"\d+", title)),
            tuple(name for name in map(frozenset, map(_words, entry.creators)) if name),
            canonical(entry.url) if entry.url else "",
            edition,
            entry.year,
            dict(_identifier(*each) for each in sorted(entry.identifiers.items()) if each[1].strip()),
            entry.type,
        )

    @property
    def keys(self) -> Iterable[Key]:
        """What only records of one work should have in common: an identifier, an address, a title and a creator."""
        yield from self.identifiers.items()
        if self.address:
            yield "address", self.address
        for name in self.creators:
            yield "work", f"{max(sorted(name), key=len)}: {self.title}"


def _words(text: str) -> list[str]:
    """Return the words of a text, folded, without what is in them but letters, digits, ``+`` and ``#``.

    >>> _words("L&eacute;vy: KX-200 in C++")
    ['levy', 'kx200', 'in', 'c++']
    """
    words = (re.sub(r"[^\w+#]|_", "", word) for word in fold(unescape(text)).split())
    return [word for word in words if word]


def _edition_apart(title: str, edition: str | None) -> tuple[str, str]:
    """Return a title without its edition and its volume in digits, and the edition, as a number if it is one.

    >>> _edition_apart("algebra volume ii 3rd edition", None)
    ('algebra 2', '3')
    """
    stated = _EDITION.search(title)
    called = " ".join(_words(edition or "")) or (stated and (stated[1] or stated[2])) or ""
    number = re.search(r"\d+", called)
    bare = " ".join(_EDITION.sub("", title).split()) or title
    return _NUMERAL.sub(_in_digits, bare), number[0] if number else ORDINALS.get(called.split(" ")[0], called)


def _in_digits(numeral: re.Match[str]) -> str:
    """Return a number in digits, without *volume* and the like; a Roman letter alone is one only after such a word."""
    before, number = numeral[1], numeral[2]
    return ROMAN.get(number, number) if before or len(number) > 1 else number


def _identifier(kind: str, value: str) -> Key:
    """Return an identifier in one form: ISBN of 10 or 13 digits as the first 12 of 13 (ISO 2108), DOI bare."""
    plain = re.sub(r"[^a-z0-9]", "", value.casefold())
    if kind.startswith("isbn"):
        return "isbn", f"978{plain}"[-13:-1]
    return kind, re.sub(r"^(https?)?(dx)?doi(org)?", "", plain)
