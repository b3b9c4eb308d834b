"""In which roles' paths a resource is a step: worked out once for each revision, beside the requests."""

from collections import defaultdict
from collections.abc import Mapping
from concurrent.futures import Future
from datetime import date
from itertools import product
from threading import Thread, main_thread
from typing import NamedTuple

from api.web.revision import per_revision
from catalog.level import LEVELS
from recommender import BadProfile, Engine, Profile

PATIENCE = 60.0
"""Seconds that a request waits at most that asks for nothing but this."""


class Appearance(NamedTuple):
    """A role, the level that one begins with, and which of the steps of that path a resource is."""

    role: str
    level: str
    step: int
    steps: int


Appearances = Mapping[str, list[Appearance]]


def appearances(resource_id: str, *, wait: bool) -> list[Appearance] | None:
    """Return the default paths that hold a resource; None while they are being worked out, unless it may ``wait``."""
    try:
        return _begun().result(PATIENCE if wait else 0).get(resource_id, [])
    except TimeoutError:
        return None


@per_revision
def _begun(engine: Engine) -> "Future[Appearances]":
    """Begin to plan the paths, which takes a second for some hundreds of resources, and more for more.

    The thread is no daemon: the solver aborts a process that ends while it solves.
    """
    future: Future[Appearances] = Future()
    Thread(target=_plan, args=(engine, future)).start()
    return future


def _plan(engine: Engine, future: "Future[Appearances]") -> None:
    try:
        future.set_result(planned(engine))
    except BaseException as error:
        future.set_exception(error)
        raise


def planned(engine: Engine) -> Appearances:
    """Return, by resource, its places in the paths of all roles from each level, with nothing else said."""
    found: dict[str, list[Appearance]] = defaultdict(list)
    for role, level in product(engine.catalog.roles, LEVELS):
        if not main_thread().is_alive():  # the process ends
            break
        steps = _steps(engine, role, level)
        for number, resource_id in enumerate(steps, start=1):
            found[resource_id].append(Appearance(role, level, number, len(steps)))
    return dict(found)


def _steps(engine: Engine, role: str, level: str) -> list[str]:
    try:
        path = engine.path(Profile(start=date.today(), role=role, level=level))
    except BadProfile:  # a role without needs leads nowhere
        return []
    return [step.placed.resource.id for step in path.steps]
