"""Members as SCIM users, and back."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from scim2_models import InvalidValueException, Meta, Reference

from api.schemas import LANGUAGES
from api.scim.models import PERSON, Email, Enterprise, Manager, Membership, Name, Onboarding, User
from learners.members import EMPTY, Member

LONGEST = {"user_name": 200, "email": 320, "employee_number": 64}


def user(member: Member, groups: Iterable[Mapping[str, str]] = ()) -> User:
    """Return a member as a SCIM user."""
    named = Name(given_name=member.given_name, family_name=member.family_name)
    inside = [
        Membership(value=each["id"], ref=Reference(f"Groups/{each['id']}"), display=each["name"]) for each in groups
    ]
    found: User = PERSON(
        id=member.id, external_id=member.external_id, user_name=member.user_name,
        name=named if member.given_name or member.family_name else None,
        display_name=member.display_name, title=member.job_title, preferred_language=member.language,
        active=member.active, groups=inside or None,
        emails=[Email(value=member.email, type="work")] if member.email else None,
        meta=Meta(resource_type="User", created=member.created, last_modified=member.changed,
                  version=f'W/"{member.version}"'),
    )  # fmt: skip
    if member.employee_number or member.department or member.manager:
        leads = Manager(value=member.manager, ref=Reference(f"Users/{member.manager}")) if member.manager else None
        found[Enterprise] = Enterprise(
            employee_number=member.employee_number, department=member.department, manager=leads
        )
    if member.starts:
        found[Onboarding] = Onboarding(start_date=member.starts.isoformat())
    return found


def values(said: User, profile: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a SCIM user says of a member; what it does not say is empty. Raises SCIM's invalidValue.

    ``profile`` is the member's as it is; SCIM does not speak of it.
    """
    named, company = said.name or Name(), said[Enterprise] or Enterprise()
    first = said[Onboarding] or Onboarding(start_date=None)
    language = (said.preferred_language or "en").replace("_", "-").partition("-")[0].lower()
    if language not in LANGUAGES:
        language = "en"  # pages exist in two languages; who prefers a third reads English
    found = {
        **EMPTY,
        "user_name": said.user_name,
        "external_id": said.external_id,
        "given_name": named.given_name,
        "family_name": named.family_name,
        "display_name": said.display_name,
        "job_title": said.title,
        "language": language,
        "active": said.active is not False,
        "email": _email(said.emails or []),
        "employee_number": company.employee_number,
        "department": company.department,
        "manager": company.manager.value if company.manager else None,
        "starts": _day(first.start_date),
        "profile": dict(profile),
    }
    for name, value in found.items():
        if isinstance(value, str) and len(value) > LONGEST.get(name, 200):
            raise InvalidValueException(detail=f"{name} is longer than {LONGEST.get(name, 200)} characters.")
    return found


def _email(emails: list[Email]) -> str | None:
    primary = next((each for each in emails if each.primary), emails[0] if emails else None)
    return primary.value if primary else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError as error:
        raise InvalidValueException(detail=f"startDate {text!r} is no date; write 2026-12-01.") from error
