"""The one door of SCIM: requests go to scim2-server as they are, and its answers back."""

from flask import Blueprint, Response
from scim2_models import SCIMException

from api.identity import identity, needs, scope
from api.jobs import jobs
from api.members import members
from api.scim.errors import PREFIX, refused
from api.scim.responses import asked, response
from api.scim.service import SERVICE, Handler
from api.scim.storage import Storage
from learners.groups import Groups

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]

blueprint = Blueprint("scim", __name__, url_prefix=PREFIX)
blueprint.register_error_handler(SCIMException, refused)


@blueprint.route("/", defaults={"path": ""}, methods=METHODS, strict_slashes=False)
@blueprint.route("/<path:path>", methods=METHODS)
@needs("learners:write")
def scim(path: str) -> Response:
    """Answer a request of an HR system."""
    return response(Handler(SERVICE, _storage()).handle(asked(PREFIX, path)))


def _storage() -> Storage:
    mine, organisation = scope(), identity().organisation.id
    return Storage(mine, members(), Groups(mine), lambda member: jobs().onboard(organisation, member))
