"""Whether links still work: `Checker.check` tells of each address what is there, as soon as it knows."""

import asyncio
import threading
from collections.abc import Coroutine, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from queue import SimpleQueue

import httpx

from curation.guard import Gate, Guarded
from curation.manners import Manners
from curation.verdict import STATES, Checked
from curation.visits import Visitor

__all__ = ["STATES", "Checked", "Checker", "Manners"]

WINDOW = 1000
"""Addresses that are begun at a time; most of them wait for their turn."""

Found = SimpleQueue[Checked | BaseException | None]


class Checker:
    """Checks addresses through a transport, whose connections are closed at the end of each round.

    Without a transport, only what is outside can be reached.
    """

    def __init__(self, transport: httpx.AsyncBaseTransport | None = None, *, manners: Manners | None = None) -> None:
        self._transport = transport or Guarded(Gate())
        self._manners = manners or Manners()

    def check(self, addresses: Iterable[str]) -> Iterator[Checked]:
        """Yield what was found at each address, in the order in which it is known.

        The addresses are read in another thread, a window of them ahead. Who stops early ends all requests. Raises
        what reading the addresses raises.
        """
        found: Found = SimpleQueue()
        with _beside(self._all(addresses, found), found):
            while (each := found.get()) is not None:
                if isinstance(each, BaseException):
                    raise each
                yield each

    async def _all(self, addresses: Iterable[str], found: Found) -> None:
        visitor, window = Visitor(self._transport, self._manners), asyncio.Semaphore(WINDOW)
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(self._manners.together))  # looks up names

        async def visit(address: str) -> None:
            try:
                found.put(await visitor.visit(address))
            finally:
                window.release()

        try:
            async with asyncio.TaskGroup() as tasks:
                for address in addresses:
                    await window.acquire()
                    tasks.create_task(visit(address))
        except BaseExceptionGroup as group:
            raise group.exceptions[0] from None
        finally:
            await self._transport.aclose()  # httpcore keeps a connection open where a request is broken off early


@contextmanager
def _beside(work: Coroutine[None, None, None], found: Found) -> Iterator[None]:
    """Do ``work`` in a loop of its own while one reads what is found; at the end comes None, or what went wrong."""
    begun: SimpleQueue[tuple[asyncio.AbstractEventLoop, asyncio.Task[None]]] = SimpleQueue()

    async def main() -> None:
        task = asyncio.ensure_future(work)
        begun.put((asyncio.get_running_loop(), task))
        await task

    def run() -> None:
        try:
            asyncio.run(main())
        except BaseException as error:
            found.put(error)
        else:
            found.put(None)

    thread = threading.Thread(target=run, name="links", daemon=True)
    thread.start()
    loop, task = begun.get()
    try:
        yield
    finally:
        with suppress(RuntimeError):  # the loop is closed: all is done
            loop.call_soon_threadsafe(task.cancel)
        thread.join()
