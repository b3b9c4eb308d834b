"""A path on a page of another server: shown in its language and look, and to nobody's harm."""

import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from werkzeug.serving import WSGIRequestHandler, make_server

from api import create_app
from api.config import Settings
from catalog import Catalog, Need, Role
from tests.conftest import bakery, resource, skill
from tests.web.conftest import SCREENS

DEMONSTRATION = Path(__file__).parents[2] / "docs" / "embed"
INTRANET = "https://intranet.example"
HOSTILE = "</p><img src=x onerror=\"document.title='robbed'\"><script>document.title='robbed'</script>"
PAGE = """<!doctype html><html lang="{lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Host</title><link rel="icon" href="data:,"><main><h1>Host</h1>{body}</main>
<script src="{parcours}/embed.js"></script><script src="{parcours}/embed.js" type="module"></script></html>"""
POLICY = "default-src 'none'; script-src {0}; connect-src {0}; style-src 'self'; img-src data:"
BAKER = '<parcours-path role="baker"></parcours-path>'


def hostile():
    """The bakery, and a mole in it."""
    content = bakery()
    mole = Role(id="mole", label={"en": HOSTILE, "fr": HOSTILE}, aliases={"en": (), "fr": ()},
                mission={"en": "", "fr": ""}, needs={"digging": Need(1, 1.0)})  # fmt: skip
    spade = resource("spade", {"digging": 1}, title={"en": HOSTILE}, url="javascript:alert(document.domain)")
    skills = [*content.skills.values(), skill("digging")]
    return Catalog([*content.resources.values(), spade], skills, [*content.roles.values(), mole])


class Quiet(WSGIRequestHandler):
    def log(self, *_):
        pass


@pytest.fixture(scope="module")
def serve():
    """Serve the hostile bakery to pages of the ``origins``."""
    servers = []

    def make(origins):
        server = make_server("127.0.0.1", 0, create_app(Settings(origins=origins), content=hostile()), threaded=True,
                             request_handler=Quiet)  # fmt: skip
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield make
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def parcours(serve):
    return serve("*")


class Host(SimpleHTTPRequestHandler):
    """Another server: what is in ``pages``, else the demonstration, under a strict policy."""

    def __init__(self, *args, pages, parcours):
        self.pages, self.parcours = pages, parcours
        super().__init__(*args, directory=DEMONSTRATION)

    def do_GET(self):
        text = self.pages.get(self.path)
        if text is None:
            return super().do_GET()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(text.encode())
        return None

    def end_headers(self):
        self.send_header("Content-Security-Policy", POLICY.format(self.parcours))
        super().end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def host(browser):
    """Open a page of another server: ``host(parcours, body)``; what reaches for anybody else fails the test."""
    wrong, ends = [], []

    def make(parcours, body=BAKER, *, lang="en", html=PAGE, **options):
        text = html.format(parcours=parcours, body=body, lang=lang) if html is PAGE else html
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, pages={"/": text}, parcours=parcours))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        context = browser.new_context(**{"viewport": SCREENS["desktop"], **options})
        ends.extend([context.close, server.shutdown, server.server_close])
        page = context.new_page()
        page.said = []
        allowed = (address, parcours, "data:")
        page.on("request", lambda asked: None if asked.url.startswith(allowed) else wrong.append(asked.url))
        page.on("pageerror", lambda error: wrong.append(f"error {error}"))
        page.on("console", lambda said: page.said.append(said.text))
        page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
        page.add_init_script("""window.told = []; for (const name of ["loaded", "error"])
            addEventListener(`parcours-${name}`, (event) => told.push([name, event.target.id, event.detail]))""")
        page.goto(address)
        assert context.cookies() == []
        return page

    yield make
    for end in ends:
        end()
    assert wrong == []


def shown(page, part="title", at=0):
    """Return the text of a part of the element, once it is loaded or has failed."""
    told(page, 1)
    return page.locator(f"parcours-path >> css=[part={part}]").nth(at).inner_text().replace("\u00a0", " ")


