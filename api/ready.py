"""Lists put together from the ready JSON of their records, with no record parsed."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from flask import Response
from flask.json.provider import JSONProvider

from recommender.search import Hit
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


def hit(found: Hit) -> bytes:
    """Return a search hit: the record with its score and highlights."""
    return b'%b,"score":%b,"highlights":%b}' % (found.record[:-1], orjson.dumps(round(found.score, 4)), found.marked)


def neighbour(found: Neighbour) -> bytes:
    """Return a resource like another one: the record, how like it is, and the skills and words that both have."""
    said = orjson.dumps({"score": found.score, "shared": found.skills, "terms": found.terms})
    return b"%b,%b" % (found.record[:-1], said[1:])


def listed(items: Iterable[bytes], rest: Mapping[str, Any]) -> Response:
    """Return a list as JSON: its ``items``, which are JSON already, and the ``rest`` of its fields."""
    body = b'{"items":[%b],%b' % (b",".join(items), orjson.dumps(rest)[1:])
    return Response(body, content_type="application/json")
