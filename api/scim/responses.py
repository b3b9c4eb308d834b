"""Requests as scim2-server reads them, and its answers back."""

import orjson
from flask import Response, request
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from api.scim.models import LARGEST


def asked(prefix: str, path: str) -> ScimRequest:
    """Return the running request; raises werkzeug's 413 where it is too large."""
    request.max_content_length = LARGEST
    return ScimRequest(
        method="GET" if request.method == "HEAD" else request.method,
        base_url=request.url_root.rstrip("/") + prefix, path=f"/{path}",
        query=request.args.to_dict(), headers=list(request.headers.items()), body=request.get_data(),
    )  # fmt: skip


def response(answer: ScimResponse) -> Response:
    """Return an answer as Flask's."""
    body = orjson.dumps(answer.body) if answer.body is not None else b""
    return Response(body, status=int(answer.status), headers=answer.headers)
