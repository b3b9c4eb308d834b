"""The sentences of an explanation, in French and English."""

from collections.abc import Mapping, Sequence

from catalog import Resource

Text = dict[str, str]

REASONS: dict[str, Text] = {
    "skill": {"en": "It moves you on in {skills}.", "fr": "Elle vous fait progresser : {skills}."},
    "requirement": {
        "en": "Later steps build on what it teaches.",
        "fr": "Des étapes suivantes s'appuient sur ce qu'elle enseigne.",
    },
    "level": {"en": "Its level suits yours: {level}.", "fr": "Son niveau vous convient : {level}."},
    "language": {"en": "It is in {language}.", "fr": "Elle est en {language}."},
    "cost": {"en": "It is {cost}.", "fr": "Elle est {cost}."},
    "taste": {"en": "It is close to what you liked.", "fr": "Elle est proche de ce que vous avez aimé."},
}
LEVELS: dict[str, Text] = {
    "beginner": {"en": "beginner", "fr": "débutant"},
    "intermediate": {"en": "intermediate", "fr": "intermédiaire"},
    "advanced": {"en": "advanced", "fr": "avancé"},
}
COSTS: dict[str, Text] = {
    "free": {"en": "free", "fr": "gratuite"},
    "freemium": {"en": "free in part", "fr": "gratuite en partie"},
    "paid": {"en": "paid", "fr": "payante"},
}
LANGUAGES: dict[str, Text] = {
    "en": {"en": "English", "fr": "anglais"},
    "fr": {"en": "French", "fr": "français"},
}
MISSING: dict[str, Text] = {
    "nothing": {"en": "nothing in the catalogue teaches it", "fr": "rien dans le catalogue ne l'enseigne"},
    "filters": {"en": "no {what} teaches it", "fr": "aucune ressource {what} ne l'enseigne"},
    "requirements": {
        "en": "what it builds on cannot be reached with these filters",
        "fr": "ses prérequis ne peuvent être atteints avec ces filtres",
    },
    "hours": {"en": "the hours do not suffice", "fr": "les heures ne suffisent pas"},
}


def reason(kind: str, resource: Resource, skills: Sequence[Mapping[str, str]]) -> Text:
    """Return the sentence for one contribution to a resource's score."""
    template = REASONS["requirement" if kind == "skill" and not skills else kind]
    return {
        lang: template[lang].format(
            skills=", ".join(label[lang] for label in skills),
            level=LEVELS[resource.level][lang] if resource.level else "",
            language=_join([LANGUAGES.get(each, {}).get(lang, each) for each in resource.languages], lang),
            cost=COSTS[resource.cost][lang],
        )
        for lang in ("en", "fr")
    }


def missing(kind: str, *, cost: str, languages: Sequence[str], types: Sequence[str]) -> Text:
    """Return why a need stays open."""
    return {
        "en": MISSING[kind]["en"].format(what=_what_en(cost, languages, types)),
        "fr": MISSING[kind]["fr"].format(what=_what_fr(cost, languages, types)),
    }


def _what_en(cost: str, languages: Sequence[str], types: Sequence[str]) -> str:
    free = {"free": "free ", "freemium": "free or partly free "}.get(cost, "")
    noun = _join(types, "en", last="or") or "resource"
    where = f" in {_join([LANGUAGES.get(each, {}).get('en', each) for each in languages], 'en', last='or')}"
    return f"{free}{noun}{where if languages else ''}"


def _what_fr(cost: str, languages: Sequence[str], types: Sequence[str]) -> str:
    free = {"free": "gratuite", "freemium": "au moins en partie gratuite"}.get(cost, "")
    where = f"en {_join([LANGUAGES.get(each, {}).get('fr', each) for each in languages], 'fr', last='ou')}"
    kinds = f"du type demandé ({', '.join(types)})" if types else ""
    return " ".join(filter(None, [free, where if languages else "", kinds]))


def _join(parts: Sequence[str], lang: str, *, last: str = "") -> str:
    word = last or {"en": "and", "fr": "et"}[lang]
    return f" {word} ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
