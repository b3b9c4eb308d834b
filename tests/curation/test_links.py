"""Each kind of fault gets its own name, hosts are treated politely, and nobody comes where nobody may."""

import asyncio
import time
from contextlib import suppress
from dataclasses import replace

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protego import Protego

from curation import soft404
from curation.asking import LIMIT, Asker
from curation.guard import Gate, Guarded, Unknown, Unsafe, inside
from curation.links import STATES, Checked, Checker, Manners
from curation.politeness import Turns, retry_after
from curation.urls import parsed, target
from curation.verdict import Fault
from tests.curation.misbehaving import KINDS, address, misbehaving

HASTY = Manners(seconds=3.0, deadline=4.0, tries=2, backoff=0.01, pause=0.0, per_host=50, together=50, patience=2.0)


@pytest.fixture(scope="module")
def world():
    with misbehaving() as servers:
        yield servers


@pytest.fixture(scope="module")
def found(world):
    """What was found at an address of each kind."""
    urls = {address(kind, world, number): kind.name for number, kind in enumerate(KINDS)}
    return {urls[each.url]: each for each in check(world, *urls)}


def check(world, *urls, **manners):
    return list(Checker(world.transport(), manners=replace(HASTY, **manners)).check(urls))


def one(world, url, **manners):
    (result,) = check(world, url, **manners)
    return result


def ask(world, path, method="GET"):
    async def answer():
        return await Asker(world.transport(), "Test/1", 5.0).ask(method, world.url(path), httpx.Cookies(), 5.0)

    return asyncio.run(answer())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_kind_has_its_state(found, kind):
    assert found[kind.name].state == kind.state, found[kind.name]
    assert kind.detail in found[kind.name].detail


def test_every_state_is_met():
    assert {kind.state for kind in KINDS} == set(STATES)


def test_nobody_comes_where_nobody_may(world, found):
    assert world.connected
    assert world.forbidden() == 0


@pytest.mark.parametrize(
    ("kind", "hops", "permanent"),
    [("fine", 0, False), ("301", 1, True), ("308", 1, True), ("302", 1, False), ("301-302", 2, False)],
)
def test_redirects_are_remembered(found, kind, hops, permanent):
    result = found[kind]
    assert (len(result.hops), result.permanent) == (hops, permanent)
    assert result.final == (result.hops or (result.url,))[-1]


def test_the_last_status_is_told(found):
    assert [found[kind].status for kind in ("fine", "404", "500", "no-name", "to-trap")] == [200, 404, 500, None, 302]


@pytest.mark.parametrize("kind", ["hang", "drip", "drip-headers", "endless-continue"])
def test_the_deadline_holds_however_slow_an_answer_is(world, kind):
    result = one(world, world.url(f"/{kind}/deadline"), deadline=0.5, tries=5)
    assert result.state == "timeout"
    assert result.seconds < 1.0


def test_what_was_asked_to_wait_is_waited_for(found):
    assert found["once-throttled"].state == "ok"
    assert found["once-throttled"].tries == 3  # HEAD, and then HEAD and GET


def test_a_host_that_asks_for_too_much_patience_is_left_alone(world):
    host = "patience.test"
    results = check(world, *(world.url(f"/429-long/{n}", host) for n in range(5)), per_host=1)
    assert [each.state for each in results] == ["throttled"] * 5
    assert len([path for _, at, path, _ in world.came if at == host and path != "/robots.txt"]) == 1


def test_a_host_without_robots_txt_is_asked_for_it_once_and_then_left_alone(world):
    host = "robots-503-alone.test"
    results = check(world, *(world.url(f"/fine/{n}", host) for n in range(5)), backoff=0.2)
    assert {(each.state, each.tries) for each in results} == {("server-error", 0)}
    assert {path for _, at, path, _ in world.came if at == host} == {"/robots.txt"}


def test_retrying_ends(world):
    result = one(world, world.url("/503/tries"), tries=4)
    assert (result.state, result.tries) == ("server-error", 8)


def test_head_is_enough_for_what_is_no_page(found):
    assert found["pdf"].tries == 1
    assert found["fine"].tries == 2


