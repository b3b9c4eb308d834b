"""Where nothing is sent to, and that a name is looked up once."""

import ipaddress
import socket
import ssl
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from api.outgoing import Guarded, Refused, inside
from tests.receiver import receiving


@pytest.mark.parametrize("address", [
    "127.0.0.1", "127.8.9.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::", "::1", "fe80::1", "fe80::1%eth0",
    "fc00::1", "fd12::1", "fec0::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1",
    "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1",
])  # fmt: skip
def test_inside(address):
    assert inside(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "2a00:1450::1"])
def test_outside(address):
    assert not inside(address)


def resolver(monkeypatch, answers):
    """Let names mean these addresses, the first list at the first question and so on; return what was asked."""
    asked, real = [], socket.getaddrinfo

    def look_up(host, port, *rest, **more):
        try:
            ipaddress.ip_address(host)
        except ValueError:
            asked.append(host)
            return [each for one in answers[len(asked) - 1] for each in real(one, port, *rest, **more)]
        return real(host, port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::1"]])
def test_a_name_with_an_address_inside_is_refused(monkeypatch, addresses):
    resolver(monkeypatch, [addresses])
    with httpx.Client(transport=Guarded()) as http, pytest.raises(Refused, match=r"hooks\.example"):
        http.post("http://hooks.example/")


def test_a_name_is_looked_up_once_and_the_next_address_is_tried(monkeypatch):
    with receiving() as server:
        asked = resolver(monkeypatch, [["127.0.0.2", "127.0.0.1"]])
        with httpx.Client(transport=Guarded(frozenset({"hooks.example"}))) as http:
            assert http.post(f"http://HOOKS.example:{server.server_port}/x", content=b"").status_code == 204
    assert asked == ["hooks.example"]
    assert server.got[0][1]["host"] == f"hooks.example:{server.server_port}"


def test_a_name_that_means_another_address_a_moment_later_is_not_believed(monkeypatch):
    """Each request looks again, and judges what it then connects to."""
    resolver(monkeypatch, [["127.0.0.1"], ["127.0.0.1"]])
    with httpx.Client(transport=Guarded()) as http:
        for _ in range(2):
            with pytest.raises(Refused):
                http.post("http://hooks.example/")


def test_a_name_that_nobody_knows_is_refused(monkeypatch):
    resolver(monkeypatch, [])
    with httpx.Client(transport=Guarded()) as http, pytest.raises((Refused, IndexError)):
        http.post("http://hooks.example/")


@pytest.mark.parametrize(("name", "good"), [("hooks.example", True), ("other.example", False)])
def test_the_certificate_must_be_the_names(tmp_path, monkeypatch, name, good):
    certificate = self_signed(tmp_path, name)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with receiving() as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        resolver(monkeypatch, [["127.0.0.1"]])
        with httpx.Client(transport=Guarded(frozenset("*"))) as http:
            if good:
                assert http.post(f"https://hooks.example:{server.server_port}/", content=b"").status_code == 204
            else:
                with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
                    http.post(f"https://hooks.example:{server.server_port}/", content=b"")


def self_signed(folder, name):
    """Make a certificate for a name; return the file of it and its key."""
    key, at = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    said = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(said)
        .issuer_name(said)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(at - timedelta(1))
        .not_valid_after(at + timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = serialization.PrivateFormat.PKCS8
    parts = [key.private_bytes(serialization.Encoding.PEM, private, serialization.NoEncryption()),
             made.public_bytes(serialization.Encoding.PEM)]  # fmt: skip
    file = folder / f"{name}.pem"
    file.write_bytes(b"".join(parts))
    return file
