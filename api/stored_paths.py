"""Paths that are stored: to share them, and to see later what has changed."""

import json
from typing import Any

from flask import Response, current_app, jsonify, url_for
from flask.typing import ResponseReturnValue

from api import documents
from api.blueprint import StrictBlueprint, engine
from api.paths import profile_of
from api.schemas import Nothing, ProfileBody
from learners.diff import diff
from learners.paths import StoredPath, StoredPaths
from recommender import Profile

blueprint = StrictBlueprint("stored paths", __name__, url_prefix="/api/v1", description="Paths to share")


def stored() -> StoredPaths:
    """Return the stored paths of the running application."""
    found: StoredPaths = current_app.extensions["stored_paths"]
    return found


@blueprint.post("/paths/shared")
@blueprint.arguments(ProfileBody)
def share(body: dict[str, Any]) -> ResponseReturnValue:
    """The best path for a whole profile, stored under its id."""
    found, revision = engine().path(profile_of(body)), engine().catalog.revision
    answer = json.dumps(documents.path(found, revision), ensure_ascii=False)
    new = stored().keep(StoredPath(found.id, revision, found.profile.document(), answer))
    response = Response(stored().get(found.id).answer, 201 if new else 200, content_type="application/json")
    response.headers["Location"] = url_for("stored paths.shared", path_id=found.id)
    return response


@blueprint.get("/paths/<path_id>")
@blueprint.arguments(Nothing, location="query")
def shared(_: dict[str, Any], path_id: str) -> ResponseReturnValue:
    """A stored path, as it was answered."""
    return Response(stored().get(path_id).answer, content_type="application/json")


@blueprint.get("/paths/<path_id>/diff")
@blueprint.arguments(Nothing, location="query")
def changes(_: dict[str, Any], path_id: str) -> ResponseReturnValue:
    """What the running revision would answer otherwise to the profile of a stored path."""
    before = stored().get(path_id)
    now = engine().path(Profile.from_document(before.profile))
    old, new = json.loads(before.answer), json.loads(json.dumps(documents.path(now, engine().catalog.revision)))
    return jsonify(documents.diff(old, new, diff(old, new)))
