"""For how long an organisation keeps what it does not need any more."""

from dataclasses import asdict, dataclass

from learners import privacy
from learners.rows import Scope
from learners.tables import ORGANISATIONS


@dataclass(frozen=True, slots=True)
class Retention:
    """Days after which members who left are erased (None: never), and after which old deliveries are forgotten."""

    members: int | None = None
    deliveries: int = 30


def retention(scope: Scope) -> Retention:
    """Return what an organisation has chosen."""
    with scope.reading() as rows:
        found = rows.one(ORGANISATIONS, id=scope.organisation)
    return Retention(**(found or {"settings": {}})["settings"].get("retention", {}))


def choose(scope: Scope, chosen: Retention) -> None:
    """Choose; it takes effect with the next daily round."""
    with scope.writing() as rows:
        rows.wait()
        found = rows.one(ORGANISATIONS, id=scope.organisation)
        settings = {**(found or {"settings": {}})["settings"], "retention": asdict(chosen)}
        rows.change(ORGANISATIONS, {"settings": settings}, id=scope.organisation)
        rows.audit("retention.chosen", scope.organisation, **asdict(chosen))


def apply(scope: Scope) -> tuple[int, int]:
    """Erase and forget what is old enough; return how many members and deliveries that were."""
    chosen = retention(scope)
    gone = privacy.expired(scope, chosen.members) if chosen.members is not None else []
    for member_id in gone:
        privacy.erase(scope, member_id)
    return len(gone), privacy.forget_deliveries(scope, chosen.deliveries)
