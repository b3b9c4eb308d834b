"""A system on this machine that notices are sent to: it answers as it is told."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver(ThreadingHTTPServer):
    """Keeps what it gets; ``answers`` are the statuses that it gives, the last one for ever.

    An answer that is no status is something to do with the handler instead.
    """

    daemon_threads, request_queue_size = True, 128

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.got, self.answers, self.scheme, self.lock = [], [204], "http", threading.Lock()

    @property
    def url(self):
        return f"{self.scheme}://127.0.0.1:{self.server_port}/hook"

    def next(self):
        with self.lock:
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.got.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        answer = self.server.next()
        if callable(answer):
            answer(self)
        else:
            self.send_response(answer)
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
            self.end_headers()

    def log_message(self, *_):
        pass


@contextmanager
def receiving():
    """Listen on a free port for a while."""
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
