"""Signing in: by a real provider, and by one that lies."""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import ECKey, OKPKey, RSAKey

from api import create_app, id_tokens
from api.config import Settings
from learners.organisations import Keys
from tests import hostile_provider
from tests.conftest import bakery, portal
from tests.provider import CLIENT, SECRET, canaille

BACK = "http://localhost/sign-in/callback"
OURS = {"Origin": "http://localhost"}
ANOTHER = RSAKey.generate_key(2048)


@pytest.fixture(scope="module")
def real_provider():
    with canaille(BACK) as provider:
        yield provider


@pytest.fixture
def liar():
    with hostile_provider.hostile() as provider:
        yield provider


@pytest.fixture(scope="module")
def app():
    return create_app(Settings(private_targets="127.0.0.1"), content=bakery())


@pytest.fixture
def acme(app):
    """A new organisation with Anna, whom providers know as anna-x, and Bob, whom she leads."""
    made = portal(app, f"acme-{len(app.extensions['organisations'].all())}")
    anna = made.post("members", {"user_name": "anna", "external_id": "anna-x", "email": "a@acme.example"}).json
    made.post("members", {"user_name": "bob", "manager": anna["id"]})
    return made


def by(acme, issuer, **more):
    body = {"issuer": issuer, "client_id": CLIENT, "client_secret": SECRET, **more}
    return acme.call("PUT", "organisation/identity-provider", body)


def begin(acme, liar):
    """Begin to sign in at the provider that lies; return the browser and the answer to come back with."""
    if not liar.asked:
        assert by(acme, liar.issuer).status_code == 200
    browser = acme.app.test_client()
    sent = parse_qs(urlsplit(browser.get(f"/en/sign-in/{acme.id}").location).query)
    liar.nonce = sent["nonce"][0]
    return browser, {"state": sent["state"][0], "code": "c", "iss": liar.issuer}


def back(browser, answer):
    return browser.get("/sign-in/callback", query_string=answer)


def who(browser):
    with browser.session_transaction() as held:
        return held.get("identity")


# A real provider


def test_one_signs_in_by_a_real_provider(acme, real_provider):
    acme.post("members", {"user_name": "carol", "external_id": "carol"})
    assert by(acme, real_provider.issuer).status_code == 200
    browser = acme.app.test_client()
    away = browser.get(f"/fr/sign-in/{acme.id}?next=/fr/mine?x=1").location
    sent = parse_qs(urlsplit(away).query)
    assert (sent["code_challenge_method"], sent["response_type"]) == (["S256"], ["code"])
    home = real_provider.sign_in(away, "carol").removeprefix("http://localhost")
    answer = browser.get(home)
    assert (answer.status_code, answer.location) == (303, "/fr/mine?x=1")
    assert browser.get("/fr/mine").status_code == 200
    assert browser.get(home).status_code == 400


@pytest.mark.parametrize(("user", "text"), [("stranger", "does not know you"), ("bob", "does not know you")])
def test_who_is_not_known_or_has_left_is_told_so(acme, real_provider, user, text):
    left = acme.post("members", {"user_name": "bobby", "external_id": "bob"}).json
    acme.call("PATCH", f"members/{left['id']}", {"active": False})
    by(acme, real_provider.issuer)
    browser = acme.app.test_client()
    home = real_provider.sign_in(browser.get(f"/en/sign-in/{acme.id}").location, user).removeprefix("http://localhost")
    answer = browser.get(home)
    assert answer.status_code == 403
    assert text in answer.text
    assert who(browser) is None


def test_a_real_provider_takes_no_code_without_its_verifier(acme, real_provider):
    acme.post("members", {"user_name": "carol", "external_id": "carol"})
    by(acme, real_provider.issuer)
    browser = acme.app.test_client()
    home = real_provider.sign_in(browser.get(f"/en/sign-in/{acme.id}").location, "carol").removeprefix(
        "http://localhost"
    )
    with browser.session_transaction() as held:
        held["begun"] = {state: {**each, "verifier": "v" * 43} for state, each in held["begun"].items()}
    assert browser.get(home).status_code == 400
    assert who(browser) is None


# What a token must say


