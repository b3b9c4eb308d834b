"""The client: one attribute for each noun of the API."""

from types import TracebackType
from typing import Any, Self

from parcours_client.learning import Assignments, Events, Reports, Rules
from parcours_client.organisation import Keys, Organisation, OwnCatalog, Webhooks
from parcours_client.people import Groups, Members, Scim, Titles
from parcours_client.public import Paths, Resources
from parcours_client.transport import Record, Transport


class Client:
    """Speaks with a server, for the organisation whose ``key`` it is; without one, as anybody.

    Requests are repeated where that can do no harm (see `Transport`, which takes ``options``). One may be used by
    several threads.
    """

    def __init__(self, base_url: str, key: str | None = None, **options: Any) -> None:
        self._transport = transport = Transport(base_url, key, **options)
        self.resources = Resources(transport)
        self.paths = Paths(transport)
        self.organisation = Organisation(transport)
        self.keys = Keys(transport)
        self.catalog = OwnCatalog(transport)
        self.titles = Titles(transport)
        self.members = Members(transport)
        self.groups = Groups(transport)
        self.rules = Rules(transport)
        self.assignments = Assignments(transport)
        self.events = Events(transport)
        self.reports = Reports(transport)
        self.webhooks = Webhooks(transport)
        self.users = Scim(transport, "Users")
        self.scim_groups = Scim(transport, "Groups")

    def ask(self, method: str, path: str, body: Any = None, **options: Any) -> Record:
        """Ask what has no method of its own; raises `ParcoursError`."""
        return self._transport.ask(method, path, body, **options)

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
