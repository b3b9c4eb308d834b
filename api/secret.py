"""The secret that sessions are signed and stored secrets are sealed with."""

import os
import secrets
from pathlib import Path

from sqlalchemy.engine import make_url

from api.config import Settings, home

NAME = "parcours.secret"


def secret(settings: Settings) -> bytes:
    """Return the secret of a deployment: PARCOURS_SECRET, else a file beside the database, made at the first start."""
    if settings.secret:
        return settings.secret.encode()
    path = _folder(settings) / NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f".{NAME}.{os.getpid()}")
    descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        os.link(made, path)  # whoever starts at the same time finds it whole or not at all
    except FileExistsError:
        pass
    finally:
        made.unlink()
    return path.read_bytes()


def _folder(settings: Settings) -> Path:
    url = make_url(settings.database_url)
    return Path(url.database).parent if url.get_backend_name() == "sqlite" and url.database else home()
