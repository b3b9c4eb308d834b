"""Searches that differ in nothing but their words from one that was answered: answered before Flask begins.

Whoever types asks with the same parameters again and again. They are parsed, checked and resolved once for each
revision; after that only the words are read.
"""

import re
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from cachetools import LRUCache

from api.listing import LONGEST_QUERY, Listed, Listing, links, listed
from recommender import Engine

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

PATH = "/api/v1/resources"

ASKED = "parcours.asked"
"""Where the view leaves the `Listing` that it answered with JSON, in WSGI's environment."""

OTHER = "(?!q=|%71=)[^&]*"
ONE = re.compile(f"((?:{OTHER}&)*)q=([!-%'-~]*)((?:&{OTHER})*)")
"""A query string that has ``q`` once, which it names plainly."""

FORMS = 1000
"""Sets of parameters that are remembered."""

Form = tuple[str, str, str]
"""Revision, Accept, and the parameters besides ``q``."""


class Searches:
    """The parameters that were found right, and answers to searches with those."""

    def __init__(self) -> None:
        self._known: LRUCache[Form, Listing] = LRUCache(FORMS)
        self._lock = Lock()

    def learn(self, environ: "WSGIEnvironment", engine: Engine) -> None:
        """Remember the parameters of a search that the view has answered."""
        read = _read(environ, engine) if ASKED in environ else None
        if read is not None and read[1] == environ[ASKED].query.text:
            with self._lock:
                self._known[read[0]] = environ[ASKED]

    def answer(self, environ: "WSGIEnvironment", engine: Engine) -> tuple[Listed, str] | None:
        """Return the JSON of a search and its ``Link`` header, if its parameters are known."""
        read = _read(environ, engine)
        if read is None:
            return None
        form, text = read
        with self._lock:
            known = self._known.get(form)
        if known is None:
            return None
        asked = known._replace(query=known.query._replace(text=text))
        page = listed(asked, engine)
        return page, links(PATH, environ["QUERY_STRING"], asked, page.found.total)


def _read(environ: "WSGIEnvironment", engine: Engine) -> tuple[Form, str] | None:
    """Return what a search depends on besides its words, and its words; nothing where Flask must read them."""
    given = ONE.fullmatch(environ.get("QUERY_STRING", "")) if environ["PATH_INFO"] == PATH else None
    if given is None:
        return None
    before, typed, after = given.groups()
    try:
        text = unquote_plus(typed, errors="strict")
    except UnicodeDecodeError:
        return None
    form = engine.catalog.revision, environ.get("HTTP_ACCEPT", ""), before + after
    return (form, text) if 0 < len(text) <= LONGEST_QUERY else None
