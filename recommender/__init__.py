"""What to learn next: search, likeness, recommendations and paths over one catalogue."""

from recommender.engine import Engine
from recommender.errors import BadProfile, RecommenderError, UnknownRole
from recommender.path import Path
from recommender.profile import Profile
from recommender.search import Query

__all__ = ["BadProfile", "Engine", "Path", "Profile", "Query", "RecommenderError", "UnknownRole"]
