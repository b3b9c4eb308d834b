"""How one behaves at other people's hosts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """What a checker does at most, and for how long it waits; all times are in seconds.

    agent: the User-Agent; its first word, up to the slash, is looked for in robots.txt.
    together, per_host, pause: requests at once, at one host, and the time between two of these.
    seconds, deadline: for one request, and for all of an address without the time that one waits.
    hops: redirects that are followed, as many as browsers do.
    tries, backoff, patience: times that is tried where a fault may pass, the first wait (each further one is twice as
    long), and how long hosts can make one wait for an address altogether (``Retry-After``).
    slowest: the longest Crawl-delay that is kept.
    compare: whether pages are compared with the answer to a made-up address, which costs a request a host.
    """

    agent: str = "ParcoursLinks/1 (checks whether links still work)"
    together: int = 32
    per_host: int = 2
    pause: float = 1.0
    seconds: float = 20.0
    deadline: float = 60.0
    hops: int = 20
    tries: int = 3
    backoff: float = 1.0
    patience: float = 60.0
    slowest: float = 30.0
    compare: bool = True

    @property
    def product(self) -> str:
        """The name by which robots.txt knows this program (RFC 9309, 2.2.1)."""
        return self.agent.partition("/")[0].split()[0]
