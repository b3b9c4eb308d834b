"""The path for what an address says, with what the page tells beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from api.blueprint import engine
from api.web.known import Tap, besides, taps
from api.web.profile import in_address, profile
from api.web.progress import Progress, remaining
from api.web.swaps import Price, Swap, price, swapping, swaps
from api.web.why_not import Asked, asked
from catalog import Resource
from recommender import Path, Profile

PROVEN = 1e-6
"""The coverage (0 to 1) by which a proven bound may exceed the path's."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A path and what led to it.

    ``asked`` is the profile as the address says it, that of ``path`` the one for what remains to do. ``barred`` are
    kept resources that a filter keeps out: the path is planned without them.
    """

    given: Mapping[str, str]
    asked: Profile
    path: Path
    progress: Progress
    barred: tuple[Resource, ...]
    swaps: tuple[Swap, ...]
    price: Price | None
    why_not: Asked | None

    @property
    def gap(self) -> float:
        """The coverage (0 to 1) that another choice may have beyond this one; 0 where there is proven to be none."""
        gap = self.path.bound - self.path.coverage
        return gap if gap > PROVEN else 0.0

    @property
    def taps(self) -> list[Tap]:
        """The skills to say that one has."""
        return taps(self.path.needs, self.asked.known)

    @property
    def known_besides(self) -> str:
        """What one has said to know besides."""
        return besides(self.taps, self.asked.known)

    @property
    def share(self) -> float:
        """The share (0 to 1) of all hours that is done."""
        everything = self.progress.hours + self.path.hours
        return self.progress.hours / everything if everything else 1.0

    def swapping(self, step: str, instead: str) -> dict[str, str]:
        """Return the parameters that put a resource in the place of a step."""
        return swapping(self.asked, step, instead)

    def relaxing(self, change: Mapping[str, Any]) -> dict[str, Any]:
        """Return the parameters that make a change; weeks count from the beginning, not from what is done.

        What is ticked off is in no address, and so no part of them.
        """
        weeks = {"weeks": change["weeks"] + self.progress.spent} if "weeks" in change else {}
        return in_address({name: value for name, value in {**change, **weeks}.items() if name != "completed"})

    def unticking(self, resource_id: str) -> str:
        """Return what an address says is completed, without one resource."""
        return ",".join(each for each in self.asked.completed if each != resource_id)


def answer(parameters: Mapping[str, str], ticked: tuple[str, ...]) -> Answer:
    """Return the answer to what an address says, with what is ticked off; raises as `profile` and `Engine.path` do."""
    said = profile(parameters)
    barred = engine().barred(replace(said, completed=()))
    completed = tuple(dict.fromkeys((*said.completed, *ticked)))
    whole = replace(said, completed=completed, pinned=_but(said.pinned, barred))
    rest, progress = remaining(whole, until="deadline" in parameters)
    path = engine().path(replace(rest, pinned=_but(rest.pinned, completed)))
    swapped = tuple(swaps(said))
    return Answer(
        given=parameters,
        asked=said,
        path=path,
        progress=progress,
        barred=tuple(engine().catalog.resources[each] for each in barred),
        swaps=swapped,
        price=price(path) if swapped else None,
        why_not=asked(parameters.get("why_not", ""), path.profile),
    )


def _but(ids: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each for each in ids if each not in others)