@pytest.mark.parametrize(("managers", "scopes"), [([], []), (["bob"], []), (["anna"], ["reports:read"])])
def test_who_leads_sees_no_reports_unless_named(acme, liar, managers, scopes):
    by(acme, liar.issuer, managers=managers)
    browser, answer = begin(acme, liar)
    back(browser, answer)
    assert who(browser)["scopes"] == scopes


def test_what_is_right_lets_one_in(acme, liar):
    browser, answer = begin(acme, liar)
    assert back(browser, answer).location == "/en/mine"
    assert who(browser)["member"]
    path, headers, body = next(each for each in liar.asked if each[0] == "/token")
    assert headers["Authorization"].startswith("Basic ")
    assert len(parse_qs(body)["code_verifier"][0]) >= 43
    assert SECRET not in body


NOW = time.time()
FORGED = [
    {"iss": "https://evil.example"}, {"iss": None}, {"iss": 5}, {"aud": "another"}, {"aud": []}, {"aud": None},
    {"aud": ""}, {"aud": ["another"]}, {"aud": {CLIENT: 1}}, {"aud": [CLIENT, "another"]},
    {"aud": [CLIENT, "another"], "azp": "another"}, {"azp": "another"}, {"exp": NOW - 120}, {"exp": None},
    {"exp": "9999999999"}, {"exp": True}, {"exp": float("nan")}, {"iat": NOW - 3600}, {"iat": NOW + 3600},
    {"iat": None}, {"nbf": NOW + 3600}, {"nbf": "now"}, {"nonce": "another"}, {"nonce": None}, {"nonce": 1},
    {"sub": None}, {"sub": ""}, {"sub": 7}, {"sub": "x" * 256},
]  # fmt: skip


@pytest.mark.parametrize("claims", FORGED, ids=lambda each: ",".join(each))  # moments differ from run to run
def test_a_token_with_a_wrong_claim_lets_nobody_in(acme, liar, claims, caplog):
    liar.claims = claims
    browser, answer = begin(acme, liar)
    refused = back(browser, answer)
    assert refused.status_code == 400
    assert "was not right" in refused.text
    assert who(browser) is None
    assert (
        f"token's {'azp' if 'azp' in claims or claims.get('aud') == [CLIENT, 'another'] else next(iter(claims))} "
        in (caplog.text)
    )


def plain(said, alg="none"):
    parts = ({"alg": alg, "kid": "one"}, said)
    return ".".join(urlsafe_b64encode(json.dumps(each).encode()).decode().rstrip("=") for each in parts) + "."


def with_shared_secret(secret):
    def token(said):
        signed = plain(said, "HS256").rstrip(".")
        digest = hmac.digest(secret, signed.encode(), "sha256")
        return f"{signed}.{urlsafe_b64encode(digest).decode().rstrip('=')}"

    return token


UNSIGNED = {
    "none": lambda liar: plain,
    "None": lambda liar: lambda said: plain(said, "None"),
    "the public key as a secret": lambda liar: with_shared_secret(liar.key.as_pem(private=False)),
    "the client's secret": lambda liar: with_shared_secret(SECRET.encode()),
    "another's key": lambda liar: lambda said: liar.sign(said, ANOTHER),
    "an unknown key": lambda liar: lambda said: liar.sign(said, ANOTHER, kid="two"),
    "its own key in the header": lambda liar: lambda said: liar.sign(
        said, ANOTHER, jwk=ANOTHER.as_dict(private=False)
    ),
    "a signature of something else": lambda liar: lambda said: ".".join(
        [*liar.sign({**said, "sub": "x"}).split(".")[:1], *liar.sign(said).split(".")[1:2],
         liar.sign({**said, "sub": "x"}).split(".")[2]]),
    "no signature": lambda liar: lambda said: liar.sign(said).rpartition(".")[0] + ".",
    "no token": lambda liar: lambda said: "x",
    "an empty one": lambda liar: lambda said: "",
    "a list": lambda liar: lambda said: [liar.sign(said)],
    "claims that are a list": lambda liar: lambda said: liar.sign([said]),
    "an encrypted one": lambda liar: lambda said: "e30.e30.e30.e30.e30",
}  # fmt: skip


@pytest.mark.parametrize("how", UNSIGNED)
def test_a_token_that_the_provider_has_not_signed_lets_nobody_in(acme, liar, how):
    liar.token = UNSIGNED[how](liar)
    browser, answer = begin(acme, liar)
    assert back(browser, answer).status_code == 400
    assert who(browser) is None


