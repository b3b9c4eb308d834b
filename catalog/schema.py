"""The shape of a record in each data file; unknown keys are faults."""

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from catalog.level import LEVELS
from catalog.resource import COSTS, STATUSES, TYPES, Resource
from catalog.role import Need, Role
from catalog.skill import Skill

LANGUAGE = validate.Regexp(r"^([a-z]{2}|mul)\Z", error="Use a two-letter language code, or 'mul'.")
IDENTIFIER = validate.Regexp(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", error="Use lower-case letters, digits and single hyphens.")
LONGEST_EFFORT = 2000
"""Hours: a year of work."""

LEVEL_NUMBER = validate.OneOf([1, 2, 3], error="Must be 1, 2 or 3.")


def one_of(values: Any) -> validate.OneOf:
    """A value of a closed list, named in the message."""
    return validate.OneOf(list(values), error="{input!r} is not one of: {choices}.")


def _id(**options: Any) -> fields.String:
    return fields.String(validate=[IDENTIFIER, validate.Length(max=200)], **options)


def _localized(**options: Any) -> fields.Dict:
    text = fields.String(validate=validate.Length(min=1))
    return fields.Dict(keys=fields.String(validate=LANGUAGE), values=text, **options)


def _in_both(**options: Any) -> fields.Dict:
    return _localized(validate=_both_languages, **options)


def _both_languages(value: dict[str, Any]) -> None:
    missing = {"en", "fr"} - set(value)
    if missing:
        raise ma.ValidationError(f"Missing in: {', '.join(sorted(missing))}.")


def _levels(**options: Any) -> fields.Dict:
    return fields.Dict(
        keys=fields.String(validate=IDENTIFIER), values=fields.Integer(strict=True, validate=LEVEL_NUMBER), **options
    )


def _strings() -> fields.List[str]:
    return fields.List(fields.String(validate=validate.Length(min=1)))


class _Record(ma.Schema):
    class Meta:
        """Unknown keys are faults."""

        unknown = ma.RAISE


class VerifiedSchema(_Record):
    """How far the facts of a record were checked."""

    state = fields.String(required=True, validate=one_of(["confirmed", "known", "corrected", "doubtful"]))
    on = fields.Date(required=True)
    evidence = fields.List(fields.Url(schemes={"http", "https"}))
    note = fields.Dict(keys=fields.String(), values=fields.String(), validate=_both_languages)

    @ma.post_load
    def make(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Keep the date as ISO 8601 text, as it is in the file."""
        return {**data, "on": data["on"].isoformat()}


class SourceSchema(_Record):
    """Where the source document lists it, and under which name."""

    document = fields.String(required=True)
    listed_as = fields.String(required=True)


class ResourceSchema(_Record):
    """One record of ``resources.json``."""

    id = _id(required=True)
    type = fields.String(required=True, validate=one_of(TYPES))
    title = _localized(required=True, validate=validate.Length(min=1))
    alternate_names = _strings()
    summary = _in_both(required=True)
    creators = _strings()
    publisher = fields.String()
    year = fields.Integer(strict=True, validate=validate.Range(1900, 2100))
    edition = fields.String()
    identifiers = fields.Dict(
        keys=fields.String(validate=one_of(["isbn13", "doi", "arxiv", "code"])), values=fields.String()
    )
    url = fields.Url(schemes={"http", "https"}, require_tld=False)
    languages = fields.List(fields.String(validate=LANGUAGE), required=True, validate=validate.Length(min=1))
    cost = fields.String(required=True, validate=one_of(COSTS))
    hours = fields.Float(validate=validate.Range(min=0, min_inclusive=False, max=LONGEST_EFFORT))
    level = fields.String(validate=one_of(LEVELS))
    teaches = _levels()
    requires = _levels()
    tags = _strings()
    status = fields.String(required=True, validate=one_of(STATUSES))
    source = fields.Nested(SourceSchema)
    verified = fields.Nested(VerifiedSchema, required=True)
    successor = _id()

    @ma.post_load
    def make(self, data: dict[str, Any], **_: Any) -> Resource:
        """Build the resource."""
        lists = ("languages", "creators", "tags", "alternate_names")
        values: dict[str, Any] = {k: tuple(v) if k in lists else v for k, v in data.items()}
        return Resource(**values)


def _aliases(**options: Any) -> fields.Dict:
    return fields.Dict(keys=fields.String(validate=LANGUAGE), values=_strings(), validate=_both_languages, **options)


class SkillSchema(_Record):
    """One record of ``skills.json``."""

    id = _id(required=True)
    label = _in_both(required=True)
    aliases = _aliases(required=True)
    definition = _in_both(required=True)
    broader = _id(allow_none=True)
    requires = _levels()
    esco = fields.Url(schemes={"http", "https"}, allow_none=True)

    @ma.post_load
    def make(self, data: dict[str, Any], **_: Any) -> Skill:
        """Build the skill."""
        aliases = {lang: tuple(names) for lang, names in data.pop("aliases").items()}
        return Skill(aliases=aliases, **data)


class NeedSchema(_Record):
    """What a role needs of one skill."""

    level = fields.Integer(required=True, strict=True, validate=LEVEL_NUMBER)
    weight = fields.Float(required=True, validate=validate.Range(min=0, max=10, min_inclusive=False))

    @ma.post_load
    def make(self, data: dict[str, Any], **_: Any) -> Need:
        """Build the need."""
        return Need(**data)


class RoleSchema(_Record):
    """One record of ``roles.json``."""

    id = _id(required=True)
    label = _in_both(required=True)
    aliases = _aliases(required=True)
    mission = _in_both(required=True)
    needs = fields.Dict(
        keys=fields.String(validate=IDENTIFIER),
        values=fields.Nested(NeedSchema),
        required=True,
        validate=validate.Length(min=1),
    )
    codes = fields.Dict(keys=fields.String(validate=one_of(["esco", "rome", "onet", "gdad"])), values=_strings())

    @ma.post_load
    def make(self, data: dict[str, Any], **_: Any) -> Role:
        """Build the role."""
        for name in ("aliases", "codes"):
            data[name] = {key: tuple(values) for key, values in data.get(name, {}).items()}
        return Role(**data)
