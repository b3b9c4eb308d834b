"""The members and groups of an organisation as what scim2-server reads and writes."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from scim2_models import (
    InvalidValueException,
    Meta,
    NotFoundException,
    PreconditionFailedException,
    Reference,
    Resource,
    ResourceType,
    ResponseParameters,
    SearchRequest,
    UniquenessException,
)
from scim2_models.path import CompareOperator, Comparison
from scim2_server.storage import ScimStorage, SearchPage

from api.scim import people
from api.scim.models import Group, GroupMember, User
from learners import groups as learning
from learners.errors import BadRequest, Missing, Stale, Taken
from learners.groups import Groups
from learners.members import Member, Members

EVERYTHING = 1_000_000
NAMED: Mapping[str, Mapping[str, str]] = {
    "User": {"username": "user_name", "externalid": "external_id", "id": "id"},
    "Group": {"displayname": "name", "externalid": "external_id", "id": "id"},
}
"""The attributes that one asks for by value, and their columns: such a question reads one row, not all."""


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


@dataclass(frozen=True)
class Kept:
    """One kind of resources: how it is read, found, made, changed and removed."""

    get: Callable[[str], Resource[Any]]
    page: Callable[..., tuple[list[Any], int]]
    shown: Callable[[Any], Resource[Any]]
    create: Callable[[Any], Resource[Any]]
    change: Callable[[Any, int | None], Resource[Any]]
    remove: Callable[[str], None]
    version: Callable[[str], int]


class Storage(ScimStorage):
    """The members and groups of one organisation; ``changed`` hears of members."""

    def __init__(self, members: Members, groups: Groups, changed: Callable[[str], None]) -> None:
        self._members, self._groups, self._changed = members, groups, changed
        self._kinds = {
            "User": Kept(
                get=lambda member_id: self._user(members.get(member_id)), page=members.page, shown=self._user,
                create=self._create_user, change=self._change_user, remove=members.erase,
                version=lambda member_id: members.get(member_id).version,
            ),
            "Group": Kept(
                get=lambda group_id: _group(groups.get(group_id)), page=groups.page, shown=_group,
                create=self._create_group, change=self._change_group, remove=groups.remove,
                version=lambda group_id: groups.get(group_id).version,
            ),
        }  # fmt: skip

    def get(
        self, resource_type: ResourceType, resource_id: str, *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> Resource[Any]:  # fmt: skip
        """Return a resource."""
        with _told():
            return self._of(resource_type).get(resource_id)

    def search(
        self, resource_types: list[ResourceType], search_request: SearchRequest[Any], *, position: Any = None
    ) -> SearchPage:
        """Return a page of what a filter finds."""
        start, count = search_request.start_index_0 or 0, search_request.count
        if len(resource_types) == 1 and search_request.filter is None and search_request.sort_by is None:
            kind = self._of(resource_types[0])
            found, total = kind.page(start, EVERYTHING if count is None else count)
            return SearchPage(total, [kind.shown(each) for each in found])
        matching = [each for kind in resource_types for each in self._matching(kind, search_request)]
        if search_request.sort_by is not None:
            matching.sort(key=lambda each: _key(search_request, each), reverse=_descending(search_request))
        return SearchPage(len(matching), matching[start : None if count is None else start + count])

    def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        """Add a resource."""
        with _told():
            return self._of(resource_type).create(resource)

    def update(
        self, resource_type: ResourceType, resource: Resource[Any], *, expected_version: str | None = None
    ) -> Resource[Any]:
        """Replace a resource."""
        with _told():
            return self._of(resource_type).change(resource, _number(expected_version))

    def delete(self, resource_type: ResourceType, resource_id: str, *, expected_version: str | None = None) -> None:
        """Remove a group; erase a member."""
        with _told():
            kind, wanted = self._of(resource_type), _number(expected_version)
            if wanted is not None and kind.version(resource_id) != wanted:
                raise Stale(str(resource_type.name), resource_id)
            kind.remove(resource_id)

    def _of(self, resource_type: ResourceType) -> Kept:
        return self._kinds[str(resource_type.name)]

    def _matching(self, resource_type: ResourceType, asked: SearchRequest[Any]) -> list[Resource[Any]]:
        kind = self._of(resource_type)
        equal = _equality(asked, NAMED[str(resource_type.name)])
        with _told():
            found = [kind.shown(each) for each in kind.page(0, EVERYTHING, **equal)[0]]
        wanted = asked.filter
        return [each for each in found if wanted is None or wanted.match(each)]

    def _user(self, member: Member) -> User:
        return people.user(member, self._groups.of(member.id))

    def _create_user(self, said: User) -> User:
        made = self._members.create(people.values(said, {}))
        self._changed(made.id)
        return self._user(made)

    def _change_user(self, said: User, version: int | None) -> User:
        before = self._members.get(str(said.id))
        values = people.values(said, before.profile)
        changed = self._members.change(before.id, values, version)
        self._changed(before.id)
        return self._user(changed)

    def _create_group(self, said: Group) -> Group:
        made = self._groups.create(str(said.display_name), said.external_id, _ids(said))
        for each in made.members:
            self._changed(each)
        return _group(made)

    def _change_group(self, said: Group, version: int | None) -> Group:
        before = self._groups.get(str(said.id))
        values = {"name": said.display_name, "external_id": said.external_id, "members": _ids(said)}
        changed = self._groups.change(before.id, values, version)
        for each in set(changed.members) - set(before.members):
            self._changed(each)
        return _group(changed)


def _group(found: learning.Group) -> Group:
    members = [GroupMember(value=each, ref=Reference(f"Users/{each}"), type="User") for each in found.members]
    return Group(
        id=found.id, external_id=found.external_id, display_name=found.name, members=members or None,
        meta=Meta(resource_type="Group", created=found.created, last_modified=found.changed,
                  version=f'W/"{found.version}"'),
    )  # fmt: skip


def _ids(said: Group) -> list[str]:
    return [str(each.value) for each in said.members or ()]


def _number(version: str | None) -> int | None:
    """Return the number of a version; one that cannot be ours is none that there ever is."""
    text = (version or "").removeprefix("W/").strip('"')
    return None if version is None else int(text) if text.isdecimal() else -1


def _equality(asked: SearchRequest[Any], named: Mapping[str, str]) -> dict[str, str]:
    """Return the column and value that a filter asks for by ``eq``, where it is about one that is looked up."""
    node = asked.filter.ast if asked.filter is not None else None
    if not isinstance(node, Comparison) or node.op != CompareOperator.eq or not isinstance(node.value, str):
        return {}
    column = named.get(str(node.attr_path).lower())
    return {column: node.value} if column and column != "id" else {}


def _key(asked: SearchRequest[Any], found: Resource[Any]) -> tuple[bool, Any, str]:
    value = asked.sort_value(found)
    return value is None, value if value is not None else "", str(found.id)


def _descending(asked: SearchRequest[Any]) -> bool:
    return asked.sort_order == SearchRequest.SortOrder.descending