@pytest.mark.parametrize("claims", [
    {"aud": [CLIENT]}, {"aud": [CLIENT, "another"], "azp": CLIENT}, {"azp": CLIENT}, {"exp": NOW - 20},
    {"nbf": NOW}, {"extra": [1]},
], ids=lambda each: ",".join(each))  # fmt: skip
def test_what_may_be_said_lets_one_in(acme, liar, claims):
    liar.claims = {**claims, **({"exp": time.time() - 20} if "exp" in claims else {})}
    browser, answer = begin(acme, liar)
    assert back(browser, answer).status_code == 303


@pytest.mark.parametrize("alg", id_tokens.ALGORITHMS)
def test_each_allowed_way_of_signing_is_understood(acme, liar, alg):
    curve = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}.get(alg)
    key = ECKey.generate_key(curve) if curve else OKPKey.generate_key("Ed25519") if alg == "Ed25519" else liar.key
    liar.keys = [type(key).import_key({**key.as_dict(private=True), "kid": "one"})]
    liar.token = lambda said: liar.sign(said, liar.keys[0], alg)
    browser, answer = begin(acme, liar)
    assert back(browser, answer).status_code == 303


def test_a_new_key_of_the_provider_is_looked_up(acme, liar):
    browser, answer = begin(acme, liar)
    liar.key = RSAKey.import_key({**ANOTHER.as_dict(private=True), "kid": "two"})
    liar.keys = [liar.key]
    liar.token = lambda said: liar.sign(said, kid="two")
    assert back(browser, answer).status_code == 303


# The answer


def test_an_answer_is_good_once_even_with_the_cookie_of_before(acme, liar):
    browser, answer = begin(acme, liar)
    with browser.session_transaction() as held:
        before = dict(held)
    assert back(browser, answer).status_code == 303
    thief = acme.app.test_client()
    with thief.session_transaction() as held:
        held.update(before)
    assert back(thief, answer).status_code == 400
    assert back(browser, answer).status_code == 400
    assert who(thief) is None


@pytest.mark.parametrize(("change", "status"), [
    ({"state": "another"}, 400), ({"state": None}, 400), ({"code": None}, 403), ({"code": ""}, 403),
    ({"error": "access_denied"}, 403), ({"iss": "https://evil.example"}, 400),
])  # fmt: skip
def test_an_answer_that_is_not_right_lets_nobody_in(acme, liar, change, status):
    browser, answer = begin(acme, liar)
    whole = {name: value for name, value in {**answer, **change}.items() if value is not None}
    assert back(browser, whole).status_code == status
    assert who(browser) is None


def test_a_provider_that_says_whose_an_answer_is_must_do_so(acme, liar):
    liar.published = {"authorization_response_iss_parameter_supported": True}
    browser, answer = begin(acme, liar)
    del answer["iss"]
    assert back(browser, answer).status_code == 400


def test_an_answer_is_good_in_the_browser_that_asked_alone(acme, liar):
    _, answer = begin(acme, liar)
    assert back(acme.app.test_client(), answer).status_code == 400


def test_an_answer_that_comes_late_is_refused(acme, liar):
    browser, answer = begin(acme, liar)
    with browser.session_transaction() as held:
        held["begun"] = {state: {**each, "at": each["at"] - 601} for state, each in held["begun"].items()}
    assert back(browser, answer).status_code == 400


def test_several_sign_ins_can_be_begun_at_once_but_not_many(acme, liar):
    browser, first = begin(acme, liar)
    nonce = liar.nonce
    for _ in range(3):
        browser.get(f"/en/sign-in/{acme.id}")
    liar.nonce = nonce
    assert back(browser, first).status_code == 303
    browser, first = begin(acme, liar)
    for _ in range(4):
        browser.get(f"/en/sign-in/{acme.id}")
    assert back(browser, first).status_code == 400