def told(page, count):
    """Return the events of the page once there are so many; its policy forbids what Playwright would wait with."""
    for _ in range(400):
        found = page.evaluate("told")
        if len(found) >= count:
            return found
        page.wait_for_timeout(25)
    raise AssertionError(found)


def change(page, **attributes):
    """Change the element as a script of the host would, and wait for what it shows then."""
    before = page.evaluate("told.length")
    page.evaluate(
        """(changes) => { const element = document.querySelector("parcours-path");
        for (const [name, value] of changes) element.setAttribute(name, value) }""",
        [[name.replace("_", "-"), value] for name, value in attributes.items()],
    )
    told(page, before + 1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_the_demonstration_shows_two_real_paths_to_everybody(host, server, screen, scheme):
    text = (DEMONSTRATION / "index.html").read_text().replace("http://127.0.0.1:8000", server)
    assert text.count(server) == 1
    page = host(server, html=text, viewport=SCREENS[screen], color_scheme=scheme)
    told(page, 2)
    assert [shown(page, at=each) for each in (0, 1)] == ["Parcours : analyste en données", "Parcours : dirigeant"]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert [(each["id"], each["nodes"][:2]) for each in Axe().run(page).response["violations"]] == []


@pytest.mark.parametrize(("lang", "title", "pace", "end", "hours"), [
    ("fr", "Parcours : boulanger", "à 4 h par semaine", "Ouvrir dans Parcours", "4 h · cours · gratuit"),
    ("en", "Learning path: baker", "at 4 h a week", "Open in Parcours", "4 h · course · free"),
])  # fmt: skip
@pytest.mark.parametrize("by", ["host", "element"])
def test_a_path_is_told_in_the_language_of_its_page_or_its_own(host, parcours, lang, title, pace, end, hours, by):
    own = f'lang="{lang}-CA"' if by == "element" else ""
    body = f'<parcours-path role="baker" cost="free" {own}></parcours-path>'
    page = host(parcours, body, lang="de" if own else lang)
    assert (shown(page), shown(page, "open")) == (title, end)
    assert pace in shown(page, "glance")
    assert shown(page, "facts").endswith(hours)
    assert page.locator("parcours-path >> css=article").get_attribute("lang") == lang


def test_a_page_in_a_third_language_has_it_in_english(host, parcours):
    assert shown(host(parcours, lang="de")) == "Learning path: baker"


def test_another_attribute_is_another_path(host, parcours):
    page = host(parcours)
    assert "at 4 h a week" in shown(page, "glance")
    change(page, hours_per_week="12", lang="fr")
    assert "à 12 h par semaine" in shown(page, "glance")
    assert len(told(page, 2)) == 2, "several attributes are one question"


def test_the_role_is_no_role_of_aria_and_can_be_changed_again(host, parcours):
    page = host(parcours)
    assert shown(page) == "Learning path: baker"
    element = page.locator("parcours-path")
    assert element.get_attribute("role") is None
    change(page, role="mole")
    assert HOSTILE in shown(page)
    assert element.get_attribute("role") is None
    change(page, job="baker", role="region")
    assert shown(page) == "Learning path: baker"
    assert element.get_attribute("role") == "region", "beside a job it is what it always was"


@pytest.mark.parametrize(("attribute", "kept"), [("role", "data-role"), ("job", "job")])
def test_an_unknown_role_is_named_with_the_nearest_to_choose_from(host, parcours, attribute, kept):
    page = host(parcours, f'<parcours-path {attribute}="bakkkkeur" lang="fr"></parcours-path>')
    assert shown(page, "message") == "Aucun métier ne s'appelle « bakkkkeur ». Les plus proches :"
    name, _, detail = told(page, 1)[0]
    assert (name, detail["status"], detail["detail"][:30]) == ("error", 404, "No role is called 'bakkkkeur'.")
    button = page.get_by_role("button", name="boulanger")
    button.focus()
    page.keyboard.press("Enter")
    assert shown(page) == "Parcours : boulanger"
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.id") == "title", "the focus is not lost"
    assert page.locator("parcours-path").get_attribute(kept) == "baker"


@pytest.mark.parametrize(("attributes", "message"), [
    ('role="baker" weeks="many" cost="gold"', "“many” does not suit weeks. “gold” does not suit cost."),
    ('role="baker" known="tightrope:2"', "“tightrope:2” does not suit known."),
    ('role="baker" hours-per-week="900"', "“900” does not suit hours-per-week."),
    ('goal="qwrtz"', "“qwrtz” does not suit goal."),
    ("", "This path leads nowhere yet: name a role, or say a goal."),
    ('role="baker" known="baking:3,flour:3,oven:3"', "You already have what this role needs from the catalogue."),
    ('role="baker" cost="free" weeks="1" hours-per-week="0.5"', "Nothing in the catalogue suits these choices. "
     "Another language, another cost or more hours would help."),
])  # fmt: skip
def test_what_cannot_be_shown_is_said(host, parcours, attributes, message):
    page = host(parcours, f"<parcours-path {attributes}></parcours-path>")
    assert sorted(shown(page, "message").split(". ")) == sorted(message.split(". "))


def test_hostile_records_are_text(host, parcours):
    page = host(parcours, '<parcours-path role="mole"></parcours-path>')
    assert shown(page) == f"Learning path: {HOSTILE}"
    assert shown(page, "step-title") == HOSTILE
    assert page.locator("parcours-path >> css=a").count() == 1, "only to Parcours"
    assert page.locator("parcours-path >> css=img").count() == 0
    assert page.title() == "Host"


def test_hostile_attributes_are_text(host, parcours):
    asked = "<svg onload=document.title='robbed'>"
    page = host(parcours, "<parcours-path></parcours-path>")
    change(page, role=asked, lang="en-GB")
    assert asked in shown(page, "message")
    assert page.title() == "Host"


def test_each_of_two_elements_tells_what_it_has_loaded(host, parcours):
    one = '<parcours-path id="one" role="baker"></parcours-path>'
    other = '<parcours-path id="other" role="baker" cost="free" weeks="4"></parcours-path>'
    page = host(parcours, one + other)
    found = {element: (name, detail) for name, element, detail in told(page, 2)}
    for element, query in (("one", ""), ("other", "?cost=free&weeks=4")):
        path = page.request.get(f"{parcours}/api/v1/roles/baker/path{query}").json()
        assert found[element] == ("loaded", {"id": path["id"], "coverage": path["coverage"]["ratio"]})
    assert found["one"] != found["other"]


def test_few_steps_are_shown_until_all_are_asked_for(host, parcours):
    page = host(parcours, '<parcours-path role="baker" cost="free" steps="1"></parcours-path>')
    shown(page)
    steps = page.locator("parcours-path >> css=[part=step]")
    button = page.get_by_role("button", name="Show all")
    button.focus()
    assert [each.is_visible() for each in steps.all()] == [True, *[False] * (steps.count() - 1)]
    assert f"Show all {steps.count()} steps" == button.inner_text()
    page.keyboard.press("Enter")
    assert all(each.is_visible() for each in steps.all())
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.textContent") == shown(page, "step-title", 1)


def test_what_is_shown_opens_in_parcours_with_the_same_profile(host, parcours):
    page = host(parcours, '<parcours-path role="baker" hours-per-week="7" language="en" lang="fr"></parcours-path>')
    link = page.locator("parcours-path >> css=[part=open]")
    assert link.get_attribute("href") == f"{parcours}/fr/path?role=baker&hours_per_week=7&language=en"


@pytest.mark.parametrize(("attribute", "tags"), [
    ("", ["H2", "H3"]), ('heading-level="4"', ["H4", "H5"]), ('heading-level="9"', ["H6", "H6"]),
])  # fmt: skip
def test_headings_continue_those_of_the_host(host, parcours, attribute, tags):
    page = host(parcours, f'<parcours-path role="baker" {attribute}></parcours-path>')
    shown(page)
    found = page.locator("parcours-path >> css=[part=title], [part=stage]")
    assert [each.evaluate("each => each.tagName") for each in found.all()][:2] == tags


def test_the_host_sets_the_look(host, parcours):
    page = host(parcours)
    shown(page)
    page.evaluate("document.querySelector('parcours-path').style.setProperty('--parcours-accent', 'rgb(1, 2, 3)')")
    colour = page.locator("parcours-path >> css=[part=open]").evaluate("each => getComputedStyle(each).color")
    assert colour == "rgb(1, 2, 3)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("body", [BAKER, '<parcours-path role="xyzzy"></parcours-path>', 2 * BAKER])
def test_it_is_accessible_on_a_plain_page_and_fits_a_phone(host, parcours, body, scheme):
    page = host(parcours, body, lang="fr", viewport=SCREENS["phone"], color_scheme=scheme)
    told(page, body.count("<parcours-path"))
    page.evaluate("document.documentElement.style.colorScheme = 'light dark'")
    assert [(each["id"], each["nodes"][:2]) for each in Axe().run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_who_is_offline_is_told_so_and_can_try_again(host, parcours):
    page = host(parcours, "")
    page.context.set_offline(True)
    page.evaluate("document.querySelector('main').append(document.createElement('parcours-path'))")
    page.evaluate("document.querySelector('parcours-path').setAttribute('role', 'baker')")
    assert shown(page, "message").startswith("Parcours does not answer at the moment.")
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    assert shown(page) == "Learning path: baker"


def test_a_page_that_may_not_ask_says_so(host, serve):
    closed = serve(INTRANET)
    page = host(closed, lang="fr")
    message = shown(page, "message")
    assert message.startswith(f"{closed.removeprefix('http://')} ne permet pas aux pages de http://127.0.0.1:")
    assert message.endswith("PARCOURS_ORIGINS.")
    assert any("/fr/embed" in each and "blocked by CORS policy" in each for each in page.said)
    assert told(page, 1)[0][2]["status"] == 0


# Headers, without a browser

SEARCH = "/api/v1/resources?q=bread"
GIVES = "Access-Control-Allow-Origin"


@pytest.fixture(scope="module")
def clients():
    """A client of a deployment for everybody, for one intranet, for nobody else."""
    origins = {"any": "*", "named": f"{INTRANET} https://hr.example:8443", "none": ""}
    return {name: create_app(Settings(origins=each), content=bakery()).test_client() for name, each in origins.items()}


@pytest.mark.parametrize(("deployment", "origin", "granted"), [
    ("any", INTRANET, "*"), ("any", None, "*"), ("named", INTRANET, INTRANET),
    ("named", "https://hr.example:8443", "https://hr.example:8443"), ("named", "https://hr.example", None),
    ("named", "https://intranet.example.evil.test", None), ("named", "http://intranet.example", None),
    ("named", "null", None), ("named", "*", None), ("named", None, None), ("none", INTRANET, None), ("none", "", None),
])  # fmt: skip
@pytest.mark.parametrize("path", [SEARCH, "/api/v1/roles/baker/path", "/api/v1/resources/none", "/api/v1/nowhere",
                                  "/embed.js", "/fr/embed?role=baker", "/en/embed?role=xyzzy"])  # fmt: skip
def test_every_answer_says_who_may_read_it(clients, deployment, origin, granted, path):
    headers = {"Origin": origin} if origin is not None else {}
    first = clients[deployment].get(path, headers=headers)
    again = [clients[deployment].get(path, headers=headers) for _ in range(3)]  # the last ones before Flask
    had = clients[deployment].get(path, headers={**headers, "If-None-Match": first.headers.get("ETag", '"x"')})
    assert had.status_code == (304 if first.status_code == 200 else first.status_code)
    for answer in (first, *again, had):
        assert answer.headers.getlist(GIVES) == ([granted] if granted else [])
        assert ("Origin" in answer.headers.getlist("Vary")) == (deployment != "any")
        assert "Access-Control-Allow-Credentials" not in answer.headers


def test_a_search_that_is_answered_before_flask_says_so_too(clients):
    said = {each: clients["any"].get(f"/api/v1/resources?q={each}").headers for each in ("rye", "wheat", "spelt")}
    assert [each.getlist(GIVES) for each in said.values()] == [["*"]] * 3


@pytest.mark.parametrize(("path", "methods"), [
    ("/api/v1/paths", "GET, HEAD, POST"), ("/api/v1/paths/what-if", "GET, HEAD, POST"),
    ("/api/v1/resources", "GET, HEAD"), ("/api/v1/paths/shared", "GET, HEAD"), ("/fr/embed", "GET, HEAD"),
])  # fmt: skip
@pytest.mark.parametrize(("origin", "granted"), [(INTRANET, [INTRANET]), ("https://evil.test", [])])
def test_a_browser_that_asks_first_is_told_what_may_be_sent(clients, path, methods, origin, granted):
    asks = {"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    answer = clients["named"].options(path, headers=asks)
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["Access-Control-Allow-Methods"] == methods
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]
    assert answer.headers.getlist(GIVES) == granted
    assert answer.headers["Vary"] == "Origin"


@pytest.mark.parametrize(("path", "granted"), [("/api/v1/paths", ["*"]), ("/api/v1/paths/shared", [])])
def test_pages_of_others_may_plan_and_not_store(clients, path, granted):
    answer = clients["any"].post(path, json={"role": "baker"}, headers={"Origin": INTRANET})
    assert answer.status_code in (200, 201)
    assert answer.headers.getlist(GIVES) == granted


@pytest.mark.parametrize("path", ["/", "/fr/", "/fr/path?role=baker", "/docs", "/metrics", "/healthz"])
def test_pages_are_nobody_elses(clients, path):
    assert GIVES not in clients["any"].get(path, headers={"Origin": INTRANET}).headers


@pytest.mark.parametrize("wrong", ["intranet.example", "https://intranet.example/", "https://*.example", "null",
                                   "https://intranet.example:443", "https://a.example,https://b.example"])  # fmt: skip
def test_an_origin_that_no_page_can_have_is_refused_at_the_start(wrong):
    with pytest.raises(ValueError, match=r"PARCOURS_ORIGINS: .* is no origin"):
        Settings(origins=f"{INTRANET} {wrong}").allowed_origins  # noqa: B018


@pytest.mark.parametrize("right", ["https://Intranet.Example", "http://localhost:3000", "http://[::1]:3000", "*", ""])
def test_an_origin_is_written_as_browsers_write_it(right):
    assert Settings(origins=right).allowed_origins == frozenset(right.lower().split())


def test_the_script_is_small_kept_and_loadable_from_anywhere(client):
    answer = client.get("/embed.js")
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert len(answer.data) < 12_288
    assert client.get("/embed.js", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("zipped", ["identity", "gzip", "br"])
def test_who_has_the_path_is_told_so_however_it_was_sent(client, zipped):
    headers = {"Accept-Encoding": zipped}
    for path in ("/embed.js", "/fr/embed?role=mlops"):
        tag = client.get(path, headers=headers).headers["ETag"]
        assert client.get(path, headers={**headers, "If-None-Match": tag}).status_code == 304, path


def test_the_element_is_told_no_more_than_it_shows(client):
    whole, told = (len(client.get(path).data) for path in ("/api/v1/roles/mlops-engineer/path", "/fr/embed?role=mlops"))
    assert told < whole / 5


def test_all_that_a_host_can_set_is_documented(client):
    script, guide = client.get("/embed.js").text, DEMONSTRATION.with_suffix(".md").read_text()
    attributes = " ".join(re.findall(r"(?:SAID|observedAttributes) = \[(.*?)\]", script))
    names = {*re.findall(r'"([a-z-]+)"', attributes), *re.findall(r"--parcours-\w+", script)}
    names |= set(re.findall(r'part: "([a-z-]+)"', script))
    assert len(names) > 30
    assert {each for each in names if f"`{each}`" not in guide} == set()
