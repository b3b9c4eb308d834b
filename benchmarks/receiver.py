"""A system on this machine that is told by webhooks, and sometimes fails."""

import json
import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks import Webhook, WebhookVerificationError


class Receiver:
    """What was told: the kind of each notice by its id; ``failures`` is the share of first tries that are refused."""

    def __init__(self, failures: float, seed: int) -> None:
        self.secret, self.url = "", ""
        self.kinds: dict[str, str] = {}
        self.refused: Counter[str] = Counter()
        self.doubled = self.forged = 0
        self._failures, self._chance, self._lock = failures, random.Random(seed), threading.Lock()

    def take(self, body: bytes, headers: dict[str, str]) -> int:
        """Return the status of the answer to a notice."""
        name = headers["webhook-id"]
        try:
            said = Webhook(self.secret).verify(body, headers)
        except WebhookVerificationError:
            self.forged += 1
            return 401
        with self._lock:
            if self.refused[name] < 2 and self._chance.random() < self._failures:
                self.refused[name] += 1
                return 500
            self.doubled += name in self.kinds
            self.kinds[name] = json.loads(json.dumps(said))["type"]
        return 204


@contextmanager
def listening(failures: float, seed: int) -> Iterator[Receiver]:
    """Listen on loopback for a while."""
    receiver = Receiver(failures, seed)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = receiver.take(body, {name.lower(): value for name, value in self.headers.items()})
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

    server = Server(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
