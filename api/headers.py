"""What a browser is told not to do with an answer."""

from flask import Response

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
"""The Content-Security-Policy of all pages: nothing inline, nothing from another server."""

ALWAYS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "strict-origin-when-cross-origin"}
_POLICY = "; ".join(f"{name} {sources}" for name, sources in POLICY.items())


def protect(answer: Response) -> Response:
    """Add the headers."""
    for name, value in ALWAYS.items():
        answer.headers.setdefault(name, value)
    if answer.mimetype == "text/html":
        answer.headers.setdefault("Content-Security-Policy", _POLICY)
    return answer
