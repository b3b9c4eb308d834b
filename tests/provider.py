"""A real OpenID provider for tests: Canaille, in a process of its own; people sign in with `PASSWORD`."""

import html
import json
import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin

import httpx

from tests.serving import free_port

CLIENT, SECRET, PASSWORD = "parcours", "a secret of the client", "correct horse"
PEOPLE = ("anna", "bob", "carol", "stranger")


@dataclass(frozen=True)
class Canaille:
    """Where the provider is."""

    issuer: str

    def sign_in(self, address, user, password=PASSWORD):
        """Fill in the provider's forms as a browser would; return where it sends one back to."""
        with httpx.Client(follow_redirects=False, timeout=30) as browser:
            page = ""
            for said in (None, {"login": user}, {"password": password}):
                answer = browser.get(address) if said is None else browser.post(address, data={**_hidden(page), **said})
                while answer.is_redirect:
                    address = urljoin(address, answer.headers["Location"])
                    if not address.startswith(self.issuer):
                        return address
                    answer = browser.get(address)
                page = answer.text
        raise AssertionError(f"not signed in: {re.sub('<[^>]*>', ' ', page)[-2000:]}")


@contextmanager
def canaille(*back):
    """Run the provider, which knows one client whose people come ``back`` to these addresses."""
    issuer = f"http://127.0.0.1:{free_port()}"
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.provider", issuer, json.dumps(back)], env=environment, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(600):
            try:
                httpx.get(f"{issuer}/.well-known/openid-configuration").raise_for_status()
                break
            except httpx.HTTPError:
                assert process.poll() is None, "the provider stopped"
                time.sleep(0.1)
        yield Canaille(issuer)
    finally:
        process.terminate()
        process.wait(10)


def _hidden(page):
    found = re.findall(r"<input[^>]*>", page)
    named = ((re.search(r'name="([^"]*)"', each), re.search(r'value="([^"]*)"', each)) for each in found)
    return {name[1]: html.unescape(value[1]) for name, value in named if name and value}


def main(issuer, back):
    """Serve."""
    from canaille import create_app
    from canaille.app import models
    from canaille.backends import Backend
    from joserfc.jwk import RSAKey
    from werkzeug.serving import make_server

    host, _, port = issuer.rpartition("/")[2].partition(":")
    key = RSAKey.generate_key(2048, auto_kid=True).as_dict(private=True)
    app = create_app(
        config={
            "SECRET_KEY": "a secret of the provider",
            "SERVER_NAME": f"{host}:{port}",
            "PREFERRED_URL_SCHEME": "http",
            "CANAILLE": {"DATABASE": "memory", "SMTP": None, "JAVASCRIPT": False, "TIMEZONE": "UTC"},
            "CANAILLE_OIDC": {"ACTIVE_JWKS": [key]},
        }
    )
    with app.app_context():
        for each in PEOPLE:
            person = models.User(user_name=each, formatted_name=each.title(), family_name=each.title(),
                                 emails=[f"{each}@acme.example"], password=PASSWORD)  # fmt: skip
            Backend.instance.save(person)
        client = models.Client(
            client_id=CLIENT, client_secret=SECRET, client_name="Parcours", redirect_uris=back,
            client_uri="http://127.0.0.1", scope=["openid", "profile", "email"], response_types=["code"],
            grant_types=["authorization_code"], token_endpoint_auth_method="client_secret_basic",
        )  # fmt: skip
        Backend.instance.save(client)
        client.audience = [client]
        Backend.instance.save(client)
    make_server(host, int(port), app, threaded=True).serve_forever()


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
