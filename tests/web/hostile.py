"""A small catalogue whose every text tries to be markup or a script."""

from catalog import Catalog, Need, Role, Skill
from tests.conftest import resource

MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'"
NAMES = {"en": MARKUP, "fr": MARKUP}


def hostile() -> Catalog:
    """One skill under another one, a role that needs both, and a resource for each."""
    aliases = {"en": (f"other {MARKUP}",), "fr": (f"autre {MARKUP}",)}
    skills = [
        Skill("wide", {"en": f"wide {MARKUP}", "fr": f"large {MARKUP}"}, aliases, NAMES, esco="javascript:alert(3)"),
        Skill("narrow", {"en": f"narrow {MARKUP}", "fr": f"fin {MARKUP}"}, {"en": (), "fr": ()}, NAMES, "wide",
              {"wide": 1}, esco="http://data.europa.eu/esco/skill/1"),
    ]  # fmt: skip
    needs = {"wide": Need(1, 1.0), "narrow": Need(2, 2.0)}
    codes = {"esco": ("javascript:alert(4)",), "rome": (MARKUP,)}
    roles = [
        Role("first", {"en": f"first {MARKUP}", "fr": f"premier {MARKUP}"}, aliases, NAMES, needs, codes),
        Role("second", {"en": f"second {MARKUP}", "fr": f"second {MARKUP}"}, {"en": (), "fr": ()}, NAMES, needs),
    ]
    title = {"en": MARKUP}
    return Catalog([resource("a", {"wide": 1}, title=title), resource("b", {"narrow": 2}, title=title)], skills, roles)
