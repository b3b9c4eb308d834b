"""Servers on this machine that misbehave in every way a link checker meets, and that write down who came.

`KINDS` says for each kind of address how it is written and the state that it should be given. Names that end in
``.test`` are known to `World.resolve` alone. The servers listen at 127.0.0.2, which tests allow; 127.0.0.1 is
forbidden, and a trap there counts who came all the same.
"""

import asyncio
import datetime
import gzip
import ipaddress
import socket
import ssl
import struct
import tempfile
import threading
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpcore
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from curation.guard import Gate, Guarded, resolve

HOST, TRAP = "127.0.0.2", "127.0.0.1"
CERTIFICATES = ("good", "expired", "wrong-host", "self-signed")
ROBOTS = b"User-agent: *\nDisallow: /private/\nDisallow: /*.secret$\n\nUser-agent: OtherBot\nDisallow: /\n"
BOMB = gzip.compress(b"<title>A bomb</title>" + bytes(50_000_000))


@dataclass
class World:
    """The servers: their ports by what they are, who came, and which addresses were connected to."""

    ports: dict[str, int] = field(default_factory=dict)
    came: list[tuple[str, str, str, dict[str, str]]] = field(default_factory=list)
    connected: list[str] = field(default_factory=list)
    trapped: int = 0
    turns: Counter[str] = field(default_factory=Counter)
    context: ssl.SSLContext | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path="/", host="site.test"):
        return f"http://{host}:{self.ports['plain']}{path}"

    def secure(self, certificate, path="/", host="site.test"):
        return f"https://{host}:{self.ports[certificate]}{path}"

    def resolve(self, host, port):
        """Look up a name: ``*.inside.test`` is forbidden, ``rebinding.test`` is so from the second time on."""
        if not host.endswith(".test"):
            return resolve(host, port)
        if host.endswith("lost.test"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if host.endswith("cloud.test"):
            return ["169.254.169.254"]
        if host.endswith("mixed.test"):
            return [HOST, TRAP]
        return [TRAP if host.endswith("inside.test") or self._turned(host) else HOST]

    def _turned(self, host):
        return host == "rebinding.test" and self.turn(host) > 1

    def turn(self, name):
        """Return how many times this was asked for, this one too."""
        with self.lock:
            self.turns[name] += 1
            return self.turns[name]

    def transport(self):
        """Return a transport that reaches these servers, and writes down to which addresses it connects."""
        gate = Gate(networks=frozenset({ipaddress.ip_network(HOST)}), resolve=self.resolve)
        return Guarded(gate, self.context, Noting(self.connected))

    def forbidden(self):
        """Return how often somebody came where nobody may."""
        return self.trapped + sum(each != HOST for each in self.connected)

    def asked(self, ending):
        return [(method, path) for method, _, path, _ in self.came if path.endswith(ending)]


class Noting(httpcore.AnyIOBackend):
    """Connects, and notes the address."""

    def __init__(self, connected):
        self.connected = connected

    async def connect_tcp(self, host, *rest, **more):
        self.connected.append(host)
        return await super().connect_tcp(host, *rest, **more)


class Request:
    """What was asked, and how to answer it."""

    def __init__(self, world, head, writer):
        first, *lines = head.decode("latin-1").split("\r\n")
        self.method, self.path, _ = first.split(" ", 2)
        self.headers = {
            name.lower(): value.strip() for name, _, value in (each.partition(":") for each in lines if each)
        }
        self.host = self.headers.get("host", "").partition(":")[0]
        self.world, self.writer = world, writer
        self.kind = self.path.split("?")[0].split("/")[1]
        world.came.append((self.method, self.host, self.path, self.headers))

    async def send(self, *parts):
        for each in parts:
            self.writer.write(each if isinstance(each, bytes) else each.encode())
        await self.writer.drain()

    async def answer(self, status=200, body="", kind="text/html; charset=utf-8", **headers):
        content = body if isinstance(body, bytes) else body.encode()
        named = {"Content-Type": kind, "Content-Length": len(content), **headers}
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in named.items())
        await self.send(f"HTTP/1.1 {status} Whatever\r\n{lines}\r\n", b"" if self.method == "HEAD" else content)

    async def redirect(self, status, where):
        await self.answer(status, Location=where)

    def reset(self):
        """End the connection with RST."""
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


def page(title, text="", path=""):
    filled = text or "Here one learns how samples speak of populations, with exercises and their solutions. " * 3
    return (
        f"<html><head><title>{title} – Example</title></head><body><h1>{title}</h1><p>{filled} {path}</p></body></html>"
    )


async def fine(request):
    await request.answer(body=page("Learning statistics", path=request.path))


async def hang(request):
    await asyncio.sleep(60)


