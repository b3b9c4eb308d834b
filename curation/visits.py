"""A visit to an address: robots.txt first, then HEAD and GET, again where a fault may pass, along its redirects."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

import httpx
from protego import Protego

from curation import soft404, urls
from curation.asking import LIMIT, ROBOTS_LIMIT, Answer, Asker
from curation.manners import Manners
from curation.politeness import Turns, retry_after
from curation.verdict import LASTING, PASSING, UNAVAILABLE, Checked, Fault, of_status

T = TypeVar("T")

SAME_BY_GET = frozenset({"dns", "refused", "certificate", "unsafe", "invalid", "throttled"})
"""States that HEAD is believed; of all other faults GET is asked too, because many a host knows no HEAD."""

UNREACHABLE = frozenset({"dns", "refused", "certificate", "unsafe", "reset", "timeout", "server-error", "throttled"})
"""States of robots.txt that forbid everything (RFC 9309, 2.3.1.4); of all others, everything is allowed (2.3.1.3)."""


@dataclass(slots=True)
class Visit:
    """What has been seen of an address so far.

    ``left`` are the seconds that its requests may still take, ``patience`` those that hosts may still ask to wait.
    """

    url: str
    left: float
    patience: float
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)
    hops: list[str] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    seen: set[tuple[str, str]] = field(default_factory=set)
    status: int | None = None
    final: str | None = None
    seconds: float = 0.0
    tries: int = 0

    def checked(self, state: str, detail: str) -> Checked:
        """Return the result of this visit."""
        permanent = bool(self.statuses) and LASTING.issuperset(self.statuses)
        return Checked(self.url, state, self.status, self.final, tuple(self.hops), permanent,
                       self.seconds, detail, self.tries, datetime.now(UTC))  # fmt: skip


class Visitor:
    """Visits addresses, many at once, and remembers of their hosts what is good to know for the next one."""

    def __init__(self, transport: httpx.AsyncBaseTransport, manners: Manners) -> None:
        self._manners = manners
        self._asker = Asker(transport, manners.agent, manners.seconds)
        self._turns = Turns(manners.together, manners.per_host, manners.pause)
        self._rules: dict[str, asyncio.Future[Protego]] = {}
        self._samples: dict[str, asyncio.Future[tuple[str, soft404.Page] | None]] = {}
        self._closed: dict[str, float] = {}
        self._without_head: set[str] = set()

    async def visit(self, address: str) -> Checked:
        """Return what there is at an address."""
        visit = self._begin(address)
        try:
            url = urls.parsed(address)
        except Fault as fault:
            return visit.checked("invalid", fault.detail)
        try:
            return await self._judged(visit, await self._follow(visit, url, self._polite))
        except Fault as fault:
            return visit.checked(fault.state, fault.detail)

    def _begin(self, url: str) -> Visit:
        return Visit(url, self._manners.deadline, self._manners.patience)

    async def _judged(self, visit: Visit, answer: Answer) -> Checked:
        state = of_status(answer.status)
        if state != "ok":
            return visit.checked(state, f"the answer is {answer.status}{_asked_to_wait(answer)}")
        if why := await self._not_there(visit, answer):
            return visit.checked("soft-404", why)
        followed = "moved" if LASTING.issuperset(visit.statuses) else "redirected"
        return visit.checked(followed if visit.hops else "ok", "")

    async def _follow(self, visit: Visit, url: str, ask: Callable[[Visit, str], Awaitable[Answer]]) -> Answer:
        """Return the answer at the end of all redirects; raises `Fault`."""
        while True:
            visit.seen.add((urls.bare(url), _cookies(visit)))
            answer = await self._patiently(visit, url, ask)
            visit.status, visit.final = answer.status, url
            if not answer.is_redirect:
                return answer
            url = urls.target(url, answer.headers.get("location"))
            visit.statuses.append(answer.status)
            visit.hops.append(url)
            if (urls.bare(url), _cookies(visit)) in visit.seen:
                raise Fault("redirect-loop", f"after {len(visit.hops)} redirects one is at {url} again")
            if len(visit.hops) > self._manners.hops:
                raise Fault("too-many-redirects", f"more than {self._manners.hops} redirects")

    async def _patiently(self, visit: Visit, url: str, ask: Callable[[Visit, str], Awaitable[Answer]]) -> Answer:
        """Ask again where a fault may pass; raises `Fault`."""
        wait = self._manners.backoff
        for left in reversed(range(self._manners.tries)):
            asked_wait = None
            try:
                answer = await ask(visit, url)
            except Fault as fault:
                if not left or not fault.passing or visit.left <= 0:
                    raise
            else:
                asked_wait = retry_after(answer.headers.get("retry-after"))
                if not left or not _passes(answer) or not self._waits(visit, url, asked_wait):
                    return answer
            if asked_wait:
                self._turns.rest(urls.host(url), asked_wait)
            await asyncio.sleep(max(wait, asked_wait or 0.0))
            wait *= 2
        raise AssertionError("the last try returns or raises")

    def _waits(self, visit: Visit, url: str, asked: float | None) -> bool:
        """Whether one waits as long as a host asks; if not, the host is left alone until then."""
        if asked is None or asked <= visit.patience:
            visit.patience -= asked or 0.0
            return True
        self._closed[urls.origin(url)] = time.monotonic() + asked
        return False

    async def _polite(self, visit: Visit, url: str) -> Answer:
        """Ask HEAD, then GET where that says more, unless robots.txt forbids it; raises `Fault`."""
        origin = urls.origin(url)
        rules = await _once(self._rules, origin, partial(self._ask_for_rules, origin))
        if not rules.can_fetch(url, self._manners.product):
            raise Fault("disallowed", "robots.txt forbids it")
        if origin not in self._without_head:
            try:
                answer = await self._ask(visit, url, "HEAD")
            except Fault as fault:
                if fault.state in SAME_BY_GET or visit.left <= 0:
                    raise
            else:
                if _enough(answer):
                    return answer
                if answer.status in (405, 501):
                    self._without_head.add(origin)
        return await self._ask(visit, url, "GET")

    async def _ask(self, visit: Visit, url: str, method: str = "GET", limit: int = LIMIT) -> Answer:
        async with self._turns.of(urls.host(url)):
            if self._closed.get(urls.origin(url), 0.0) > time.monotonic():
                raise Fault("throttled", "the host has asked to be left alone", passing=False)
            if visit.left <= 0:
                raise Fault("timeout", f"no whole answer within {self._manners.deadline:g} seconds")
            started = time.monotonic()
            visit.tries += 1
            try:
                return await self._asker.ask(method, url, visit.cookies, visit.left, limit)
            finally:
                spent = time.monotonic() - started
                visit.left, visit.seconds = visit.left - spent, visit.seconds + spent

    async def _ask_for_rules(self, origin: str) -> Protego:
        """Return what robots.txt says; raises `Fault` where all is forbidden because it cannot be had (RFC 9309)."""
        visit = self._begin(f"{origin}/robots.txt")
        try:
            answer = await self._follow(visit, visit.url, partial(self._ask, limit=ROBOTS_LIMIT))
        except Fault as fault:
            if visit.hops or fault.state not in UNREACHABLE:
                return Protego.parse("")
            raise Fault(fault.state, fault.detail, passing=False) from fault
        state = of_status(answer.status)
        if state in UNREACHABLE:
            raise Fault(state, f"robots.txt is answered by {answer.status}, so nothing else was asked for",
                        passing=False)  # fmt: skip
        rules = Protego.parse(answer.text if state == "ok" else "")
        if delay := rules.crawl_delay(self._manners.product):
            self._turns.slow(urls.host(origin), min(delay, self._manners.slowest))
        return rules

    async def _not_there(self, visit: Visit, answer: Answer) -> str | None:
        """Return what tells that a page is not there although the answer is 200, if anything does."""
        final = visit.final or visit.url
        if visit.hops and soft404.sent_home(visit.url, final):
            return "one is sent to the first page of the site"
        if not answer.is_page:
            return None
        page = soft404.read(answer.text)
        if why := soft404.said(page):
            return why
        if not self._manners.compare or soft404.is_root(final):
            return None
        origin = urls.origin(final)
        sample = await _once(self._samples, origin, partial(self._ask_for_sample, origin))
        if sample and soft404.alike(page, final, sample[1], sample[0]):
            return "the host answers the same to a made-up address"
        return None

    async def _ask_for_sample(self, origin: str) -> tuple[str, soft404.Page] | None:
        """Return what a host answers with 200 to an address that cannot be there, with that address."""
        url = f"{origin}/{secrets.token_hex(12)}"
        visit = self._begin(url)
        try:
            answer = await self._follow(visit, url, self._polite)
        except Fault:
            return None
        return (url, soft404.read(answer.text)) if answer.is_page else None


async def _once(known: dict[str, asyncio.Future[T]], key: str, make: Callable[[], Awaitable[T]]) -> T:
    """Return what is made for a key, which is made once, whoever waits for it; raises what making it raises."""
    if key not in known:
        known[key] = asyncio.ensure_future(make())
    return await asyncio.shield(known[key])


def _passes(answer: Answer) -> bool:
    return answer.status in UNAVAILABLE or of_status(answer.status) in PASSING - {"server-error"}


def _enough(answer: Answer) -> bool:
    """Whether the answer to HEAD tells all that GET would: pages are read, and refusals not believed."""
    elsewhere = answer.is_redirect and "location" in answer.headers
    return elsewhere or answer.status == 429 or (of_status(answer.status) == "ok" and not answer.is_page)


def _asked_to_wait(answer: Answer) -> str:
    seconds = retry_after(answer.headers.get("retry-after"))
    return f", to be tried again after {seconds:.0f} s" if seconds else ""


def _cookies(visit: Visit) -> str:
    return ";".join(sorted(f"{each.domain}{each.path}{each.name}={each.value}" for each in visit.cookies.jar))
