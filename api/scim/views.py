"""The one door of SCIM: requests go to scim2-server as they are, and its answers back."""

import orjson
from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from scim2_models import ForbiddenException, SCIMException, UnauthorizedException
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.service import ScimService
from werkzeug.exceptions import HTTPException

from api.identity import demand, identity, scope
from api.jobs import jobs
from api.members import members
from api.scim.models import PROVIDER
from api.scim.storage import Storage
from learners.errors import BadKey
from learners.groups import Groups

PREFIX = "/scim/v2"
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
REFUSALS = {401: UnauthorizedException, 403: ForbiddenException}

blueprint = Blueprint("scim", __name__, url_prefix=PREFIX)
SERVICE = ScimService(PROVIDER)


@blueprint.route("/", defaults={"path": ""}, methods=METHODS, strict_slashes=False)
@blueprint.route("/<path:path>", methods=METHODS)
def scim(path: str) -> ResponseReturnValue:
    """Answer a request of an HR system."""
    try:
        demand("learners:write")
        return _response(ScimHandler(SERVICE, _storage()).handle(_request(path)))
    except SCIMException as error:
        return _response(SERVICE.error_response(error))
    except BadKey as error:
        return _response(SERVICE.error_response(UnauthorizedException(detail=str(error))))
    except HTTPException as error:
        refusal = REFUSALS.get(error.code or 500)
        if refusal is None:
            raise
        return _response(SERVICE.error_response(refusal(detail=error.description)))


def _storage() -> Storage:
    organisation = identity().organisation.id
    return Storage(members(), Groups(scope()), lambda member: jobs().onboard(organisation, member))


def _request(path: str) -> ScimRequest:
    return ScimRequest(
        method=request.method, base_url=request.url_root.rstrip("/") + PREFIX, path=f"/{path}",
        query=request.args.to_dict(), headers=list(request.headers.items()), body=request.get_data(),
    )  # fmt: skip


def _response(answer: ScimResponse) -> Response:
    body = orjson.dumps(answer.body) if answer.body is not None else b""
    return Response(body, status=int(answer.status), headers=answer.headers)
