"""The blueprint and API of flask-smorest, strict about query parameters and with our shape of errors."""

from flask import Flask, current_app
from flask_smorest import Api, Blueprint
from webargs.flaskparser import FlaskParser

from recommender import Engine


class StrictParser(FlaskParser):
    """Refuses what no schema names, wherever it comes from; values that break a rule are 422."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {}
    DEFAULT_VALIDATION_STATUS = 422


class StrictBlueprint(Blueprint):
    """A blueprint whose arguments are parsed strictly."""

    ARGUMENTS_PARSER = StrictParser()


class ProblemApi(Api):
    """An API that leaves errors to `api.errors`."""

    def _register_error_handlers(self) -> None:
        """Register none: `api.errors` has the one shape."""


def engine(app: Flask | None = None) -> Engine:
    """Return what answers the questions of the running application."""
    found: Engine = (app or current_app).extensions["parcours"]
    return found
