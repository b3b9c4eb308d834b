"""The members and groups of an organisation as what scim2-server reads and writes."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from scim2_models import (
    InvalidValueException,
    NotFoundException,
    PreconditionFailedException,
    Resource,
    ResourceType,
    ResponseParameters,
    SearchRequest,
    UniquenessException,
)
from scim2_server.storage import ScimStorage, SearchPage
from sqlalchemy.exc import DataError

from api.errors import UNKEPT
from api.scim import filters, groups, people
from api.scim.models import Group, User
from learners.errors import BadRequest, Missing, Stale, Taken
from learners.groups import Groups, names
from learners.members import Member, Members
from learners.rows import Scope

EVERYTHING = 1_000_000
AT_ONCE = 5_000
"""Members whose groups are asked for in one statement."""


@contextmanager
def _told() -> Iterator[None]:
    """Say errors of the domain as SCIM's."""
    try:
        yield
    except Missing as error:
        raise NotFoundException(detail=str(error)) from error
    except Taken as error:
        raise UniquenessException(detail=str(error)) from error
    except Stale as error:
        raise PreconditionFailedException(detail=str(error)) from error
    except BadRequest as error:
        raise InvalidValueException(detail=str(error)) from error
    except DataError as error:
        raise InvalidValueException(detail=UNKEPT) from error


@dataclass(frozen=True)
class Kept:
    """One kind of resources: how it is read, found, shown, made, changed and removed."""

    get: Callable[[str], Any]
    page: Callable[..., tuple[list[Any], int]]
    shown: Callable[[Sequence[Any]], list[Resource[Any]]]
    create: Callable[[Any], Any]
    change: Callable[[Any, int | None], Any]
    remove: Callable[[str], None]


class Storage(ScimStorage):
    """The members and groups of one organisation; ``changed`` hears the ids of members."""

    def __init__(self, scope: Scope, members: Members, groups: Groups, changed: Callable[[str], None]) -> None:
        self._scope, self._members, self._groups, self._changed = scope, members, groups, changed
        self._kinds = {
            "User": Kept(
                members.get, members.page, self._users, self._create_user, self._change_user, members.erase
            ),
            "Group": Kept(
                groups.get, groups.page, _teams, self._create_group, self._change_group, groups.remove
            ),
        }  # fmt: skip

    def get(
        self, resource_type: ResourceType, resource_id: str, *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> Resource[Any]:  # fmt: skip
        """Return a resource."""
        kind = self._of(resource_type)
        with _told():
            return kind.shown([kind.get(resource_id)])[0]

    def search(
        self, resource_types: list[ResourceType], search_request: SearchRequest[Any], *, position: Any = None
    ) -> SearchPage:
        """Return a page of what a filter finds; the database pages where nothing is filtered nor sorted."""
        start, count = search_request.start_index_0 or 0, search_request.count
        with _told():
            if len(resource_types) == 1 and search_request.filter is None and search_request.sort_by is None:
                kind = self._of(resource_types[0])
                found, total = kind.page(start, EVERYTHING if count is None else count)
                return SearchPage(total, kind.shown(found))
            matching = [each for kind in resource_types for each in self._matching(kind, search_request)]
        matching = search_request.sort(matching)
        return SearchPage(len(matching), matching[start : None if count is None else start + count])

    def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        """Add a resource."""
        kind = self._of(resource_type)
        with _told():
            return kind.shown([kind.create(resource)])[0]

    def update(
        self, resource_type: ResourceType, resource: Resource[Any], *, expected_version: str | None = None
    ) -> Resource[Any]:
        """Replace a resource."""
        kind = self._of(resource_type)
        with _told():
            return kind.shown([kind.change(resource, _number(expected_version))])[0]

    def delete(self, resource_type: ResourceType, resource_id: str, *, expected_version: str | None = None) -> None:
        """Remove a group; erase a member."""
        kind, wanted = self._of(resource_type), _number(expected_version)
        with _told():
            if wanted is not None and kind.get(resource_id).version != wanted:
                raise Stale(str(resource_type.name).lower(), resource_id)
            kind.remove(resource_id)

    def _of(self, resource_type: ResourceType) -> Kept:
        return self._kinds[str(resource_type.name)]

    def _matching(self, resource_type: ResourceType, asked: SearchRequest[Any]) -> list[Resource[Any]]:
        kind, wanted = self._of(resource_type), asked.filter
        found = kind.shown(kind.page(0, EVERYTHING, **filters.equal(asked, str(resource_type.name)))[0])
        return [each for each in found if wanted is None or wanted.match(each)]

    def _users(self, found: Sequence[Member]) -> list[Resource[Any]]:
        ids = [each.id for each in found]
        inside: dict[str, dict[str, str]] = {}
        with self._scope.reading() as rows:
            for at in range(0, len(ids), AT_ONCE):
                inside |= names(rows, ids[at : at + AT_ONCE])
        return [people.user(each, inside[each.id]) for each in found]

    def _create_user(self, said: User) -> Member:
        made = self._members.create(people.values(said))
        self._changed(made.id)
        return made

    def _change_user(self, said: User, version: int | None) -> Member:
        before = self._members.get(str(said.id))
        changed = self._members.change(before.id, people.values(said, before), version)
        self._changed(before.id)
        return changed

    def _create_group(self, said: Group) -> Any:
        values = groups.values(said)
        made = self._groups.create(**values)
        for each in made.members:
            self._changed(each)
        return made

    def _change_group(self, said: Group, version: int | None) -> Any:
        before = self._groups.get(str(said.id))
        changed = self._groups.change(before.id, groups.values(said), version)
        for each in set(changed.members) - set(before.members):
            self._changed(each)
        return changed


def _teams(found: Sequence[Any]) -> list[Resource[Any]]:
    return [groups.group(each) for each in found]


def _number(version: str | None) -> int | None:
    """Return the number of a version; one that cannot be ours is none that there ever is."""
    text = (version or "").removeprefix("W/").strip('"')
    return None if version is None else int(text) if text.isdecimal() else -1
