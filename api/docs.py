"""The browsable documentation, made from the OpenAPI document; no file from another server."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from api.messages import translator

blueprint = Blueprint("documentation", __name__)


@blueprint.get("/docs")
def documentation() -> ResponseReturnValue:
    """Every call of the API, with its parameters."""
    spec = current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()
    calls = [
        {"method": method.upper(), "path": path, **operation}
        for path, operations in spec["paths"].items()
        for method, operation in operations.items()
        if isinstance(operation, dict)
    ]
    for call in calls:
        call["parameters"] = [_resolved(each, spec) for each in call.get("parameters", [])]
    return render_template("docs.html", calls=calls, **translator("en"))


def _resolved(parameter: dict[str, object], spec: dict[str, dict[str, dict[str, object]]]) -> object:
    reference = parameter.get("$ref")
    return spec["components"]["parameters"][str(reference).rsplit("/", 1)[-1]] if reference else parameter
