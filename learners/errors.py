"""What can be wrong with a question about learners.

LearnersError
└── PathNotFound    no path is stored under this id
"""


class LearnersError(Exception):
    """A question about learners that cannot be answered."""


class PathNotFound(LearnersError):
    """No path is stored under this id."""

    def __init__(self, path_id: str) -> None:
        super().__init__(f"No path is stored under the id {path_id!r}; POST /paths/shared stores one.")
        self.path_id = path_id