def test_head_is_not_asked_again_where_it_is_refused(world, monkeypatch):
    monkeypatch.setattr("curation.links.WINDOW", 1)
    results = check(world, *(world.url(f"/head-405/{n}", "once.test") for n in range(3)))
    assert [each.tries for each in results] == [2, 1, 1]


def test_robots_txt_is_asked_for_once_and_obeyed(world):
    urls = [world.url(f"/{folder}/{n}", "obeyed.test") for n in range(5) for folder in ("fine", "private")]
    assert sorted(each.state for each in check(world, *urls)) == ["disallowed"] * 5 + ["ok"] * 5
    paths = [path for _, host, path, _ in world.came if host == "obeyed.test"]
    assert paths.count("/robots.txt") == 1
    assert not [path for path in paths if path.startswith("/private")]


def test_everybody_is_told_who_asks(world, found):
    agents = {headers.get("user-agent") for *_, headers in world.came}
    assert Manners().agent in agents
    assert None not in agents


def test_robots_txt_can_name_this_program(world):
    agent = "OtherBot/1 (not ParcoursLinks)"
    assert one(world, world.url("/fine/other"), agent=agent).state == "disallowed"


@pytest.mark.parametrize("path", ["/huge/1", "/bomb/1"])
def test_only_the_beginning_of_a_body_is_read(world, path):
    assert len(ask(world, path).body) == LIMIT


def test_a_name_that_changes_its_meaning_leads_nowhere_inside(world):
    """DNS rebinding: robots.txt is answered outside, and then the name is one inside."""
    result = one(world, world.url("/fine/1", "rebinding.test"))
    assert result.state == "unsafe"
    assert world.forbidden() == 0


def test_the_trap_shuts_on_who_comes_without_a_guard():
    with misbehaving() as other:
        transport = Guarded(Gate(hosts=frozenset({"*"}), resolve=other.resolve))
        list(Checker(transport, manners=HASTY).check([f"http://127.0.0.1:{other.ports['trap']}/"]))
        assert other.forbidden() > 0


