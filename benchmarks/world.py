"""A company that is made up: who works there, what each one does, and what must be counted of that in the end."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

Record = dict[str, Any]

TITLES: Mapping[str, str | None] = {
    "Data analyst": "data-analyst", "Analyste de données": "data-analyst", "Data analist": "data-analyst",
    "Analiste de donnees": "data-analyst", "Chargé de reporting": "data-analyst",
    "Data scientist": "data-scientist", "Scientifique des données": "data-scientist",
    "Data scientits": "data-scientist", "Sientifique des données": "data-scientist",
    "Statisticienne": "data-scientist",
    "Data engineer": "data-engineer", "Ingénieur de données": "data-engineer", "Data enginer": "data-engineer",
    "Ingenieur de donées": "data-engineer", "Développeuse big data": "data-engineer",
    "Machine learning engineer": "machine-learning-engineer",
    "Ingénieur machine learning": "machine-learning-engineer",
    "Machin learning engineer": "machine-learning-engineer", "Ingénieur IA": "machine-learning-engineer",
    "Ingénieur en apprentissage automatique": "machine-learning-engineer",
    "MLOps engineer": "mlops-engineer", "Ingénieur MLOps": "mlops-engineer", "MLOps enginer": "mlops-engineer",
    "Spécialiste en MLOps": "mlops-engineer",
    "AI architect": "ai-architect", "Architecte IA": "ai-architect", "AI architekt": "ai-architect",
    "Architecte de donnees": "ai-architect",
    "AI ethicist": "ai-ethicist", "Éthicienne IA": "ai-ethicist", "AI etihcist": "ai-ethicist",
    "Data protection officer": "ai-ethicist",
    "Chief data officer": "executive", "Directeur des données": "executive", "Cheif data officer": "executive",
    "Directrice générale": "executive",
    "Number wizard": "data-scientist", "Sorcière des chiffres": "data-scientist",
    "Chauffeur": None, "Receptionist": None,
}  # fmt: skip
"""Forty titles, and the roles that people mean by them."""

OWN_TITLES = (("number wizard*", "data-scientist"), ("sorcière*", "data-scientist"))
"""What only this company knows of its titles."""

GROUPS = 50
PILOTS = "Group 07"
"""Whoever is in this group gets a second path."""

STATES = ("done", "on_track", "not_started", "late", "stuck")
QUIET = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who arrives."""

    user_name: str
    given: str
    family: str
    title: str
    language: str
    group: str
    starts: date

    @property
    def role(self) -> str | None:
        """The role that the title means."""
        return TITLES[self.title]

    def user(self) -> Record:
        """Return what an identity provider says of the person."""
        return {
            "userName": self.user_name, "name": {"givenName": self.given, "familyName": self.family},
            "title": self.title, "preferredLanguage": self.language, "active": True,
            "emails": [{"value": f"{self.user_name}@acme.example", "type": "work"}],
            "urn:parcours:params:scim:schemas:extension:onboarding:2.0:User": {"startDate": self.starts.isoformat()},
        }  # fmt: skip


def people(count: int, chance: random.Random, today: date) -> list[Person]:
    """Return who arrives; some have been there for months, some are yet to begin."""
    titles = list(TITLES)
    return [
        Person(
            f"person-{number:05}", f"Given{number}", f"Family{number % 977}", titles[number % len(titles)],
            chance.choice(("en", "fr")), f"Group {chance.randrange(GROUPS):02}",
            today + timedelta(days=chance.choice((-120, -60, -14, -7, 0, 7, 14))),
        )
        for number in range(count)
    ]  # fmt: skip


def deeds(paths: Mapping[str, Sequence[Record]], count: int, chance: random.Random, now: datetime) -> list[Record]:
    """Return so many events of those who have paths (their steps, by member): some do nothing, some do all.

    Of a resource one either completes or skips it, after one has started it: it is the time of an event that says so,
    for they arrive in any order.
    """
    made: list[Record] = []
    members = sorted(paths)
    chance.shuffle(members)
    for member in members:
        share = chance.choice((0.0, 0.3, 0.6, 0.9, 1.0, 1.0))
        resources = list(dict.fromkeys(step["resource"] for step in paths[member]))
        at = now - chance.choice((timedelta(hours=1), timedelta(days=30)))
        for resource in resources[: round(share * len(resources))]:
            for each in _one(chance):
                at += timedelta(seconds=1)
                made.append({"member": member, "resource": resource, "at": at.isoformat(), **each})
    begun = made[:]
    while begun and len(made) < count:
        some = chance.choice(begun)
        made.append({**some, "kind": "hours", "value": chance.randint(1, 12) / 4})
    return [{**each, "id": f"event-{number}"} for number, each in enumerate(made[:count])]


def _one(chance: random.Random) -> Iterator[Record]:
    yield {"kind": "started"}
    for _ in range(chance.randrange(3)):
        yield {"kind": "hours", "value": chance.randint(1, 12) / 4}
    yield {"kind": chance.choice(("completed", "completed", "completed", "skipped"))}
    if chance.random() < 0.3:
        yield {"kind": "rated", "value": float(chance.randint(1, 5))}


def over(events: Iterable[Record]) -> dict[str, set[str]]:
    """Return what each member has completed or skipped."""
    found: dict[str, set[str]] = defaultdict(set)
    for each in events:
        if each["kind"] in ("completed", "skipped"):
            found[each["member"]].add(each["resource"])
    return found


def states(assignments: Iterable[Record], events: Iterable[Record], today: date) -> dict[str, str]:
    """Return in which state each path must be, by its id."""
    finished = over(events)
    last: dict[tuple[str, str], datetime] = {}
    for each in events:
        name, at = (each["member"], each["resource"]), datetime.fromisoformat(each["at"])
        last[name] = max(at, last.get(name, at))
    return {each["id"]: _state(each, finished[each["member"]], last, today) for each in assignments}


def _state(path: Record, finished: set[str], last: Mapping[tuple[str, str], datetime], today: date) -> str:
    rest = [step for step in path["steps"] if step["resource"] not in finished]
    if not rest:
        return "done"
    moments = [at for step in path["steps"] if (at := last.get((path["member"], step["resource"])))]
    late = min(step["ends"] for step in rest) < today.isoformat() or (path["deadline"] or "9") < today.isoformat()
    if not late:
        return "on_track" if moments else "not_started"
    return "late" if moments and max(moments).astimezone(UTC).date() >= today - QUIET else "stuck"


def shuffled(events: Sequence[Record], chance: random.Random, again: float) -> list[list[Record]]:
    """Return events in parcels of 1 to 100, in no order; a share of the parcels is there twice."""
    mixed = list(events)
    chance.shuffle(mixed)
    parcels: list[list[Record]] = []
    while mixed:
        size = chance.choice((1, 10, 50, 100))
        parcels.append(mixed[-size:])
        del mixed[-size:]
    parcels += [each for each in parcels if chance.random() < again]
    chance.shuffle(parcels)
    return parcels


def notices(arrived: int, left: int, paths: int, events: Sequence[Record], completed: int) -> Counter[str]:
    """Return how many notices of each kind must be told."""
    return Counter({"member.created": arrived, "member.left": left, "path.assigned": paths,
                    "progress.recorded": len(events), "path.completed": completed})  # fmt: skip
