"""What is said of people and groups by SCIM: no more than what is stored of them."""

from functools import cached_property
from typing import Annotated, Any

from pydantic import Field, model_validator
from scim2_models import (
    URN,
    AuthenticationScheme,
    Bulk,
    CaseExact,
    ChangePassword,
    ComplexAttribute,
    ETag,
    Extension,
    Filter,
    Mutability,
    Patch,
    Reference,
    Required,
    Resource,
    ResourceType,
    Returned,
    Schema,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
)

LONGEST_PAGE = 200
MOST_OPERATIONS = 500
LARGEST = 10_000_000
"""Bytes in a request: a group of 50,000 people is named in less."""

ALWAYS = ("active", "preferredLanguage")
"""What each member has: who says nothing of it gets what it was, or the default; it can be changed, not removed."""


class Name(ComplexAttribute):
    """A person's name."""

    family_name: str | None = None
    given_name: str | None = None


class Email(ComplexAttribute):
    """A mail address; one is kept, the primary one, as the one for work."""

    value: Annotated[str | None, Required.true] = None
    type: str | None = Field(None, examples=["work"])
    primary: Annotated[bool | None, Returned.request] = None


class Membership(ComplexAttribute):
    """A group that a person is in."""

    value: Annotated[str | None, Mutability.read_only, CaseExact.true] = None
    ref: Annotated[Reference["Group"] | None, Mutability.read_only] = Field(
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    display: Annotated[str | None, Mutability.read_only] = None


class User(Resource[Any]):
    """A person."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Uniqueness.server, Required.true, CaseExact.false] = None
    name: Name | None = None
    display_name: str | None = None
    title: str | None = None
    preferred_language: str | None = Field(None, examples=["en", "fr"])
    active: bool | None = None
    emails: list[Email] | None = None
    groups: Annotated[list[Membership] | None, Mutability.read_only] = None


class Manager(ComplexAttribute):
    """Who leads a person; Entra ID says no more than the id."""

    value: Annotated[str | None, Required.true, CaseExact.true] = None
    ref: Annotated[Reference["User"] | None, Required.false] = Field(
        None, serialization_alias="$ref", validation_alias="$ref"
    )

    @model_validator(mode="before")
    @classmethod
    def _from_id(cls, said: Any) -> Any:
        return {"value": said} if isinstance(said, str) else said


class Enterprise(Extension):
    """What a company says of a person."""

    __schema__ = URN("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")

    employee_number: str | None = None
    department: str | None = None
    manager: Manager | None = None


class Onboarding(Extension):
    """What a path needs to know of a person beside the title: the first day."""

    __schema__ = URN("urn:parcours:params:scim:schemas:extension:onboarding:2.0:User")

    start_date: str | None = Field(None, examples=["2026-12-01"])


class GroupMember(ComplexAttribute):
    """A person in a group."""

    value: Annotated[str | None, Mutability.immutable, Required.true, CaseExact.true] = None
    ref: Annotated[Reference["User"] | None, Mutability.immutable] = Field(
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    type: Annotated[str | None, Mutability.immutable] = Field(None, examples=["User"])


class Group(Resource[Any]):
    """A group of people."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:Group")

    display_name: Annotated[str | None, Uniqueness.server, Required.true, CaseExact.true] = None
    members: list[GroupMember] | None = None


PERSON = User[Enterprise | Onboarding]  # type: ignore[type-arg]
CONFIG = ServiceProviderConfig(
    patch=Patch(supported=True),
    bulk=Bulk(supported=True, max_operations=MOST_OPERATIONS, max_payload_size=LARGEST),
    filter=Filter(supported=True, max_results=LONGEST_PAGE),
    change_password=ChangePassword(supported=False),
    sort=Sort(supported=True),
    etag=ETag(supported=True),
    authentication_schemes=[
        AuthenticationScheme(
            type=AuthenticationScheme.Type.oauthbearertoken, name="Key",
            description="A key of the organisation with the scope learners:write, as a bearer token", primary=True,
        )
    ],
)  # fmt: skip


class Provider(ScimProvider):
    """What is declared; in what is accepted it is more lenient, since the systems that call are."""

    @cached_property
    def schemas(self) -> tuple[Schema, ...]:
        """The schemas, where what `ALWAYS` is there is required and which address is primary is ours to say."""
        found = super().schemas
        for attribute in found[0].attributes or []:
            if attribute.name in ALWAYS:
                attribute.required = Required.true
            for each in attribute.sub_attributes or []:
                if each.name == "primary":
                    each.mutability = Mutability.read_only
        return found


PROVIDER = Provider(
    models=[User, Enterprise, Onboarding, Group],
    resource_types=[ResourceType.from_resource(PERSON), ResourceType.from_resource(Group)],
    config=CONFIG,
    policy=ScimPolicy(
        unknown=ScimPolicy.Unknown.ignore,
        remove_value_as_filter=ScimPolicy.RemoveValue.apply,
        unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
    ),
)
"""The policy is what Entra ID and Okta need: they send more than is declared, and patch what is not there yet."""
