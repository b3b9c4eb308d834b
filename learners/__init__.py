"""Who learns what, by when: stored paths (organisations, members and progress will live here)."""

from learners.errors import LearnersError, PathNotFound

__all__ = ["LearnersError", "PathNotFound"]