async def reset(request):
    request.reset()


async def close(request):
    pass


async def drip(request):
    await request.send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n")
    while True:
        await request.send("x")
        await asyncio.sleep(0.05)


async def drip_headers(request):
    await request.send("HTTP/1.1 200 OK\r\n")
    while True:
        await request.send("X-More: and more\r\n")
        await asyncio.sleep(0.05)


async def endless_headers(request):
    await request.send("HTTP/1.1 200 OK\r\n")
    while True:
        await request.send(b"X-More: and more\r\n" * 1000)


async def endless_continue(request):
    while True:
        await request.send("HTTP/1.1 100 Continue\r\n\r\n")
        await asyncio.sleep(0.01)


async def huge(request):
    await request.send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999999999\r\n\r\n")
    while request.method != "HEAD":
        await request.send(page("Much of it", path=request.path).encode() * 1000)


async def bomb(request):
    await request.answer(body=BOMB, Content_Encoding="gzip")


async def reset_within(request):
    await request.send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n")
    if request.method != "HEAD":
        await request.send(b"x" * 100)
        await asyncio.sleep(0.05)
        request.reset()


async def cut_short(request):
    await request.send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n")
    if request.method != "HEAD":
        await request.send(b"x" * 100)


async def cut_chunks(request):
    await request.send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    if request.method != "HEAD":
        await request.send("64\r\nonly this")


async def bad_chunks(request):
    await request.send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    if request.method != "HEAD":
        await request.send("no number\r\nonly this\r\n")


async def chain(request):
    *start, number = request.path.split("/")
    await request.redirect(302, "/".join([*start, str(int(number) + 1)]))


async def cookie_wall(request):
    if "seen=1" in request.headers.get("cookie", ""):
        await fine(request)
    else:
        await request.answer(302, Location=request.path, Set_Cookie="seen=1; Path=/")


def once(answer):
    """Answer the first request for an address in this way, and the next ones well."""

    async def either(request):
        await (answer if request.world.turn(request.host + request.path) == 1 else fine)(request)

    return either


def status(number, **headers):
    async def answer(request):
        await request.answer(number, **headers)

    return answer


def redirecting(number, where):
    """Answer by a redirect; ``{path}`` is the rest of what was asked for, ``{trap}`` the port of the trap."""

    async def answer(request):
        rest = request.path.split("/", 2)[2]
        await request.redirect(number, where.format(path=rest, trap=request.world.ports["trap"]))

    return answer


def raw(*parts):
    async def answer(request):
        await request.send(*parts)

    return answer


def saying(title, text=""):
    async def answer(request):
        await request.answer(body=page(title, text))

    return answer


def not_by_head(answer):
    """Answer HEAD in this way, and GET well."""

    async def either(request):
        await (answer if request.method == "HEAD" else fine)(request)

    return either


async def pdf(request):
    await request.answer(body=b"%PDF", kind="application/pdf")


ANSWERS = {
    "fine": fine, "pdf": pdf, "bomb": bomb, "huge": huge, "cookie-wall": cookie_wall,
    "once-bad": once(status(503)), "once-throttled": once(status(429, Retry_After=1)),
    "no-content": status(204),
    "about-404": saying("How to repair 404 Not Found errors", "A page not found is answered by 404. " * 60),
    "head-405": not_by_head(status(405)), "head-501": not_by_head(status(501)),
    "head-404": not_by_head(status(404)), "head-403": not_by_head(status(403)), "head-reset": not_by_head(reset),
    "301": redirecting(301, "/fine/{path}"), "308": redirecting(308, "/fine/{path}"),
    "302": redirecting(302, "/fine/{path}"), "303": redirecting(303, "/fine/{path}"),
    "307": redirecting(307, "/fine/{path}"), "301-302": redirecting(301, "/302/{path}"),
    "to-gone": redirecting(301, "/gone/{path}"),
    "404": status(404), "gone": status(410),
    "title-en": saying("Page not found"), "title-fr": saying("Page introuvable"), "title-404": saying("404"),
    "text-en": saying("Example", "Sorry, the page you are looking for does not exist."),
    "text-fr": saying("Exemple", "Désolé, la page que vous cherchez n’existe plus."),
    "home": redirecting(302, "/"),
    "401": status(401), "403": status(403), "451": status(451), "999": status(999),
    "429": status(429), "429-long": status(429, Retry_After=3600),
    "400": status(400), "500": status(500), "503": status(503),
    "hang": hang, "drip": drip, "drip-headers": drip_headers, "endless-continue": endless_continue,
    "reset": reset, "close": close, "reset-within": reset_within,
    "loop": redirecting(301, "/pool/{path}"), "pool": redirecting(301, "/loop/{path}"),
    "self": redirecting(302, "/self/{path}"), "chain": chain,
    "no-location": status(302), "bad-location": status(301, Location="http://[half"),
    "script-location": status(302, Location="javascript:alert(1)"),
    "file-location": status(302, Location="file:///etc/passwd"),
    "to-trap": redirecting(302, "http://127.0.0.1:{trap}/"),
    "to-localhost": redirecting(302, "http://localhost:{trap}/"),
    "to-number": redirecting(302, "http://2130706433:{trap}/"),
    "to-cloud": redirecting(301, "http://169.254.169.254/latest/meta-data/"),
    "to-name-inside": redirecting(307, "http://www.inside.test:{trap}/"),
    "garbage": raw(b"\x00\x01\x02 what is this\r\n\r\n"), "no-number": raw(b"HTTP/1.1 abc OK\r\n\r\n"),
    "smtp": raw(b"220 mail.example.org ESMTP\r\n\r\n"),
    "half-head": raw(b"HTTP/1.1 200 OK\r\nContent-"),
    "bad-gzip": status(200, body=b"this was never packed", Content_Encoding="gzip"),
    "endless-headers": endless_headers, "bad-chunks": bad_chunks,
    "cut-short": cut_short, "cut-chunks": cut_chunks,
}  # fmt: skip
"""What is answered, by the first part of the path; all else is 404."""


