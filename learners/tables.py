"""The tables of organisations: each but `ORGANISATIONS` says whose a row is."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, Float, Index, Integer, MetaData, String, Table, Text

from catalog.database import Moment

METADATA = MetaData()

ORGANISATIONS = Table(
    "organisations",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("created", Moment, nullable=False),
    Column("catalog_version", Integer, nullable=False, default=0),
    Column("settings", JSON, nullable=False, default=dict),
)
"""``catalog_version`` grows with each change to what the organisation adds to the catalogue or hides of it."""


def _owned(name: str, *columns: Column[object] | Index) -> Table:
    return Table(name, METADATA, Column("organisation", String(64), primary_key=True), *columns)


def _id(name: str = "id", length: int = 64) -> Column[object]:
    return Column(name, String(length), primary_key=True)


KEYS = _owned(
    "api_keys",
    _id(),
    Column("name", String(200), nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("scopes", JSON, nullable=False),
    Column("created", Moment, nullable=False),
    Column("expires", Moment),
    Column("last_used", Moment),
)
OWN_RECORDS = _owned(
    "own_records",
    _id("kind", 16),
    _id("id", 200),
    Column("position", Integer, nullable=False),
    Column("document", JSON, nullable=False),
)
"""What an organisation adds to the catalogue: ``kind`` is ``resources``, ``skills`` or ``roles``."""

HIDDEN = _owned("hidden_resources", _id("resource", 200))
MANDATORY = _owned(
    "mandatory_steps",
    _id("resource", 200),
    _id("role", 200),
    Column("position", Integer, nullable=False),
)
"""Steps that come first in each path to ``role``; the empty role stands for all."""

TITLES = _owned(
    "job_titles",
    _id("position", 8),
    Column("title", String(200), nullable=False),
    Column("role", String(200), nullable=False),
)
MEMBERS = _owned(
    "members",
    _id(),
    Column("user_name", String(200), nullable=False),
    Column("user_key", String(600), nullable=False, server_default=""),
    Column("external_id", String(200)),
    Column("email", String(320)),
    Column("given_name", String(200)),
    Column("family_name", String(200)),
    Column("display_name", String(200)),
    Column("language", String(8), nullable=False, default="en"),
    Column("job_title", String(200)),
    Column("role", String(200)),
    Column("manager", String(64)),
    Column("department", String(200)),
    Column("employee_number", String(64)),
    Column("starts", Date),
    Column("active", Boolean, nullable=False, default=True),
    Column("profile", JSON, nullable=False, default=dict),
    Column("created", Moment, nullable=False),
    Column("changed", Moment, nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("erased", Moment),
    Index("members_user_key", "organisation", "user_key", unique=True),
    Index("members_external_id", "organisation", "external_id"),
    Index("members_manager", "organisation", "manager"),
)
"""``user_key`` is the user name as it is compared; ``role`` is a role's id, said or understood from ``job_title``;
``profile`` holds what else a path asks for.

