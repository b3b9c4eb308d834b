"""Webhooks: where notices go, and what became of each."""

from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, jsonify
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError, fields, validate, validates_schema

from api.blueprint import StrictBlueprint
from api.fields import choice
from api.identity import needs, scope
from api.jobs import jobs
from api.pages import PageQuery, listed, span
from api.schemas import Nothing, Strict
from learners.notices import FORMS, KINDS
from learners.webhooks import Webhooks

blueprint = StrictBlueprint("webhooks", __name__, url_prefix="/api/v1", description="Notices to your other systems")


def _nameless(url: str) -> None:
    """Refuse a password in an address: it would be shown."""
    if "@" in urlsplit(url).netloc:
        raise ValidationError("Leave the user name and password out of the address.")


ADDRESS: dict[str, Any] = {
    "schemes": {"http", "https"}, "require_tld": False, "validate": [validate.Length(max=2000), _nameless],
}  # fmt: skip


class WebhookChange(Strict):
    """What differs of a webhook."""

    url = fields.Url(**ADDRESS)
    events = fields.List(fields.String(validate=choice(KINDS)), validate=validate.Length(min=1))
    active = fields.Boolean()


class WebhookBody(Strict):
    """A webhook."""

    url = fields.Url(required=True, **ADDRESS)
    events = fields.List(fields.String(validate=choice(KINDS)), required=True, validate=validate.Length(min=1))
    form = fields.String(load_default="webhook", validate=choice(FORMS))
    secret = fields.String(validate=validate.Length(1, 500))

    @validates_schema
    def _fits(self, data: dict[str, Any], **_: Any) -> None:
        if data["form"] == "xapi" and ":" not in data.get("secret", ""):
            raise ValidationError("For a learning record store, send its 'user:password'.", "secret")
        if data["form"] == "webhook" and "secret" in data:
            raise ValidationError("A webhook's secret is made here, and shown in the answer.", "secret")


class DeliveriesQuery(PageQuery):
    """Which deliveries."""

    state = fields.String(validate=choice(["waiting", "delivered", "failed"]))


def webhooks() -> Webhooks:
    """Return the webhooks of who asks."""
    return Webhooks(scope(), current_app.extensions["sealer"])


@blueprint.get("/webhooks")
@blueprint.arguments(Nothing, location="query")
@needs("admin")
def webhooks_list(_: dict[str, Any]) -> ResponseReturnValue:
    """The webhooks."""
    items = [asdict(each) for each in webhooks().all()]
    return jsonify(items=items, total=len(items))


@blueprint.post("/webhooks")
@blueprint.arguments(WebhookBody)
@needs("admin")
def create_webhook(body: dict[str, Any]) -> ResponseReturnValue:
    """Add a webhook; the answer is the only place where its secret is shown."""
    made, secret = webhooks().create(body["url"], body["events"], body["form"], body.get("secret"))
    return jsonify({**asdict(made), **({"secret": secret} if body["form"] == "webhook" else {})}), 201


@blueprint.get("/webhooks/<webhook_id>")
@blueprint.arguments(Nothing, location="query")
@needs("admin")
def webhook(_: dict[str, Any], webhook_id: str) -> ResponseReturnValue:
    """A webhook."""
    return jsonify(asdict(webhooks().get(webhook_id)))


@blueprint.patch("/webhooks/<webhook_id>")
@blueprint.arguments(WebhookChange)
@needs("admin")
def change_webhook(body: dict[str, Any], webhook_id: str) -> ResponseReturnValue:
    """Change the address, the kinds of notices, or whether it is active."""
    return jsonify(asdict(webhooks().change(webhook_id, body)))


@blueprint.delete("/webhooks/<webhook_id>")
@blueprint.arguments(Nothing, location="query")
@needs("admin")
def remove_webhook(_: dict[str, Any], webhook_id: str) -> ResponseReturnValue:
    """Remove a webhook and its log."""
    webhooks().remove(webhook_id)
    return "", 204


@blueprint.get("/webhooks/<webhook_id>/deliveries")
@blueprint.arguments(DeliveriesQuery, location="query")
@needs("admin")
def deliveries(args: dict[str, Any], webhook_id: str) -> ResponseReturnValue:
    """What was sent, newest first, and what became of it."""
    equal = {"state": args["state"]} if "state" in args else {}
    found, total = webhooks().deliveries(webhook_id, *span(args), **equal)
    return listed(found, total, args)


@blueprint.post("/webhooks/<webhook_id>/deliveries/<delivery_id>/replay")
@needs("admin")
def replay(webhook_id: str, delivery_id: str) -> ResponseReturnValue:
    """Send a delivery again."""
    webhooks().replay(webhook_id, delivery_id)
    jobs().deliver()
    return "", 202
