"""The OpenID provider by which the people of an organisation sign in to its pages."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, jsonify, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError, fields, validate

from api.blueprint import StrictBlueprint
from api.id_tokens import Untrusted
from api.identity import needs, scope
from api.openid import Client
from api.schemas import Nothing, Strict
from api.web.guard import here
from learners.errors import BadRequest
from learners.providers import Provider, Providers

blueprint = StrictBlueprint("identity provider", __name__, url_prefix="/api/v1", description="Signing in")

NAME = validate.Length(1, 200)


def _bare(issuer: str) -> None:
    """Refuse what is no issuer: it is compared letter by letter, and a path is added to it."""
    parts = urlsplit(issuer)
    if parts.query or parts.fragment or "@" in parts.netloc:
        raise ValidationError(f"{issuer!r} is no issuer: leave out the user name, the query and the fragment.")


class ProviderBody(Strict):
    """A provider; without a secret that of the same client at the same issuer is kept."""

    issuer = fields.Url(required=True, schemes={"http", "https"}, require_tld=False,
                        validate=[validate.Length(max=500), _bare])  # fmt: skip
    client_id = fields.String(required=True, validate=NAME)
    client_secret = fields.String(load_default=None, validate=validate.Length(max=500))
    managers = fields.List(fields.String(validate=NAME), load_default=list, validate=validate.Length(max=1000))


def providers() -> Providers:
    """Return the provider of who asks."""
    return Providers(scope(), current_app.extensions["sealer"])


@blueprint.get("/organisation/identity-provider")
@blueprint.arguments(Nothing, location="query")
@needs("admin")
def identity_provider(_: dict[str, Any]) -> ResponseReturnValue:
    """The provider, without the secret; what to register with it, and where people sign in."""
    return jsonify(_document(providers().get()))


@blueprint.put("/organisation/identity-provider")
@blueprint.arguments(ProviderBody)
@needs("admin")
def set_identity_provider(body: dict[str, Any]) -> ResponseReturnValue:
    """Set the provider, once it has answered as one does."""
    client = Client(scope().organisation, body["issuer"], body["client_id"], "")
    try:
        current_app.extensions["openid"].check(client)
    except Untrusted as error:
        raise BadRequest({"issuer": [f"{body['issuer']!r} cannot be used: {error}."]}) from error
    return jsonify(_document(providers().put(**body)))


@blueprint.delete("/organisation/identity-provider")
@blueprint.arguments(Nothing, location="query")
@needs("admin")
def remove_identity_provider(_: dict[str, Any]) -> ResponseReturnValue:
    """Remove the provider: nobody signs in by it any more."""
    providers().remove()
    return "", 204


def _document(found: Provider) -> dict[str, Any]:
    return {
        "issuer": found.issuer,
        "client_id": found.client_id,
        "managers": list(found.managers),
        "redirect_uri": here() + url_for("pages.sign_in_back"),
        "sign_in": here() + url_for("pages.sign_in_to", lang="en", organisation=scope().organisation),
    }
