"""What is kept of a text: no more than its column holds."""

from collections.abc import Mapping
from typing import Any

from scim2_models import InvalidValueException

LONGEST = {"email": 320, "employee_number": 64}
USUAL = 200


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values none of which is too long; raises SCIM's invalidValue."""
    for name, value in values.items():
        most = LONGEST.get(name, USUAL)
        if isinstance(value, str) and len(value) > most:
            raise InvalidValueException(detail=f"{name} is longer than {most} characters.")
    return dict(values)
