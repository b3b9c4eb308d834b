"""Whose turn it is: so many requests at once, so many of them at one host, with a pause between."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


class Turns:
    """Gives turns: ``together`` at once, ``per_host`` at one host, which begin ``pause`` seconds apart."""

    def __init__(self, together: int, per_host: int, pause: float) -> None:
        self._all = asyncio.Semaphore(together)
        self._places: defaultdict[str, _Place] = defaultdict(lambda: _Place(per_host, pause))

    @asynccontextmanager
    async def of(self, host: str) -> AsyncIterator[None]:
        """Wait for a turn at a host, and have it for a while."""
        place = self._places[host]
        async with place.slots:
            await place.wait()
            async with self._all:
                yield

    def rest(self, host: str, seconds: float) -> None:
        """Begin nothing at a host for so many seconds."""
        place = self._places[host]
        place.free = max(place.free, _now() + seconds)

    def slow(self, host: str, pause: float) -> None:
        """Leave at least so many seconds between the turns at a host."""
        place = self._places[host]
        place.pause = max(place.pause, pause)


def retry_after(text: str | None) -> float | None:
    """Return the seconds that ``Retry-After`` asks to wait (RFC 9110, 10.2.3), if it can be read."""
    if text is None:
        return None
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


class _Place:
    """A host: who may be there at once, and from when on the next one may."""

    def __init__(self, slots: int, pause: float) -> None:
        self.slots, self.pause, self.free = asyncio.Semaphore(slots), pause, 0.0

    async def wait(self) -> None:
        while (left := self.free - _now()) > 0:
            await asyncio.sleep(left)
        self.free = _now() + self.pause


def _now() -> float:
    return asyncio.get_running_loop().time()