@dataclass(frozen=True)
class Kind:
    """A kind of address: how it is written (``{n}`` is its number), and the state that it should be given."""

    name: str
    state: str
    url: str
    detail: str = ""


def _pages(state, *names, host="site{m}.test"):
    return [Kind(name, state, f"http://{host.replace('{name}', name)}:{{plain}}/{name}/{{n}}") for name in names]


KINDS = [
    *_pages("ok", "fine", "pdf", "bomb", "huge", "once-bad", "no-content", "about-404"),
    *_pages("ok", "once-throttled", host="{name}-{n}.test"),
    *_pages("ok", "head-404", "head-403", "head-reset"),
    *_pages("ok", "head-405", "head-501", host="headless{m}.test"),
    *_pages("moved", "301", "308"),
    *_pages("redirected", "302", "303", "307", "301-302", "cookie-wall"),
    *_pages("gone", "404", "gone", "to-gone"),
    *_pages("soft-404", "title-en", "title-fr", "title-404", "text-en", "text-fr", "home"),
    Kind("same-body", "soft-404", "http://same{m}.test:{plain}/courses/{n}"),
    *_pages("forbidden", "401", "403", "451", "999"),
    *_pages("throttled", "429", "429-long", host="{name}-{n}.test"),
    *_pages("rejected", "400"),
    *_pages("server-error", "500", "503"),
    Kind("robots-503", "server-error", "http://robots-503-{m}.test:{plain}/fine/{n}", "robots.txt is answered by 503"),
    *_pages("timeout", "hang", "drip", "drip-headers", "endless-continue"),
    Kind("no-name", "dns", "http://www{m}.lost.test/{n}"),
    Kind("closed", "refused", "http://site{m}.test:{closed}/{n}", "nothing listens there"),
    *_pages("reset", "reset", "close", "half-head", "reset-within"),
    Kind("tls", "ok", "https://site.test:{good}/fine/{n}"),
    Kind("expired", "certificate", "https://site.test:{expired}/{n}", "it has expired"),
    Kind("wrong-host", "certificate", "https://site.test:{wrong-host}/{n}", "it is for another host"),
    Kind("self-signed", "certificate", "https://site.test:{self-signed}/{n}", "it is self-signed"),
    Kind("tls-hang", "timeout", "https://site.test:{silent}/{n}"),
    Kind("not-tls", "certificate", "https://site.test:{plain}/{n}", "TLS fails"),
    *_pages("redirect-loop", "loop", "self"),
    *_pages("too-many-redirects", "chain"),
    *_pages("bad-redirect", "no-location", "bad-location", "script-location", "file-location"),
    Kind("private", "disallowed", "http://site{m}.test:{plain}/private/{n}"),
    Kind("secret", "disallowed", "http://site{m}.test:{plain}/{n}.secret"),
    *_pages("unsafe", "to-trap", "to-localhost", "to-number", "to-cloud", "to-name-inside"),
    Kind("trap", "unsafe", "http://127.0.0.1:{trap}/{n}"),
    Kind("trap-6", "unsafe", "http://[::1]:{trap}/{n}"),
    Kind("trap-mapped", "unsafe", "http://[::ffff:127.0.0.1]:{trap}/{n}"),
    Kind("cloud", "unsafe", "http://169.254.169.254/latest/{n}"),
    Kind("private-network", "unsafe", "http://10.0.0.1/{n}"),
    Kind("multicast", "unsafe", "http://224.0.0.1/{n}"),
    Kind("name-inside", "unsafe", "http://www{m}.inside.test:{trap}/{n}"),
    Kind("name-cloud", "unsafe", "http://www{m}.cloud.test/{n}"),
    Kind("name-mixed", "unsafe", "http://www{m}.mixed.test:{trap}/{n}"),
    Kind("mail", "invalid", "mailto:somebody{n}@example.org"),
    Kind("no-host", "invalid", "http:///{n}"),
    Kind("words", "invalid", "see page {n}"),
    Kind("half", "invalid", "http://[half/{n}"),
    Kind("port", "invalid", "http://site.test:99999/{n}"),
    Kind("password", "invalid", "http://me:secret@site.test/{n}"),
    *_pages("protocol-error", "garbage", "no-number", "smtp", "bad-gzip", "endless-headers", "bad-chunks"),
    *_pages("cut-short", "cut-short", "cut-chunks"),
]


