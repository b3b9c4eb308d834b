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
    "type": {"en": "It is of a type that you like.", "fr": "Elle est d'un type que vous aimez."},
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

AGAINST: dict[str, Text] = {
    "status": {
        "en": "It is unverified or has ended, and is never put into a path.",
        "fr": "Elle n'est pas vérifiée ou n'existe plus, et n'entre dans aucun parcours.",
    },
    "mode": {
        "en": "One practises with it or follows it: it stands beside the steps, not among them.",
        "fr": "On s'en sert ou on la suit au fil de l'eau : elle accompagne les étapes sans en être une.",
    },
    "short": {
        "en": "It is too short to give a level in a skill.",
        "fr": "Elle est trop courte pour donner un niveau dans une compétence.",
    },
    "completed": {"en": "You have completed it.", "fr": "Vous l'avez déjà terminée."},
    "disliked": {"en": "You have set it aside.", "fr": "Vous l'avez écartée."},
    "cost": {"en": "It costs more than you allow.", "fr": "Elle coûte plus que vous ne l'acceptez."},
    "language": {"en": "It is in none of your languages.", "fr": "Elle n'est dans aucune de vos langues."},
    "type": {"en": "It is of a type that you left out.", "fr": "Elle est d'un type que vous n'avez pas retenu."},
    "long": {"en": "It takes more hours than you have.", "fr": "Elle demande plus d'heures que vous n'en avez."},
    "requirements": {
        "en": "What it requires cannot be learnt as well in your hours.",
        "fr": "Vos heures ne suffisent pas à acquérir aussi ce qu'elle demande.",
    },
    "known": {"en": "You know all that it teaches.", "fr": "Vous savez déjà tout ce qu'elle enseigne."},
    "coverage": {
        "en": "With it, the best path would cover {points} points less.",
        "fr": "Avec elle, le meilleur parcours couvrirait {points} points de moins.",
    },
    "burden": {
        "en": "Others lead as far in fewer hours, or fit you better.",
        "fr": "D'autres mènent aussi loin en moins d'heures, ou vous conviennent mieux.",
    },
}


def against(kind: str, *, lost: float) -> Text:
    """Return why a resource is not in a path; ``lost`` is the coverage (0 to 1) that it would cost."""
    points = f"{100 * lost:.1f}"
    return {
        "en": AGAINST[kind]["en"].format(points=points),
        "fr": AGAINST[kind]["fr"].format(points=points.replace(".", ",")),
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
