"""Drawings: from a path or a catalogue to the geometry that templates draw, without a word of HTML or language."""

from flask import Flask

from api.web.drawing.coverage import coverage
from api.web.drawing.heat_map import heat_map
from api.web.drawing.label import lines
from api.web.drawing.neighbours import neighbours
from api.web.drawing.skill_map import skill_map
from api.web.drawing.timeline import timeline

FUNCTIONS = {"coverage": coverage, "heat_map": heat_map, "lines": lines, "neighbours": neighbours,
             "skill_map": skill_map, "timeline": timeline}  # fmt: skip
"""What templates may call, as ``draw.NAME``."""


def register(app: Flask) -> None:
    """Let every template draw."""
    app.jinja_env.globals["draw"] = FUNCTIONS


__all__ = ["FUNCTIONS", "coverage", "heat_map", "lines", "neighbours", "register", "skill_map", "timeline"]
