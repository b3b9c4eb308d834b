"""What there is to learn from, and paths through it; with a key, over the organisation's own catalogue."""

from typing import Any

from parcours_client.nouns import Noun, Paged, items
from parcours_client.transport import Record


class Resources(Paged):
    """What one learns from: courses, books, videos."""

    PATH = ("resources",)

    def search(self, q: str, **filters: Any) -> list[Record]:
        """Return the best resources for a question, best first; ``filters`` as `GET /resources` takes them."""
        return items(self._get(*self.PATH, q=q, **filters))

    def similar(self, resource_id: str, limit: int = 10) -> list[Record]:
        """Return resources like this one."""
        return items(self._get(*self.PATH, resource_id, "similar", limit=limit))

    def suggest(self, typed: str, limit: int = 10) -> list[Record]:
        """Return completions of what is being typed."""
        return items(self._get("suggest", q=typed, limit=limit))

    def roles(self) -> list[Record]:
        """Return the roles."""
        return items(self._get("roles"))


class Paths(Noun):
    """Paths for a profile; nothing is stored unless it is shared."""

    def to(self, role: str, **wishes: Any) -> Record:
        """Return the best path to a role, named as people name it; ``wishes`` as `GET /roles/{role}/path` takes."""
        return self._get("roles", role, "path", **wishes)

    def plan(self, **profile: Any) -> Record:
        """Return the best path for a whole profile."""
        return self._send("POST", "paths", body=profile, repeatable=True)

    def share(self, **profile: Any) -> Record:
        """Return the best path for a whole profile, which keeps its ``id`` for ever."""
        return self._send("POST", "paths", "shared", body=profile, repeatable=True)

    def get(self, path_id: str) -> Record:
        """Return a shared path as it was."""
        return self._get("paths", path_id)

    def recommend(self, limit: int = 10, **profile: Any) -> list[Record]:
        """Return ranked resources for a profile."""
        options = {"params": {"limit": limit}, "repeatable": True}
        return items(self._send("POST", "recommendations", body=profile, **options))
