"""A provider that signs with real keys and says whatever a test wants."""

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from joserfc import jws
from joserfc.jwk import RSAKey

CLIENT = "parcours"
KEY = RSAKey.generate_key(2048, {"kid": "one"})


class Provider(ThreadingHTTPServer):
    """``token`` makes the ID token of claims, ``published`` and ``answers`` override what it answers by path."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.key = KEY
        self.keys, self.published, self.answers, self.asked = [self.key], {}, {}, []
        self.nonce, self.claims, self.token = "", {}, self.sign

    @property
    def issuer(self):
        return f"http://127.0.0.1:{self.server_port}"

    def said(self):
        """Return the claims of a token: right ones, but for ``claims``; None there takes one away."""
        at = int(time.time())
        right = {"iss": self.issuer, "aud": CLIENT, "sub": "anna-x", "iat": at, "exp": at + 300, "nonce": self.nonce}
        return {name: value for name, value in {**right, **self.claims}.items() if value is not None}

    def sign(self, said, key=None, alg="RS256", **header):
        key = key or self.key
        return jws.serialize_compact({"alg": alg, "kid": "one", **header}, json.dumps(said), key, algorithms=[alg])

    def document(self):
        names = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys",
                 "userinfo_endpoint": "/person"}  # fmt: skip
        return {"issuer": self.issuer, **{name: self.issuer + path for name, path in names.items()}, **self.published}

    def answer(self, path):
        made = {
            "/.well-known/openid-configuration": self.document,
            "/keys": lambda: {"keys": [each.as_dict(private=False) for each in self.keys]},
            "/token": lambda: {"access_token": "x", "token_type": "Bearer", "id_token": self.token(self.said())},
            "/person": lambda: {"sub": self.said().get("sub"), "preferred_username": "nobody"},
        }
        found = self.answers.get(path) or (200, json.dumps(made[path]()))
        return found if path in made else (404, "{}")


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers), ""))
        self._answer()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append((self.path, dict(self.headers), body))
        self._answer()

    def _answer(self):
        status, text = self.server.answer(self.path)
        self.send_response(status)
        if status in (301, 302):
            self.send_header("Location", text)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


@contextmanager
def hostile():
    """Serve on a free port for a while."""
    server = Provider()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