def test_proxies_of_the_environment_are_not_used(world, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{world.ports['trap']}")
    assert one(world, world.url("/fine/proxy")).state == "ok"
    assert world.trapped == 0


def test_fragments_are_kept(world):
    result = one(world, world.url("/301/fragment#part"))
    assert result.final == world.url("/fine/fragment#part")


def test_another_transport_can_be_used():
    transport = httpx.MockTransport(lambda request: httpx.Response(200 if request.url.path == "/a" else 404))
    checker = Checker(transport, manners=HASTY)
    assert {each.url: each.state for each in checker.check(["http://x.org/a", "http://x.org/b"])} == {
        "http://x.org/a": "ok",
        "http://x.org/b": "gone",
    }


def test_a_checker_can_be_used_again(world):
    checker = Checker(world.transport(), manners=HASTY)
    for n in range(3):
        assert [each.state for each in checker.check([world.url(f"/fine/again{n}")])] == ["ok"]


def test_results_come_as_they_are_known(world):
    slow, quick = world.url("/hang/quick"), world.url("/pdf/quick")
    results = Checker(world.transport(), manners=HASTY).check([slow, quick])
    assert next(results).url == quick
    results.close()


def test_who_stops_early_ends_the_requests(world):
    manners = replace(HASTY, seconds=60.0, deadline=60.0)
    urls = [world.url("/pdf/early"), *(world.url(f"/hang/{n}") for n in range(20))]
    started = time.monotonic()
    results = Checker(world.transport(), manners=manners).check(urls)
    next(results)
    results.close()
    assert time.monotonic() - started < 5


def test_more_addresses_than_are_begun_at_a_time(world, monkeypatch):
    monkeypatch.setattr("curation.links.WINDOW", 3)
    urls = [world.url(f"/pdf/window{n}") for n in range(20)]
    assert {each.url for each in check(world, *urls)} == set(urls)


def test_errors_in_reading_addresses_are_raised(world):
    def addresses():
        yield world.url("/fine/1")
        raise LookupError("no more")

    with pytest.raises(LookupError, match="no more"):
        list(Checker(world.transport(), manners=HASTY).check(addresses()))


def test_no_addresses():
    assert list(Checker().check([])) == []


# Whose turn it is


def test_turns_at_a_host_begin_apart_and_few_are_at_once():
    starts, here, most = [], 0, 0

    async def visit(turns):
        nonlocal here, most
        async with turns.of("a"):
            starts.append(time.monotonic())
            here, most = here + 1, max(most, here + 1)
            await asyncio.sleep(0.15)
            here -= 1

    async def all_of_them():
        turns = Turns(together=10, per_host=2, pause=0.05)
        await asyncio.gather(*(visit(turns) for _ in range(6)))

    asyncio.run(all_of_them())
    assert most == 2
    assert min(after - before for before, after in zip(starts, starts[1:], strict=False)) > 0.045


def test_turns_at_other_hosts_do_not_wait():
    async def visit(turns, host):
        async with turns.of(host):
            return time.monotonic()

    async def all_of_them():
        turns = Turns(together=10, per_host=1, pause=30.0)
        return await asyncio.gather(*(visit(turns, host) for host in "abcdef"))

    starts = asyncio.run(all_of_them())
    assert max(starts) - min(starts) < 1


def test_a_slow_host_takes_no_turn_while_it_pauses():
    async def wait(turns):
        async with turns.of("a"):
            pass

    async def all_of_them():
        turns = Turns(together=1, per_host=1, pause=30.0)
        await wait(turns)
        waiting = asyncio.ensure_future(wait(turns))
        await asyncio.sleep(0)
        async with asyncio.timeout(1), turns.of("b"):
            waiting.cancel()

    asyncio.run(all_of_them())


@pytest.mark.parametrize(
    ("text", "seconds"),
    [(None, None), ("", None), ("5", 5.0), ("-5", None), ("soon", None), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
     ("9" * 5000, 999999999.0), ("²", None)],
)  # fmt: skip
def test_retry_after(text, seconds):
    assert retry_after(text) == seconds


def test_retry_after_a_moment_to_come():
    assert retry_after("Wed, 21 Oct 2115 07:28:00 GMT") > 1e9


# What may be connected to


@pytest.mark.parametrize(
    ("host", "is_inside"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("0.0.0.0", True), ("10.1.2.3", True), ("172.16.0.1", True),
     ("192.168.1.1", True), ("169.254.169.254", True), ("100.64.0.1", True), ("224.0.0.1", True), ("240.0.0.1", True),
     ("255.255.255.255", True), ("::1", True), ("::", True), ("fe80::1%eth0", True), ("fc00::1", True),
     ("ff02::1", True), ("::ffff:127.0.0.1", True), ("::127.0.0.1", True), ("64:ff9b::127.0.0.1", True),
     ("64:ff9b::a9fe:a9fe", True), ("2002:7f00:1::", True), ("8.8.8.8", False), ("2606:4700::1111", False),
     ("64:ff9b::8.8.8.8", False), ("::ffff:8.8.8.8", False)],
)  # fmt: skip
def test_what_is_inside(host, is_inside):
    assert inside(host) is is_inside


def test_a_host_can_be_allowed_by_its_name():
    gate = Gate(hosts=frozenset({"intranet.example"}), resolve=lambda *_: ["10.0.0.1"])
    assert gate.addresses("Intranet.Example", 80) == ["10.0.0.1"]
    with pytest.raises(Unsafe):
        gate.addresses("other.example", 80)


def test_one_address_inside_bars_a_host():
    with pytest.raises(Unsafe):
        Gate(resolve=lambda *_: ["8.8.8.8", "10.0.0.1"]).addresses("both.example", 80)


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "a..example", ""])
def test_a_host_that_cannot_be_is_unknown(host):
    with pytest.raises((Unknown, Unsafe)):
        Gate().addresses(host, 80)


# Addresses and redirects


@pytest.mark.parametrize(
    ("location", "url"),
    [("/b", "http://x.org/b"), ("b?c", "http://x.org/d/b?c"), ("//y.org", "http://y.org"), ("#f", "http://x.org/d/a#f"),
     ("https://y.org/é", "https://y.org/%C3%A9"), ("../../..", "http://x.org/"), (" /b ", "http://x.org/b"),
     ("HTTP://Y.org:80/", "http://y.org/")],
)  # fmt: skip
def test_where_redirects_lead(location, url):
    assert target("http://x.org/d/a", location) == url


