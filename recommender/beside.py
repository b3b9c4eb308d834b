"""What stands beside the steps: tools to practise with, sources to follow, each with its weekly time."""

from collections.abc import Sequence

import numpy as np

from catalog import Resource
from recommender.path import Beside
from recommender.question import Question
from recommender.schedule import Placed

MOST = 3
"""How many of each mode."""

WEEKLY = 0.5
"""Hours a week for what does not say how long one issue takes."""


def beside(question: Question, placed: Sequence[Placed], mode: str) -> tuple[Beside, ...]:
    """Return the resources of ``mode`` that go with the open needs and with what the steps teach, best fit first.

    A tool is of use from the day on which a step first teaches one of its skills; a source from the first day.
    """
    if not placed:
        return ()
    shelf = question.shelf
    taught = {skill for each in placed for skill in each.resource.teaches}
    touches = np.any([shelf.pool.giving({skill: 1}) for skill in taught], axis=0) | question.fit.advancing
    rows = np.flatnonzero(question.allowed & shelf.columns.mask("mode", (mode,)) & touches)
    best = rows[np.argsort(-question.fit.scores[rows], kind="stable")][:MOST]
    return tuple(_slot(shelf.resources[row], placed, mode) for row in best)


def _slot(resource: Resource, placed: Sequence[Placed], mode: str) -> Beside:
    meeting = [each.starts for each in placed if not resource.teaches.keys().isdisjoint(each.resource.teaches)]
    since = min(meeting, default=placed[0].starts) if mode == "practice" else placed[0].starts
    return Beside(resource, min(resource.hours or WEEKLY, 1.0), since, placed[-1].ends)
