"""Members as SCIM users, and back."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import ValidationError
from scim2_models import InvalidValueException, Meta, Reference

from api.schemas import DAYS, LANGUAGES
from api.scim.limits import checked
from api.scim.models import PERSON, Email, Enterprise, Manager, Membership, Name, Onboarding, User
from learners.members import EMPTY, Member


def user(member: Member, groups: Mapping[str, str]) -> User:
    """Return a member as a SCIM user; ``groups`` are the ids of his groups by name."""
    named = Name(given_name=member.given_name, family_name=member.family_name)
    inside = [
        Membership(value=group_id, ref=Reference(f"Groups/{group_id}"), display=name)
        for name, group_id in groups.items()
    ]
    found: User = PERSON(
        id=member.id, external_id=member.external_id, user_name=member.user_name,
        name=named if member.given_name or member.family_name else None,
        display_name=member.display_name, title=member.job_title, preferred_language=member.language,
        active=member.active, groups=inside or None,
        emails=[Email(value=member.email, type="work", primary=True)] if member.email else None,
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


def values(said: User, before: Member | None = None) -> dict[str, Any]:
    """Return what a SCIM user says of a member; what it does not say is empty. Raises SCIM's invalidValue.

    What a member always has, and the profile of which SCIM does not speak, stay as they were ``before``.
    """
    kept = {name: getattr(before, name) if before else EMPTY[name] for name in ("active", "language", "profile")}
    named, company = said.name or Name(), said[Enterprise] or Enterprise()
    first = said[Onboarding] or Onboarding(start_date=None)
    return checked(
        {
            **EMPTY,
            **kept,
            "user_name": said.user_name,
            "external_id": said.external_id,
            "given_name": named.given_name,
            "family_name": named.family_name,
            "display_name": said.display_name,
            "job_title": said.title,
            "language": _language(said.preferred_language) if said.preferred_language else kept["language"],
            "active": kept["active"] if said.active is None else said.active,
            "email": _email(said.emails or []),
            "employee_number": company.employee_number,
            "department": company.department,
            "manager": company.manager.value if company.manager else None,
            "starts": _day(first.start_date),
        }
    )


def _language(tag: str) -> str:
    """Return the language of a tag (``fr-CA``, ``fr, en;q=0.5``); pages exist in two, others read English."""
    language = re.split(r"[^a-z]", tag.lower())[0]
    return language if language in LANGUAGES else "en"


def _email(emails: list[Email]) -> str | None:
    """Return the primary address, or else the one for work, or else the first."""
    best = min(emails, key=lambda each: (not each.primary, each.type != "work"), default=None)
    return best.value if best else None


def _day(text: str | None) -> date | None:
    """Return a day; a moment is on its day."""
    try:
        return DAYS(date.fromisoformat(text[:10])) if text else None
    except (ValueError, ValidationError) as error:
        raise InvalidValueException(
            detail=f"startDate {text!r} is no date from 2000 to 2100; write 2026-12-01."
        ) from error