@pytest.mark.parametrize(
    "location",
    [None, "", " ", "http://[half", "http://x:99999/", "http://x:0/", "data:,x", "ftp://x.org/",
     "http://me@x.org/", "http://a b/", "http://x.org/\x00", "/" + "long" * 3000],
)  # fmt: skip
def test_bad_redirects(location):
    with pytest.raises(Fault, match="bad-redirect"):
        target("http://x.org/d/a", location)


@settings(max_examples=300, deadline=None)
@given(st.text() | st.text().map("http://{}".format) | st.text().map("http://x.org/{}".format))
def test_whatever_an_address_is_it_is_asked_for_or_invalid(text):
    for read in (parsed, lambda each: target("http://x.org/", each)):
        with suppress(Fault):
            httpx.Request("GET", read(text))


@settings(max_examples=100, deadline=None)
@given(st.text(), st.text())
def test_whatever_robots_txt_is_it_can_be_read(text, path):
    Protego.parse(f"User-agent: *\nDisallow: {text}\n{text}").can_fetch(f"http://x.org/{path}", "ParcoursLinks")


# Pages that say that they are not there


@pytest.mark.parametrize(
    "title",
    ["404", "Error 404", "404 Not Found", "Page not found", "Page Not Found | Example", "404 - Page Not Found",
     "Oops! Page not found.", "Not Found", "Example – The requested page was not found", "Course no longer available",
     "This page doesn’t exist", "Sorry, this page isn't available.", "We can't find that page", "Erreur 404",
     "Page introuvable", "Page non trouvée - Exemple", "404 : page introuvable", "Cette page n’existe pas",
     "La page demandée n'existe plus", "Oups, page introuvable !", "404: This page could not be found"],
)  # fmt: skip
def test_headings_that_say_it(title):
    assert soft404.said(soft404.read(f"<title>{title}</title><p>{'words ' * 1000}"))


@pytest.mark.parametrize(
    "title",
    ["How to fix 404 errors", "HTTP 404 explained", "Lost and found", "Finding what was not found before", "Room 404",
     "ModuleNotFoundError in Python", "Introduction aux pages", "Area 404: a history", "Page by page", ""],
)  # fmt: skip
def test_headings_that_do_not_say_it(title):
    assert not soft404.said(soft404.read(f"<title>{title}</title><p>{'words ' * 1000}"))


def test_a_sentence_counts_in_a_short_page_only():
    sentence = "The page that you look for does not exist."
    assert soft404.said(soft404.read(f"<p>{sentence}"))
    assert not soft404.said(soft404.read(f"<p>{sentence} {'And so on. ' * 500}"))


def test_scripts_say_nothing():
    assert soft404.read("<title>A</title><script>'page not found' < 1</script><p>b &amp; c") == soft404.Page(
        ("a",), "a b & c"
    )


@pytest.mark.parametrize(
    ("asked", "final", "home"),
    [("http://x.org/a/b", "https://www.x.org/", True), ("http://x.org/a", "http://x.org/fr/", True),
     ("http://x.org/a", "http://x.org/index.html", True), ("http://x.org/", "http://x.org/en", False),
     ("http://x.org/a", "http://x.org/b", False), ("http://bit.example/a", "http://x.org/", False),
     ("http://x.org/?course=5", "http://x.org/", True), ("http://x.org/old", "http://x.org/ml/", False)],
)  # fmt: skip
def test_who_is_sent_home(asked, final, home):
    assert soft404.sent_home(asked, final) is home


def test_a_page_made_by_its_script_is_not_compared():
    shell = soft404.read("<title>App</title><div id=root></div>")
    assert not soft404.alike(shell, "http://x.org/a", shell, "http://x.org/b")


@pytest.mark.parametrize(
    "source", ["<" * 200_000, "<script" * 30_000, "<h1>" * 50_000, "<title>" + "the page " * 30_000]
)
def test_no_page_takes_long(source):
    started = time.monotonic()
    soft404.said(soft404.read(source))
    assert time.monotonic() - started < 2


def test_a_result_is_a_value(found):
    assert isinstance(found["fine"], Checked)
    assert replace(found["fine"]) == found["fine"]
    assert found["fine"].at.tzinfo
