"""The blueprint and API of flask-smorest, strict about query parameters and with our shape of errors."""

from typing import Any

import marshmallow as ma
import orjson
from flask import Request, abort, current_app, request
from flask_smorest import Api, Blueprint
from webargs.flaskparser import FlaskParser

from api.identity import asking
from catalog import Catalog
from recommender import Engine


class StrictParser(FlaskParser):
    """Refuses what no schema names, wherever it comes from; values that break a rule are 422."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {}
    DEFAULT_VALIDATION_STATUS = 422

    def load_querystring(self, req: Request, schema: Any) -> Any:
        """Read the parameters: those given, with all their values where several are allowed, else the first."""
        several = {name for name in req.args if getattr(schema.fields.get(name), "is_multiple", False)}
        return {name: req.args.getlist(name) if name in several else req.args[name] for name in req.args}

    def _raw_load_json(self, req: Request) -> Any:
        """Read JSON; half a surrogate pair, which no UTF-8 can say again, is refused as malformed."""
        found = super()._raw_load_json(req)
        if rb"\u" in req.get_data(cache=True):
            orjson.loads(req.get_data(cache=True))
        return found

    def load_json(self, req: Request, schema: Any) -> Any:
        """Read the body; what is not JSON is refused rather than taken for an empty object."""
        if req.get_data(cache=True) and not req.is_json:
            abort(415, "The body must be JSON, sent as application/json.")
        try:
            return super().load_json(req, schema)
        except RecursionError:
            abort(400, "The JSON is nested too deeply.")


class StrictBlueprint(Blueprint):
    """A blueprint whose arguments are parsed strictly."""

    ARGUMENTS_PARSER = StrictParser()

    def arguments(self, schema: type[ma.Schema], **options: Any) -> Any:
        """Parse arguments by a schema that is made once, not with each request."""
        return super().arguments(schema(), **options)


class ProblemApi(Api):
    """An API that leaves errors to `api.errors`."""

    def _register_error_handlers(self) -> None:
        """Register none: `api.errors` has the one shape."""


def engine() -> Engine:
    """Return what answers this request, over the catalogue of who asks.

    It is the same one from its beginning to its end, whatever is exchanged meanwhile.
    """
    environ = request.environ
    if "parcours.engine" not in environ:
        asked, parts = asking(), current_app.extensions
        environ["parcours.engine"] = parts["engines"].of(asked.organisation) if asked else parts["live"].engine
    found: Engine = environ["parcours.engine"]
    return found


def public() -> Catalog:
    """Return the public catalogue, whoever asks."""
    found: Catalog = current_app.extensions["live"].engine.catalog
    return found
