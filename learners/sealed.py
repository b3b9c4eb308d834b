"""Secrets of others that must be said again: sealed where they are stored."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Sealer:
    """Seals and opens texts with a key that follows from the ``secret`` of the deployment."""

    def __init__(self, secret: bytes) -> None:
        key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"parcours sealed secrets").derive(secret)
        self._fernet = Fernet(urlsafe_b64encode(key))

    def seal(self, text: str) -> str:
        """Return ``text`` so that only who has the secret can read it."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """Return what was sealed; raises cryptography's InvalidToken where the secret is another one."""
        return self._fernet.decrypt(sealed.encode()).decode()