@pytest.mark.parametrize(("path", "said", "status"), [
    ("/token", (500, "{}"), 502), ("/token", (200, "[]"), 502), ("/token", (200, "{}"), 400),
    ("/token", (200, "x"), 502),
    ("/token", (400, '{"error": "invalid_grant"}'), 400), ("/token", (302, "/person"), 502),
    ("/token", (200, json.dumps({"x": "x" * 1_000_001})), 502), ("/token", (200, "[" * 100_000), 502),
    ("/person", (200, '{"sub": "bob-x"}'), 400), ("/person", (500, "{}"), 502),
])  # fmt: skip
def test_a_provider_that_fails_lets_nobody_in(acme, liar, path, said, status):
    browser, answer = begin(acme, liar)
    liar.answers[path] = said
    assert back(browser, answer).status_code == status
    assert who(browser) is None


# The provider itself


def test_a_provider_is_set_shown_without_its_secret_and_removed(acme, liar):
    assert acme.get("organisation/identity-provider").status_code == 404
    assert by(acme, liar.issuer, managers=["bob"]).status_code == 200
    shown = acme.get("organisation/identity-provider")
    assert shown.json == {"issuer": liar.issuer, "client_id": CLIENT, "managers": ["bob"], "redirect_uri": BACK,
                          "sign_in": f"http://localhost/en/sign-in/{acme.id}"}  # fmt: skip
    assert [each["act"] for each in acme.get("organisation/audit").json["items"]][0] == "identity_provider.set"
    assert acme.call("DELETE", "organisation/identity-provider").status_code == 204
    assert acme.call("DELETE", "organisation/identity-provider").status_code == 404
    assert acme.app.test_client().get(f"/en/sign-in/{acme.id}").status_code == 404


@pytest.mark.parametrize(("body", "field"), [
    ({"issuer": "ftp://x.example"}, "issuer"), ({"issuer": "https://x.example?a=1"}, "issuer"),
    ({"issuer": "https://u:p@x.example"}, "issuer"), ({"issuer": "http://10.0.0.1"}, "issuer"),
    ({"issuer": "https://169.254.169.254"}, "issuer"), ({"issuer": "https://localhost"}, "issuer"),
    ({"client_id": ""}, "client_id"), ({"managers": [""]}, "managers"), ({"colour": "red"}, "colour"),
])  # fmt: skip
def test_a_provider_that_cannot_be_used_is_refused(acme, liar, body, field):
    answer = by(acme, **{"issuer": liar.issuer, **body})
    assert answer.status_code == 422
    assert field in answer.json["errors"]


@pytest.mark.parametrize("published", [
    {"issuer": "https://evil.example"}, {"token_endpoint": None}, {"jwks_uri": 5},
    {"jwks_uri": "http://10.0.0.1/keys"}, {"jwks_uri": "file:///etc/passwd"},
    {"authorization_endpoint": "javascript:alert(1)"},
], ids=lambda each: ",".join(each))  # fmt: skip
def test_a_provider_that_publishes_what_is_not_right_is_refused(acme, liar, published):
    liar.published = published
    assert by(acme, liar.issuer).status_code == 422


@pytest.mark.parametrize("said", [(404, "{}"), (302, "/x"), (200, "x"), (200, '{"keys": []}'), (200, '{"keys": [1]}'),
                                  (200, '{"keys": [{"kty": "oct", "k": "eA"}]}')])  # fmt: skip
def test_a_provider_without_keys_is_refused(acme, liar, said):
    liar.answers["/keys"] = said
    assert by(acme, liar.issuer).status_code == 422


def test_nothing_inside_is_asked_unless_it_is_allowed(liar):
    acme = portal(create_app(Settings(), content=bakery()), "acme")
    assert by(acme, liar.issuer).status_code == 422
    assert liar.asked == []


def test_without_a_new_secret_the_old_one_is_kept_for_the_same_client_alone(acme, liar):
    by(acme, liar.issuer)
    for client in (CLIENT, "another"):
        acme.call("PUT", "organisation/identity-provider", {"issuer": liar.issuer, "client_id": client})
        liar.asked.clear()
        browser = acme.app.test_client()
        sent = parse_qs(urlsplit(browser.get(f"/en/sign-in/{acme.id}").location).query)
        back(browser, {"state": sent["state"][0], "code": "c"})
        headers = next(each[1] for each in liar.asked if each[0] == "/token")
        assert ("Authorization" in headers) == (client == CLIENT)


# The session


def by_key(acme, scopes, browser=None, **more):
    _, key = Keys(acme.scope()).create("page", scopes)
    browser = browser or acme.app.test_client()
    return browser, browser.post("/en/sign-in", data={"key": key, **more}, headers=OURS)


