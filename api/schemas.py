"""What a request may hold."""

from datetime import date
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from api.fields import Holidays, Known, Several, choice
from api.listing import LONGEST_QUERY
from catalog.level import LEVELS
from catalog.resource import COSTS, MODES, STATUSES, TYPES
from recommender.facets import FACETS
from recommender.orders import SORTS
from recommender.profile import HOURS_PER_WEEK, LONGEST, MOST_HOURS_PER_WEEK, WEEKS

LANGUAGES = ("en", "fr")
HOURS = validate.Range(min=0.5, max=MOST_HOURS_PER_WEEK)
DAYS = validate.Range(date(2000, 1, 1), date(2100, 1, 1))


class Strict(ma.Schema):
    """Refuses what it does not name."""

    class Meta:
        unknown = ma.RAISE


class ResourceQuery(Strict):
    """Search, filters, order and page."""

    q = fields.String(load_default="", validate=validate.Length(max=LONGEST_QUERY))
    type = Several(TYPES)
    level = Several(LEVELS)
    role = Several()
    skill = Several()
    language = Several(LANGUAGES)
    cost = Several(COSTS)
    mode = Several(MODES)
    status = Several(STATUSES)
    min_hours = fields.Float(validate=validate.Range(min=0))
    max_hours = fields.Float(validate=validate.Range(min=0))
    year_from = fields.Integer(validate=validate.Range(1900, 2100))
    sort = fields.String(load_default="relevance", validate=choice(SORTS))
    page = fields.Integer(load_default=1, validate=validate.Range(1, 100_000))
    per_page = fields.Integer(load_default=20, validate=validate.Range(1, 100))
    facets = Several(FACETS)
    exact = fields.Boolean(load_default=False)
    format = fields.String(validate=choice(["json", "csv"]))

    @ma.validates_schema
    def _hours_in_order(self, data: dict[str, Any], **_: Any) -> None:
        low, high = data.get("min_hours"), data.get("max_hours")
        if low is not None and high is not None and low > high:
            raise ma.ValidationError(f"{high:g} is below min_hours, {low:g}.", "max_hours")


class OneResourceQuery(Strict):
    """The form of one resource."""

    format = fields.String(validate=choice(["json", "jsonld"]))


class LimitQuery(Strict):
    """How many are wanted."""

    limit = fields.Integer(load_default=10, validate=validate.Range(1, 20))


class GapsQuery(Strict):
    """Which gaps are wanted."""

    role = Several(load_default=())
    skill = Several(load_default=())
    level = Several(("1", "2", "3"), load_default=())
    language = Several(("any", *LANGUAGES), load_default=())
    cost = Several(("any", "free"), load_default=())
    page = fields.Integer(load_default=1, validate=validate.Range(1, 100_000))
    per_page = fields.Integer(load_default=20, validate=validate.Range(1, 100))


class SuggestQuery(LimitQuery):
    """What is being typed."""

    q = fields.String(required=True, validate=validate.Length(1, 100))


class Nothing(Strict):
    """No parameter."""


class PathQuery(Strict):
    """A profile by query string, and the form of its path."""

    level = fields.String(load_default="beginner", validate=choice(LEVELS))
    hours_per_week = fields.Float(load_default=HOURS_PER_WEEK, validate=HOURS)
    weeks = fields.Integer(load_default=WEEKS, validate=validate.Range(1, LONGEST))
    start = fields.Date(validate=DAYS)
    deadline = fields.Date(validate=DAYS)
    language = Several(LANGUAGES)
    cost = fields.String(load_default="paid", validate=choice(COSTS))
    type = Several(TYPES)
    excluded_type = Several(TYPES)
    known = Known(load_default=dict)
    completed = Several()
    holidays = Holidays()
    format = fields.String(validate=choice(["json", "csv", "ics", "html", "jsonld"]))


class ProfileBody(Strict):
    """A whole profile."""

    role = fields.String(allow_none=True, load_default=None, validate=validate.Length(1, 200))
    goal = fields.String(load_default="", validate=validate.Length(max=500))
    level = fields.String(load_default="beginner", validate=choice(LEVELS))
    known = Known(load_default=dict)
    completed = Several(load_default=())
    liked = Several(load_default=())
    disliked = Several(load_default=())
    pinned = Several(load_default=())
    languages = Several(LANGUAGES, load_default=())
    cost = fields.String(load_default="paid", validate=choice(COSTS))
    types = Several(TYPES, load_default=())
    excluded_types = Several(TYPES, load_default=())
    liked_types = Several(TYPES, load_default=())
    hours_per_week = fields.Float(load_default=HOURS_PER_WEEK, validate=HOURS)
    weeks = fields.Integer(load_default=WEEKS, validate=validate.Range(1, LONGEST))
    start = fields.Date(validate=DAYS)
    deadline = fields.Date(validate=DAYS)
    holidays = Holidays(load_default=())

    @ma.validates_schema
    def _aims_at_something(self, data: dict[str, Any], *, partial: bool | None, **_: Any) -> None:
        if not partial and not data.get("role") and not (data.get("goal") or "").strip():
            raise ma.ValidationError("Name a role, or say a goal.", "role")


class ProfileChange(ProfileBody):
    """The fields of a profile that differ."""

    class Meta(Strict.Meta):
        exclude = ("deadline",)


class MemberProfile(ProfileBody):
    """What is known of a learner, whatever the path."""

    class Meta(Strict.Meta):
        exclude = ("start", "deadline")


class PathProfile(ProfileBody):
    """What is said of one path beside its aim and its days."""

    class Meta(Strict.Meta):
        exclude = ("start", "deadline", "role", "goal")


class WhatIfBody(Strict):
    """A profile, and changes of it: each holds the fields that differ."""

    profile = fields.Nested(ProfileBody, required=True)
    changes = fields.List(
        fields.Nested(ProfileChange(partial=True)), required=True, validate=validate.Length(min=1, max=10)
    )


class WhyNotBody(Strict):
    """A profile, and the resource that is asked about."""

    profile = fields.Nested(ProfileBody, required=True)
    resource = fields.String(required=True, validate=validate.Length(1, 200))
