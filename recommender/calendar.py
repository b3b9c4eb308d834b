"""The days on which one learns."""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date, timedelta


class StudyDays:
    """The days from a first one on, holidays left out; counted from 0."""

    def __init__(self, start: date, holidays: Iterable[date] = ()) -> None:
        self._start = start
        self._off = sorted({(day - start).days for day in holidays if day >= start})

    def __getitem__(self, index: int) -> date:
        """Return the day with this index: never a holiday."""
        passed = 0
        while (over := bisect_left(self._off, index + passed + 1)) > passed:
            passed = over
        return self._start + timedelta(days=index + passed)

    def within(self, days: int) -> int:
        """Return how many of the first ``days`` days are no holiday."""
        return days - bisect_left(self._off, days)
