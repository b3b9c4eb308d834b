"""Who asks: a program with an organisation's key, a person who has signed in, or anybody.

Programs (the API, SCIM) show a key with each request; pages know people by their session. Neither takes the other's
word, so that no page of another site can make a browser use the API.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Flask, Response, abort, current_app, request, session
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from learners.errors import BadKey, OrganisationNotFound
from learners.organisations import Organisation, Organisations
from learners.rows import Scope, now
from learners.tables import KEYS, MEMBERS

PROGRAMS = ("/api/", "/scim/")
LATE = datetime.max.replace(tzinfo=UTC)
ADMIN = "admin"
READS = {
    "resources": "catalog:read", "vocabularies": "catalog:read", "catalog": "catalog:read",
    "paths": "paths:read", "stored paths": "paths:read",
}  # fmt: skip
"""What a key must allow for what anybody may read of the public catalogue: with a key it is the organisation's."""

ASKING = "parcours.identity"
"""Where who asks is kept, in WSGI's environment."""

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks: of which organisation, under which name in its audit, with which scopes; a person's member id."""

    organisation: Organisation
    actor: str
    scopes: frozenset[str]
    member: str | None = None

    def may(self, *scopes: str) -> bool:
        """Whether any of these scopes is granted."""
        return ADMIN in self.scopes or not self.scopes.isdisjoint(scopes)


def asking() -> Identity | None:
    """Return who asks, or None where that is anybody; raises `BadKey`."""
    environ = request.environ
    if ASKING not in environ:
        environ[ASKING] = _program() if request.path.startswith(PROGRAMS) else _person()
    found: Identity | None = environ[ASKING]
    return found


def identity() -> Identity:
    """Return who asks; 401 where that is anybody."""
    found = asking()
    if found is None:
        raise Unauthorized("Send a key of your organisation: 'Authorization: Bearer parcours_…'.",
                           www_authenticate=WWWAuthenticate("bearer"))  # fmt: skip
    return found


def scope() -> Scope:
    """Return what who asks can see and change."""
    asked = identity()
    return organisations().scope(asked.organisation.id, asked.actor)


def organisations() -> Organisations:
    """Return the organisations of the running application."""
    found: Organisations = current_app.extensions["organisations"]
    return found


def needs(*scopes: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let only those in who hold any of these scopes; 401 for anybody, 403 for who holds others."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            demand(*scopes)
            return view(*args, **kwargs)

        guarded.needs = scopes  # type: ignore[attr-defined]
        return guarded

    return decorate


def demand(*scopes: str) -> None:
    """Refuse who holds none of these scopes."""
    asked = identity()
    if not asked.may(*scopes):
        held = ", ".join(sorted(asked.scopes)) or "nothing"
        abort(403, f"This needs the scope {' or '.join(scopes)}; the key has {held}.")


def register(app: Flask) -> None:
    """Ask each key for its scope, and keep what is one organisation's out of shared caches."""

    def check() -> None:
        wanted = READS.get(request.blueprint or "")
        if wanted and asking() is not None:
            demand(wanted)

    def private(answer: Response) -> Response:
        if request.environ.get(ASKING) is not None:
            answer.headers["Cache-Control"] = "private, no-store"
            answer.vary.add("Authorization" if request.path.startswith(PROGRAMS) else "Cookie")
        return answer

    app.before_request(check)
    app.after_request(private)


def _program() -> Identity | None:
    kind, _, key = request.headers.get("Authorization", "").partition(" ")
    if not kind:
        return None
    if kind.lower() != "bearer":
        raise BadKey
    bearer = organisations().bearer(key.strip())
    return Identity(bearer.organisation, f"key:{bearer.key}", bearer.scopes)


def _person() -> Identity | None:
    """Return who signed in; nobody where the organisation, the member or the key is gone since."""
    held: dict[str, Any] | None = session.get("identity")
    if not held:
        return None
    try:
        organisation = organisations().get(held["organisation"])
    except OrganisationNotFound:
        return None
    member = held.get("member")
    with organisations().scope(organisation.id).reading() as rows:
        row = rows.one(MEMBERS, id=member, active=True) if member else rows.one(KEYS, id=held["key"])
    if row is None or (row.get("expires") or LATE) <= now():
        return None
    actor = f"member:{member}" if member else f"key:{held['key']}"
    return Identity(organisation, actor, frozenset(held["scopes"]), member)
