"""What can be wrong with a question about learners.

LearnersError
├── PathNotFound            no path is stored under this id
├── OrganisationExists      an organisation has this id already
├── BadKey                  a key that nobody holds, or that has expired
├── Missing                 no such thing in this organisation
│   ├── OrganisationNotFound
│   ├── KeyNotFound
│   ├── MemberNotFound
│   ├── GroupNotFound
│   ├── AssignmentNotFound
│   ├── RuleNotFound
│   ├── RecordNotFound
│   ├── WebhookNotFound
│   ├── DeliveryNotFound
│   └── ProviderNotFound
├── Taken                   a name or id that must be one's own is another's
│   └── EventsTaken         ids of events were used for other events
├── Stale                   what was to be changed has changed meanwhile
└── BadRequest              values that break a rule (``errors`` by field)
    └── BadStatement        a statement of another system (xAPI) that tells nothing known
"""

from collections.abc import Mapping, Sequence
from typing import Any


class LearnersError(Exception):
    """A question about learners that cannot be answered."""


class PathNotFound(LearnersError):
    """No path is stored under this id."""

    def __init__(self, path_id: str) -> None:
        super().__init__(f"No path is stored under the id {path_id!r}; POST /paths/shared stores one.")
        self.path_id = path_id


class OrganisationExists(LearnersError):
    """An organisation has this id already."""

    def __init__(self, organisation_id: str) -> None:
        super().__init__(f"There is an organisation {organisation_id!r} already.")


class BadKey(LearnersError):
    """A key that nobody holds, or that has expired."""

    def __init__(self) -> None:
        super().__init__("This key is unknown, was revoked or has expired.")


class Missing(LearnersError):
    """No such thing in this organisation; whether another one has it cannot be told from the answer."""

    noun = "thing"

    def __init__(self, asked: str) -> None:
        super().__init__(f"There is no {self.noun} {asked!r} here.")
        self.asked = asked


class OrganisationNotFound(Missing):
    """No organisation has this id."""

    noun = "organisation"


class KeyNotFound(Missing):
    """No key has this id."""

    noun = "key"


class MemberNotFound(Missing):
    """No member has this id."""

    noun = "member"


class GroupNotFound(Missing):
    """No group has this id."""

    noun = "group"


class AssignmentNotFound(Missing):
    """No assignment has this id."""

    noun = "assignment"


class RuleNotFound(Missing):
    """No onboarding rule has this id."""

    noun = "onboarding rule"


class RecordNotFound(Missing):
    """The organisation has no record of its own with this id."""

    noun = "record of your own"


class WebhookNotFound(Missing):
    """No webhook has this id."""

    noun = "webhook"


class DeliveryNotFound(Missing):
    """No delivery has this id."""

    noun = "delivery"


class ProviderNotFound(Missing):
    """People of this organisation do not sign in by a provider."""

    noun = "identity provider for"


class Taken(LearnersError):
    """What must be one's own is another's."""

    def __init__(self, field: str, value: str, because: str = "is taken") -> None:
        super().__init__(f"{field} {value!r} {because}.")
        self.errors = {field: [f"{value!r} {because}."]}


class EventsTaken(Taken):
    """Ids of events were used for other events."""

    def __init__(self, ids: Sequence[str]) -> None:
        super().__init__("id", ids[0], "was used for another event")
        self.errors = {"id": [f"{each!r} was used for another event." for each in ids]}


class Stale(LearnersError):
    """What was to be changed has changed meanwhile: read it again."""

    def __init__(self, noun: str, asked: str) -> None:
        super().__init__(f"The {noun} {asked!r} has changed meanwhile; read it again.")


class BadRequest(LearnersError):
    """Values that break a rule; ``errors`` holds the sentences by field."""

    def __init__(self, errors: Mapping[str, Any]) -> None:
        super().__init__("; ".join(f"{field}: {' '.join(map(str, said))}" for field, said in errors.items()))
        self.errors = dict(errors)


class BadStatement(BadRequest):
    """A statement of another system (xAPI) that tells nothing known."""