def address(kind, world, number, hosts=20):
    """Return an address of a kind; ``hosts`` says over how many names they are spread."""
    url = kind.url.replace("{n}", str(number)).replace("{m}", str(number % hosts))
    for name, port in world.ports.items():
        url = url.replace(f"{{{name}}}", str(port))
    return url


async def _answer(world, request):
    if request.host.startswith("robots-503") and request.path == "/robots.txt":
        await request.answer(503)
    elif request.path == "/robots.txt":
        await request.answer(body=ROBOTS, kind="text/plain")
    elif request.host.startswith("same"):
        await request.answer(body=page("All our courses", path=request.path))
    elif request.path == "/":
        await request.answer(body=page("Example"))
    else:
        await ANSWERS.get(request.kind, status(404))(request)


@contextmanager
def misbehaving():
    """Run the servers for a while."""
    world, loop = World(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def do(work):
        return asyncio.run_coroutine_threadsafe(work, loop).result()

    with tempfile.TemporaryDirectory() as folder, socket.socket() as closed:
        closed.bind((HOST, 0))
        world.ports["closed"] = closed.getsockname()[1]
        servers = do(_start(world, Path(folder)))
        try:
            yield world
        finally:
            do(_stop(servers))
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()


async def _start(world, folder):
    async def serve(reader, writer):
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, ValueError):
            first = await reader.readexactly(1)
            if first == b"\x16":  # one speaks TLS where none is spoken
                writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            else:
                await _answer(world, Request(world, first + await reader.readuntil(b"\r\n\r\n"), writer))
        writer.close()

    async def trap(reader, writer):
        world.trapped += 1
        writer.close()

    async def say_nothing(reader, writer):
        with suppress(ConnectionError, asyncio.CancelledError):
            await reader.read()
        writer.close()

    servers = {name: (serve, HOST, context) for name, context in _contexts(world, folder).items()}
    servers |= {"plain": (serve, HOST, None), "silent": (say_nothing, HOST, None), "trap": (trap, TRAP, None)}
    started = []
    for name, (answer, host, context) in servers.items():
        started.append(await asyncio.start_server(answer, host, 0, ssl=context, backlog=512))
        world.ports[name] = started[-1].sockets[0].getsockname()[1]
    return started


async def _stop(servers):
    for each in servers:
        each.close()
    others = [each for each in asyncio.all_tasks() if each is not asyncio.current_task()]
    for each in others:
        each.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0.05)  # connections in TLS say goodbye


def _contexts(world, folder):
    """Return a server's context for each certificate; the world gets the client's, which trusts one authority."""
    authority, key = _certificate("Authority", days=(-1, 30))
    made = {
        "good": _certificate("site.test", days=(-1, 30), by=(authority, key)),
        "expired": _certificate("site.test", days=(-30, -1), by=(authority, key)),
        "wrong-host": _certificate("elsewhere.test", days=(-1, 30), by=(authority, key)),
        "self-signed": _certificate("site.test", days=(-1, 30)),
    }
    world.context = ssl.create_default_context(cadata=authority.public_bytes(serialization.Encoding.PEM).decode())
    return {name: _context(folder / name, *each) for name, each in made.items()}


def _context(path, certificate, key):
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def _certificate(host, days, by=None):
    """Return a certificate for a host that is valid between two days from now on, and its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    issuer, signer = (by[0].subject, by[1]) if by else (name, key)
    builder = (
        x509.CertificateBuilder().subject_name(name).issuer_name(issuer).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + datetime.timedelta(days[0])).not_valid_after(now + datetime.timedelta(days[1]))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
    )  # fmt: skip
    return builder.sign(signer, hashes.SHA256()), key