def test_the_cookie_is_for_pages_alone_and_ends(acme, monkeypatch):
    browser, answer = by_key(acme, ["reports:read"])
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    assert browser.get("/api/v1/organisation").status_code == 401
    assert browser.get("/en/mine").headers["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in browser.get("/en/mine").headers
    later = time.time() + 12 * 3600 + 5
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later)
    assert browser.get("/en/mine").status_code == 303


def test_the_cookie_keeps_to_https_where_people_use_that():
    acme = portal(create_app(Settings(address="https://parcours.example"), content=bakery()), "acme")
    answer = acme.app.test_client().post("/en/sign-in", data={"key": acme.key},
                                         headers={"Origin": "https://parcours.example"})  # fmt: skip
    assert "Secure" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("address", ["parcours.example", "https://x.example/path", "https://x.example:443", "x"])
def test_an_address_that_is_no_origin_is_refused_at_the_start(address):
    with pytest.raises(ValueError, match="PARCOURS_ADDRESS"):
        create_app(Settings(address=address), content=bakery())


@pytest.mark.parametrize("scopes", [["catalog:read"], ["learners:write", "paths:read"]])
def test_a_key_that_may_not_see_reports_opens_no_page(acme, scopes):
    browser, answer = by_key(acme, scopes)
    assert answer.status_code == 401
    assert "opens no page" in answer.text
    assert who(browser) is None


def test_a_wrong_key_opens_no_page(acme):
    answer = acme.app.test_client().post("/fr/sign-in", data={"key": "parcours_x"}, headers=OURS)
    assert answer.status_code == 401


def test_a_session_ends_with_its_key_and_its_member(acme, liar):
    browser, _ = by_key(acme, ["reports:read"])
    key = next(each for each in acme.get("organisation/keys").json["items"] if each["name"] == "page")
    acme.call("DELETE", f"organisation/keys/{key['id']}")
    assert browser.get("/en/mine").status_code == 303
    browser, answer = begin(acme, liar)
    back(browser, answer)
    assert browser.get("/en/mine").status_code == 200
    acme.call("PATCH", f"members/{who(browser)['member']}", {"active": False})
    assert browser.get("/en/mine").location == "/en/sign-in?next=/en/mine"


def test_one_signs_out_by_a_form(acme):
    browser, _ = by_key(acme, ["admin"])
    assert browser.get("/en/sign-out").status_code == 405
    assert browser.post("/en/sign-out", headers=OURS).status_code == 303
    assert browser.get("/en/mine").status_code == 303


@pytest.mark.parametrize(("to", "target"), [
    ("/fr/mine", "/fr/mine"), ("/en/team?q=x", "/en/team?q=x"), ("https://evil.example", "/en/mine"),
    ("//evil.example", "/en/mine"), ("/\\evil.example", "/en/mine"), ("/en/\r\nX: y", "/en/mine"), ("", "/en/mine"),
    ("javascript:alert(1)", "/en/mine"),
])  # fmt: skip
def test_one_comes_back_to_a_page_of_ours_alone(acme, to, target):
    _, answer = by_key(acme, ["admin"], next=to)
    assert answer.location == target


@pytest.mark.parametrize(("headers", "status"), [
    ({}, 403), ({"Origin": "https://evil.example"}, 403), ({"Origin": "null"}, 403),
    ({"Origin": "http://localhost"}, 303),
    ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403), ({"Sec-Fetch-Site": "same-site"}, 403),
    ({"Sec-Fetch-Site": "none"}, 403), ({"Sec-Fetch-Site": "same-origin"}, 303),
])  # fmt: skip
@pytest.mark.parametrize("path", ["/en/sign-in", "/en/sign-out"])
def test_a_form_of_another_site_does_nothing(acme, path, headers, status):
    assert acme.app.test_client().post(path, data={"key": acme.key}, headers=headers).status_code == status


def test_whether_there_is_an_organisation_is_not_told(acme):
    acme.app.extensions["organisations"].create("globex", "Globex")
    browser = acme.app.test_client()
    pages = [browser.get(f"/en/sign-in/{each}") for each in ("globex", "nobody")]
    assert [each.status_code for each in pages] == [404, 404]
    assert pages[0].text.replace("globex", "…") == pages[1].text.replace("nobody", "…")
