"""What is said of people and groups by SCIM: no more than what is stored of them."""

from typing import Annotated, Any

from pydantic import Field
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
    ScimProvider,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
)

LONGEST_PAGE = 200


class Name(ComplexAttribute):
    """A person's name."""

    family_name: str | None = None
    given_name: str | None = None


class Email(ComplexAttribute):
    """A mail address; one is kept, the primary one."""

    value: Annotated[str | None, Required.true] = None
    type: str | None = Field(None, examples=["work"])
    primary: Annotated[bool | None, Mutability.read_only] = None


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

    user_name: Annotated[str | None, Uniqueness.server, Required.true, CaseExact.true] = None
    name: Name | None = None
    display_name: str | None = None
    title: str | None = None
    preferred_language: str | None = Field(None, examples=["en", "fr"])
    active: bool | None = None
    emails: list[Email] | None = None
    groups: Annotated[list[Membership] | None, Mutability.read_only] = None


class Manager(ComplexAttribute):
    """Who leads a person."""

    value: Annotated[str | None, Required.true, CaseExact.true] = None
    ref: Annotated[Reference["User"] | None, Required.false] = Field(
        None, serialization_alias="$ref", validation_alias="$ref"
    )


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
    bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
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
PROVIDER = ScimProvider(
    models=[User, Enterprise, Onboarding, Group],
    resource_types=[ResourceType.from_resource(PERSON), ResourceType.from_resource(Group)],
    config=CONFIG,
)
