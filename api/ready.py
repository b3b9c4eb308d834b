"""Lists put together from the ready JSON of their records, with no record parsed."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from flask import Response
from flask.json.provider import JSONProvider

from recommender.similar import Neighbour


class OrjsonProvider(JSONProvider):
    """Flask's JSON by orjson: keys in their order, text as it is."""

    def dumps(self, obj: Any, **_: Any) -> str:
        """Return JSON as text."""
        return orjson.dumps(obj, option=orjson.OPT_NON_STR_KEYS).decode()

    def loads(self, s: str | bytes, **_: Any) -> Any:
        """Return what JSON holds."""
        return orjson.loads(s)

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """Return an answer of JSON."""
        return Response(orjson.dumps(self._prepare_response_obj(args, kwargs)), content_type="application/json")


Pieces = list[bytes | memoryview]
"""JSON in parts: those that a snapshot holds are not copied until they are sent."""


def neighbour(found: Neighbour) -> Pieces:
    """Return a resource like another one: the record, how like it is, and the skills and words that both have."""
    said = orjson.dumps({"score": found.score, "shared": found.skills, "terms": found.terms})
    return [found.record[:-1], b",%b" % said[1:]]


def listed(items: Iterable[Pieces], rest: Mapping[str, Any]) -> Pieces:
    """Return a list as JSON: its ``items`` and the ``rest`` of its fields."""
    pieces: Pieces = [b'{"items":[']
    for each in items:
        pieces += [*each, b","]
    if len(pieces) > 1:
        pieces.pop()
    pieces.append(b"],%b" % orjson.dumps(rest)[1:])
    return pieces


def answer(pieces: Pieces) -> Response:
    """Return JSON in parts as an answer."""
    return Response(pieces, content_type="application/json")  # type: ignore[arg-type]
