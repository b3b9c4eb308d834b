"""The cookie of who signed in: signed, for half a day, over HTTPS alone where people use that."""

from datetime import timedelta
from hashlib import sha256

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from api.web.guard import here

LASTS = timedelta(hours=12)
"""After that one signs in again, whatever one did meanwhile."""


class Sessions(SecureCookieSessionInterface):
    """Flask's sessions, with a better digest and a cookie that fits the address."""

    digest_method = staticmethod(sha256)

    def get_cookie_secure(self, app: Flask) -> bool:
        """Whether the cookie is for HTTPS alone."""
        return here().startswith("https:")


def register(app: Flask) -> None:
    """Give sessions their end."""
    app.session_interface = Sessions()
    app.config.update(PERMANENT_SESSION_LIFETIME=LASTS, SESSION_REFRESH_EACH_REQUEST=False)