Of who was erased there is a row that says nothing but when, so that sums still add up; lists leave it out.
"""

GROUPS = _owned(
    "groups",
    _id(),
    Column("name", String(200), nullable=False),
    Column("external_id", String(200)),
    Column("created", Moment, nullable=False),
    Column("changed", Moment, nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Index("groups_name", "organisation", "name", unique=True),
)
MEMBERSHIPS = _owned(
    "memberships", _id("group_id"), _id("member"), Index("memberships_member", "organisation", "member")
)
RULES = _owned(
    "onboarding_rules",
    _id(),
    Column("position", Integer, nullable=False),
    Column("title", String(200)),
    Column("role", String(200)),
    Column("group_id", String(64)),
    Column("day", Integer, nullable=False, default=0),
    Column("path", JSON, nullable=False),
    Column("deadline_days", Integer),
    Column("active", Boolean, nullable=False, default=True),
)
"""Whoever has this ``title``, ``role`` and group (what is null asks nothing) starts ``path`` on day ``day``."""

ASSIGNMENTS = _owned(
    "assignments",
    _id(),
    Column("member", String(64), nullable=False),
    Column("role", String(200)),
    Column("goal", String(500), nullable=False, default=""),
    Column("starts", Date, nullable=False),
    Column("deadline", Date),
    Column("state", String(16), nullable=False),
    Column("plan", Integer, nullable=False),
    Column("origin", String(80), nullable=False),
    Column("created", Moment, nullable=False),
    Column("changed", Moment, nullable=False),
    Column("reminded", Moment),
    Index("assignments_member", "organisation", "member"),
    Index("assignments_origin", "organisation", "member", "origin", unique=True),
)
"""``state`` is ``active`` or ``cancelled``; ``origin`` (``rule:…``, ``group:…``, ``call:…``) is met once a member."""

PLANS = _owned(
    "plans",
    _id("assignment"),
    Column("number", Integer, primary_key=True),
    Column("revision", String(64), nullable=False),
    Column("profile", JSON, nullable=False),
    Column("answer", Text, nullable=False),
    Column("steps", JSON, nullable=False),
    Column("created", Moment, nullable=False),
)
"""The paths of an assignment, never changed: the newest counts. ``steps``: resource, hours, starts, ends, mandatory."""

EVENTS = _owned(
    "events",
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("id", String(100), nullable=False),
    Column("member", String(64), nullable=False),
    Column("resource", String(200), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("value", Float),
    Column("at", Moment, nullable=False),
    Column("received", Moment, nullable=False),
    Column("source", String(80), nullable=False),
    Index("events_id", "organisation", "id", unique=True),
    Index("events_member", "organisation", "member", "resource"),
)
"""What members did; rows are added only. ``id`` is the client's, so that a retry adds nothing.

``sequence`` counts the organisation's own events: a common count would tell how much others do.
"""

WEBHOOKS = _owned(
    "webhooks",
    _id(),
    Column("url", String(2000), nullable=False),
    Column("form", String(16), nullable=False),
    Column("secret", Text, nullable=False),
    Column("events", JSON, nullable=False),
    Column("active", Boolean, nullable=False, default=True),
    Column("created", Moment, nullable=False),
)
"""Where notices go: ``form`` is ``webhook`` or ``xapi``; ``secret`` is sealed."""

DELIVERIES = _owned(
    "deliveries",
    _id(),
    Column("webhook", String(64), nullable=False),
    Column("kind", String(80), nullable=False),
    Column("member", String(64)),
    Column("body", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("due", Moment),
    Column("created", Moment, nullable=False),
    Column("delivered", Moment),
    Column("status", Integer),
    Column("fault", String(500)),
    Index("deliveries_due", "state", "due"),
    Index("deliveries_webhook", "organisation", "webhook", "created"),
    Index("deliveries_member", "organisation", "member"),
)
"""``state`` is ``waiting``, ``delivered`` or ``failed``; ``member`` is the one that the body speaks of, if any."""

AUDIT = _owned(
    "audit",
    _id(),
    Column("at", Moment, nullable=False),
    Column("actor", String(100), nullable=False),
    Column("act", String(80), nullable=False),
    Column("subject", String(300), nullable=False),
    Column("detail", JSON, nullable=False),
    Index("audit_at", "organisation", "at"),
)
PROVIDERS = _owned(
    "identity_providers",
    Column("issuer", String(500), nullable=False),
    Column("client_id", String(200), nullable=False),
    Column("client_secret", Text, nullable=False),
    Column("managers", JSON, nullable=False, default=list),
)
"""The OpenID provider by which an organisation's people sign in; ``client_secret`` is sealed."""

SIGN_INS = _owned("sign_ins", _id(), Column("at", Moment, nullable=False))
"""The answers of the provider that were used lately, by a digest of their state: none is good twice."""
