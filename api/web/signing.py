"""Signing in and out: by the organisation's identity provider, or by an access key where there is none."""

import time
from collections.abc import Mapping
from typing import Any

from cryptography.fernet import InvalidToken
from flask import Response, abort, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from api.id_tokens import Untrusted
from api.identity import ADMIN, Identity, asking, organisations
from api.messages import LANGUAGES
from api.openid import Begun, Client, OpenId
from api.web.guard import here
from api.web.home import preferred
from api.web.page import blueprint, page
from learners.errors import BadKey, OrganisationNotFound, ProviderNotFound
from learners.members import user_key
from learners.providers import Provider, Providers, member_of

REPORTS = "reports:read"
WAITS = 600
"""Seconds that one may take at the provider."""

AT_ONCE = 4
"""Sign-ins that a browser can have begun."""

STATUS: Mapping[str, int] = {
    "nobody": 404, "unreachable": 502, "refused": 403, "forged": 400, "used": 400, "unknown": 403, "key": 401,
}  # fmt: skip
"""Why nobody was let in: for each reason there is a text ``sign_in_<reason>``."""


def signed(*scopes: str) -> Identity:
    """Return who signed in; who has not is sent to do it, who holds none of the ``scopes`` is refused."""
    found = asking()
    if found is None:
        lang = (request.view_args or {}).get("lang") or preferred()
        to = request.full_path.rstrip("?") if request.method == "GET" else None
        abort(redirect(url_for("pages.sign_in", lang=lang, next=to), 303))
    if scopes and not found.may(*scopes):
        abort(403, f"This page is for who holds {' or '.join(scopes)}.")
    return found


@blueprint.get("/<any(en, fr):lang>/sign-in")
def sign_in(lang: str) -> ResponseReturnValue:
    """Ask for the organisation, or a key."""
    named = request.args.get("organisation", "").strip().lower()
    return _page(lang, named, "nobody" if named and _provider(named) is None else None)


@blueprint.post("/<any(en, fr):lang>/sign-in")
def sign_in_by_key(lang: str) -> ResponseReturnValue:
    """Let in who shows a key that may see the reports."""
    try:
        bearer = organisations().bearer(request.form.get("key", "").strip())
    except BadKey:
        return _page(lang, "", "key")
    if bearer.scopes.isdisjoint({REPORTS, ADMIN}):
        return _page(lang, "", "key")
    held = {"organisation": bearer.organisation.id, "key": bearer.key, "scopes": sorted(bearer.scopes)}
    return _in(held, _local(request.form.get("next"), lang))


@blueprint.get("/<any(en, fr):lang>/sign-in/<organisation>")
def sign_in_to(lang: str, organisation: str) -> ResponseReturnValue:
    """Go to the organisation's provider."""
    try:
        address, begun = _openid().begin(_client(organisation), _back())
    except Untrusted as error:
        return _refused(lang, organisation, error)
    pending = dict(list(session.get("begun", {}).items())[1 - AT_ONCE :])
    pending[begun.state] = {
        "nonce": begun.nonce, "verifier": begun.verifier, "organisation": organisation, "lang": lang,
        "at": int(time.time()), "next": _local(request.args.get("next"), lang),
    }  # fmt: skip
    session.clear()  # who signs in anew is nobody meanwhile: no session lasts longer by it
    session["begun"] = pending
    return _unkept(redirect(address, 303))


@blueprint.get("/sign-in/callback")
def sign_in_back() -> ResponseReturnValue:
    """Let in whom the provider sends back, once."""
    state = request.args.get("state", "")
    pending = session.get("begun", {})
    begun = pending.get(state)
    lang = begun["lang"] if begun else preferred()
    if begun is None or begun["at"] < time.time() - WAITS:
        return _page(lang, begun["organisation"] if begun else "", "used")
    session["begun"] = {each: value for each, value in pending.items() if each != state}
    try:
        held = _member(begun["organisation"], Begun(state, begun["nonce"], begun["verifier"]))
    except Untrusted as error:
        return _refused(lang, begun["organisation"], error)
    return _in(held, begun["next"])


@blueprint.post("/<any(en, fr):lang>/sign-out")
def sign_out(lang: str) -> ResponseReturnValue:
    """Forget who signed in."""
    session.clear()
    return _unkept(redirect(url_for("pages.start", lang=lang), 303))


def _member(organisation: str, begun: Begun) -> dict[str, Any]:
    """Return what the session holds of whom the provider sends back; raises `Untrusted`."""
    client, providers = _client(organisation), _providers(organisation)
    if not providers.use(begun.state):
        raise Untrusted("used", "the answer was used already")
    claims = _openid().finish(client, begun, _back(), request.args)
    scope = organisations().scope(organisation)
    found = member_of(scope, claims)
    if found is None:
        raise Untrusted("unknown", "the provider knows who it is, the organisation does not (any more)")
    managers = map(user_key, providers.get().managers)
    scopes = [REPORTS] if found["user_key"] in managers else []  # they show everybody, not a team
    return {"organisation": organisation, "member": found["id"], "scopes": scopes}


def _in(held: dict[str, Any], to: str) -> Response:
    """Begin a session: nothing of one before is left in it."""
    session.clear()
    session.permanent = True
    session["identity"] = held
    return _unkept(redirect(to, 303))


def _client(organisation: str) -> Client:
    """Return what an organisation is to its provider; raises `Untrusted` where there is none."""
    found = _provider(organisation)
    if found is None:
        raise Untrusted("nobody", "there is no such organisation, or it has no provider")
    try:
        secret = _providers(organisation).secret()
    except InvalidToken as error:
        raise Untrusted("unreachable", "the client's secret was sealed with another PARCOURS_SECRET") from error
    return Client(organisation, found.issuer, found.client_id, secret)


def _provider(organisation: str) -> Provider | None:
    try:
        return _providers(organisations().get(organisation).id).get()
    except (OrganisationNotFound, ProviderNotFound):
        return None


def _providers(organisation: str) -> Providers:
    return Providers(organisations().scope(organisation), current_app.extensions["sealer"])


def _openid() -> OpenId:
    found: OpenId = current_app.extensions["openid"]
    return found


def _back() -> str:
    """Return where a provider sends people back to."""
    return here() + url_for("pages.sign_in_back")


def _local(to: str | None, lang: str) -> str:
    """Return the page of ours that one wants to see; never an address of another site."""
    ours = to is not None and to.isprintable() and to.startswith(tuple(f"/{each}/" for each in LANGUAGES))
    return to if to and ours else url_for("pages.mine", lang=lang)


def _refused(lang: str, organisation: str, error: Untrusted) -> Response:
    current_app.logger.warning("Nobody was let in to %.64r: %s", organisation, error)
    return _page(lang, organisation, error.reason)


def _page(lang: str, organisation: str, reason: str | None = None) -> Response:
    """Return the page that asks who one is, and says why nobody was let in."""
    to = request.values.get("next")
    values = {"organisation": organisation, "reason": reason, "next": _local(to, lang) if to else None}
    return _unkept(page("sign_in.html", lang, status=STATUS[reason] if reason else 200, **values))


def _unkept(answer: Any) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    kept: Response = answer
    return kept
