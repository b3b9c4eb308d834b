"""SCIM's one shape for every error under its address, wherever it comes from."""

from http import HTTPStatus

from flask import Response, request
from scim2_models import Error, SCIMException
from scim2_server.responses import ScimResponse
from werkzeug.exceptions import HTTPException

from api.scim.responses import response
from api.scim.service import SERVICE
from learners.errors import LearnersError

PREFIX = "/scim/v2"


def scim_error(status: int, error: Exception) -> Response | None:
    """Return an error as SCIM says it; None where another door was asked."""
    if request.path != PREFIX and not request.path.startswith(f"{PREFIX}/"):
        return None
    said = error.description if isinstance(error, HTTPException) else str(error)
    told = said if status != 500 and isinstance(error, HTTPException | LearnersError) else None
    return response(ScimResponse(HTTPStatus(status), Error(status=status, detail=told).model_dump()))


def refused(error: SCIMException) -> Response:
    """Return an error of the protocol."""
    return response(SERVICE.error_response(error))
