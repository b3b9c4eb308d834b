"""A system on this machine that is told by webhooks."""

import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Told(list):
    """What was told: bodies and headers."""

    def wait(self, count, seconds=60):
        """Wait until so much was told."""
        deadline = time.monotonic() + seconds
        while len(self) < count:
            assert time.monotonic() < deadline, f"told {len(self)} of {count}"
            time.sleep(0.05)


@contextmanager
def receiver():
    """Listen for a while: yields the address, and what was told."""
    told = Told()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            told.append((self.rfile.read(int(self.headers["Content-Length"])), dict(self.headers)))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
