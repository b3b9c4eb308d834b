"""Pages that say "not found" with status 200: by their titles, by what they are like, by where one ends up."""

import html
import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

SHORT = 1500
"""Characters of text up to which a sentence in it counts as what the page says; a long one may just mention it."""

LONGEST = 200
"""Characters of a heading that is looked at."""

SHELL = 60
"""Characters of text below which a page is made by its script, and cannot be compared."""

_THING = "page|resource|course|file|document|content|url|address|site|article|lesson|video"
_LOST = "|".join((
    "(?:was |were |is |are )?not found", "can ?not be found", "can't be found", "could ?n[o']t be found",
    "could not be found", "do(?:es)?(?:n't| not) exist", "no longer (?:exists?|available)",
    "is(?:n't| not| no longer) available", "has been (?:removed|deleted)",
))  # fmt: skip
_CHOSE = "page|ressource|cours|fichier|document|contenu|adresse|article|leçon|vidéo"
_PERDUE = "|".join((
    "(?:est |sont )?introuvables?", "non trouvée?s?", "n'existe(?:nt)? (?:pas|plus)", "n'a pas été trouvée?",
    "n'est (?:pas|plus) (?:disponible|accessible)", "(?:a|ont) été supprimée?s?", "est inexistante?",
))  # fmt: skip
_SIGH = "oops|oups|sorry|désolée?|hmm+|uh[- ]oh"
_SAYS = (
    "(?:http )?(?:error |erreur |status )?(?:code )?404(?: error)?",
    "not found",
    "introuvable",
    "page missing",
    "nothing (?:was )?found(?: here)?",
    f"we (?:can't|cannot|couldn't|could not) find (?:that|this|the|your) (?:{_THING})",
    f"(?:(?:the|this|that|your|requested|web) ?)*(?:{_THING}) (?:you requested |requested )?(?:{_LOST})",
    f"(?:(?:la|le|les|cette|ce|cet|votre) |l')?(?:{_CHOSE}) (?:demandée? |recherchée? )?(?:{_PERDUE})",
)

HEADING = re.compile(rf"(?:(?:{_SIGH})[ ,.!…]*)?(?:404[ :,.!]*)?(?:{'|'.join(_SAYS)})[ .!…]*")
"""A heading, or a part of one, that says it and nothing else: *Repairing 404 errors* is a page like any other."""

SENTENCE = re.compile(
    rf"\b(?:{_THING})s?\b.{{0,60}}?\b(?:{_LOST})\b|\b(?:{_CHOSE})s?\b.{{0,60}}?\b(?:{_PERDUE})\b"
    r"|\b(?:erreur|error) 404\b|\b404 (?:error|not found)\b"
)
"""What a short page says in its text, in English and in French."""

PARTS = re.compile(r"\s[-–—|·•/]+\s|[|:·•»]|\s-$|^-\s")
"""What stands between the parts of a title: *Page not found – Example*."""

ROOT = re.compile(
    r"/?(?:(?:en|fr|de|es|it|nl|pt)(?:[-_][a-z]{2})?)?/?(?:(?:index|home|default)(?:\.\w+)?)?/?", re.IGNORECASE
)
"""The path of a site's first page, in whatever language."""

_TAG = re.compile(r"(<[^<>]*>)")
_SILENT = frozenset({"script", "style", "noscript", "template", "svg"})
_HEADINGS = frozenset({"title", "h1", "h2"})


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says: its titles and headings, and all its text, in lower case with single spaces."""

    headings: tuple[str, ...]
    text: str


def read(source: str) -> Page:
    """Return what the source of a page says, in one go, so that no source takes long."""
    silent, inside = "", ""
    headings: list[str] = []
    words: list[str] = []
    for each in _TAG.split(source):
        name = _name(each) if each.startswith("<") else None
        if silent:
            silent = "" if name == f"/{silent}" else silent
        elif name is None:
            words.append(each)
            if inside:
                headings[-1] += each
        elif name in _SILENT and not each.endswith("/>"):
            silent = name
        elif name in _HEADINGS:
            inside = name
            headings.append("")
        elif name == f"/{inside}":
            inside = ""
    return Page(tuple(filter(None, map(_plain, headings))), _plain(" ".join(words)))


def said(page: Page) -> str | None:
    """Return what tells that a page is not there by what it says, if anything does."""
    for heading in (each for each in page.headings if len(each) <= LONGEST):
        if any(HEADING.fullmatch(part.strip()) for part in (heading, *PARTS.split(heading))):
            return f"its heading says {heading[:80]!r}"
    if len(page.text) <= SHORT and (found := SENTENCE.search(page.text)):
        return f"its text says {found.group()[:80]!r}"
    return None


def is_root(url: str) -> bool:
    """Whether an address is that of a site's first page."""
    parts = urlsplit(url)
    return not parts.query and bool(ROOT.fullmatch(parts.path))


def sent_home(asked: str, final: str) -> bool:
    """Whether a page deep in a site was redirected to the first page of that site."""
    same = _site(urlsplit(asked).hostname) == _site(urlsplit(final).hostname)
    return same and is_root(final) and not is_root(asked)


def alike(page: Page, url: str, sample: Page, made_up: str) -> bool:
    """Whether a page says just what the answer to a made-up address says, apart from these addresses.

    A site's first page may well be what a site answers to everything: it is there all the same.
    """
    if is_root(url):
        return False
    text = _without(page.text, url, made_up)
    return len(text) >= SHELL and text == _without(sample.text, url, made_up)


def _name(tag: str) -> str:
    return (tag[1:40].lower().split() or [""])[0].rstrip(">/")


def _plain(text: str) -> str:
    return " ".join(html.unescape(text).replace("’", "'").lower().split())


def _without(text: str, *urls: str) -> str:
    """Leave out addresses, their paths, and the ends of their paths."""
    for url in map(str.lower, urls):
        path = unquote(urlsplit(url).path)
        for each in (url, path, path.rpartition("/")[2]):
            text = text.replace(each, "") if len(each) > 3 else text
    return " ".join(text.split())


def _site(host: str | None) -> str:
    return (host or "").lower().removeprefix("www.")
