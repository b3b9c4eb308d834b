"""Every text of the pages, in French and English, and how each language writes numbers and dates."""

from datetime import date
from typing import Any

MESSAGES: dict[str, dict[str, str]] = {
    "tagline": {"en": "The best learning path the catalogue allows, dated and explained.",
                "fr": "Le meilleur parcours que permet le catalogue, daté et expliqué."},
    "path": {"en": "Path", "fr": "Parcours"},
    "explore": {"en": "Resources", "fr": "Ressources"},
    "api": {"en": "API", "fr": "API"},
    "skip": {"en": "Skip to content", "fr": "Aller au contenu"},
    "role": {"en": "Your role or target job", "fr": "Votre métier ou métier visé"},
    "role_hint": {"en": "Type any job title; spelling mistakes are fine.",
                  "fr": "Saisissez un intitulé de poste ; les fautes de frappe sont permises."},
    "level": {"en": "Level", "fr": "Niveau"},
    "any_level": {"en": "Any level", "fr": "Tous niveaux"},
    "beginner": {"en": "Beginner", "fr": "Débutant"},
    "intermediate": {"en": "Intermediate", "fr": "Intermédiaire"},
    "advanced": {"en": "Advanced", "fr": "Avancé"},
    "hours_per_week": {"en": "Hours per week", "fr": "Heures par semaine"},
    "weeks": {"en": "Weeks", "fr": "Semaines"},
    "language": {"en": "Language of the resources", "fr": "Langue des ressources"},
    "fr_first": {"en": "French, else English", "fr": "Français, sinon anglais"},
    "en_first": {"en": "English, else French", "fr": "Anglais, sinon français"},
    "only_en": {"en": "English", "fr": "Anglais"},
    "only_fr": {"en": "French", "fr": "Français"},
    "en": {"en": "English", "fr": "anglais"},
    "fr": {"en": "French", "fr": "français"},
    "cost": {"en": "Cost", "fr": "Coût"},
    "any_cost": {"en": "Any cost", "fr": "Tous les coûts"},
    "only_free": {"en": "Free only", "fr": "Gratuit seulement"},
    "free": {"en": "free", "fr": "gratuit"},
    "freemium": {"en": "free in part", "fr": "gratuit en partie"},
    "paid": {"en": "paid", "fr": "payant"},
    "show_path": {"en": "Show my path", "fr": "Voir mon parcours"},
    "your_path": {"en": "Your path: {role}", "fr": "Votre parcours : {role}"},
    "coverage": {"en": "of the role's needs covered", "fr": "des besoins du métier couverts"},
    "effort": {"en": "{hours} h over {weeks} weeks", "fr": "{hours} h sur {weeks} semaines"},
    "effort_one": {"en": "{hours} h in one week", "fr": "{hours} h en une semaine"},
    "ends": {"en": "done by {date}", "fr": "terminé le {date}"},
    "proof": {"en": "Proven best: no other choice from the catalogue covers more in these hours.",
              "fr": "Optimalité prouvée : aucun autre choix du catalogue ne couvre davantage dans ces heures."},
    "dates": {"en": "{start} to {end}", "fr": "du {start} au {end}"},
    "gains": {"en": "You gain", "fr": "Vous gagnez"},
    "needs": {"en": "It needs", "fr": "Il faut"},
    "why": {"en": "Why this one", "fr": "Pourquoi celle-ci"},
    "closes": {"en": "To do, at the end of this stage: practice of what you have learnt.",
               "fr": "À faire, en fin d'étape : mettre en pratique ce que vous avez appris."},
    "skip_part": {"en": "You know most of it already. You can skip:",
                  "fr": "Vous en savez déjà l'essentiel. À sauter :"},
    "measuring": {"en": "Measuring", "fr": "Mesure en cours"},
    "figure": {"en": "Figure", "fr": "Indicateur"},
    "value": {"en": "Value", "fr": "Valeur"},
    "week": {"en": "Week {number}: {titles}", "fr": "Semaine {number} : {titles}"},
    "a_week": {"en": "{hours} h a week", "fr": "{hours} h par semaine"},
    "swap": {"en": "{hours} h, ends on {date}", "fr": "{hours} h, fin le {date}"},
    "alternatives": {"en": "Instead", "fr": "À la place"},
    "met_by_profile": {"en": "you have it", "fr": "acquis"},
    "met_by_step": {"en": "from step {step}", "fr": "étape {step}"},
    "practice": {"en": "To practise with", "fr": "Pour pratiquer"},
    "follow": {"en": "To follow", "fr": "À suivre"},
    "missing": {"en": "What stays open", "fr": "Ce qui reste ouvert"},
    "relax": {"en": "What would cover more", "fr": "Ce qui couvrirait davantage"},
    "change_hours_per_week": {"en": "{value} hours per week", "fr": "{value} heures par semaine"},
    "change_weeks": {"en": "{value} weeks", "fr": "{value} semaines"},
    "change_languages": {"en": "any language", "fr": "toutes les langues"},
    "change_types": {"en": "any type", "fr": "tous les types"},
    "change_excluded_types": {"en": "no type left out", "fr": "aucun type exclu"},
    "change_cost": {"en": "resources that are {value}", "fr": "ressources : {value}"},
    "nothing_to_do": {"en": "You already have what this role needs from the catalogue.",
                      "fr": "Vous avez déjà ce que ce métier demande au catalogue."},
    "unknown_role": {"en": "We know no role called “{role}”. Nearest:",
                     "fr": "Aucun métier ne s'appelle « {role} ». Les plus proches :"},
    "bad_value": {"en": "Please check this value:", "fr": "Veuillez vérifier cette valeur :"},
    "calendar": {"en": "Calendar (.ics)", "fr": "Calendrier (.ics)"},
    "table": {"en": "Table (CSV)", "fr": "Tableau (CSV)"},
    "print": {"en": "Print", "fr": "Imprimer"},
    "search": {"en": "Search", "fr": "Rechercher"},
    "search_hint": {"en": "Title, author, skill or role", "fr": "Titre, auteur, compétence ou métier"},
    "found": {"en": "{count} resources", "fr": "{count} ressources"},
    "found_one": {"en": "1 resource", "fr": "1 ressource"},
    "none": {"en": "Nothing found. Try fewer words, or remove a filter.",
             "fr": "Aucun résultat. Essayez moins de mots, ou retirez un filtre."},
    "corrected": {"en": "Shown for “{used}” instead of “{typed}”.",
                  "fr": "Résultats pour « {used} » au lieu de « {typed} »."},
    "all_filters": {"en": "Remove the filters", "fr": "Retirer les filtres"},
    "previous": {"en": "Previous", "fr": "Précédent"},
    "next": {"en": "Next", "fr": "Suivant"},
    "teaches": {"en": "Teaches", "fr": "Enseigne"},
    "requires": {"en": "Requires", "fr": "Demande"},
    "similar": {"en": "Like it", "fr": "Semblables"},
    "open": {"en": "Open the resource", "fr": "Ouvrir la ressource"},
    "listed_as": {"en": "Listed in the source document as “{name}” ({section}).",
                  "fr": "Citée dans le document source comme « {name} » ({section})."},
    "instead": {"en": "Use instead:", "fr": "À utiliser à la place :"},
    "unverified": {"en": "Not verified: could not be shown to exist as listed.",
                   "fr": "Non vérifiée : son existence n'a pu être établie."},
    "renamed": {"en": "Renamed", "fr": "Renommée"},
    "archived": {"en": "Archived: finished, still available.", "fr": "Archivée : terminée, toujours accessible."},
    "not_found": {"en": "This page does not exist.", "fr": "Cette page n'existe pas."},
    "colon": {"en": ":", "fr": " :"},
    "hours": {"en": "{hours} h", "fr": "{hours} h"},
    "book": {"en": "book", "fr": "livre"},
    "course": {"en": "course", "fr": "cours"},
    "certification": {"en": "certification", "fr": "certification"},
    "talk": {"en": "talk", "fr": "conférence"},
    "podcast": {"en": "podcast", "fr": "podcast"},
    "site": {"en": "site", "fr": "site"},
    "newsletter": {"en": "newsletter", "fr": "lettre d'information"},
    "community": {"en": "community", "fr": "communauté"},
    "journal": {"en": "journal", "fr": "revue"},
    "paper": {"en": "paper", "fr": "article de recherche"},
    "tool": {"en": "tool", "fr": "outil"},
    "guide": {"en": "guide", "fr": "guide"},
    "type": {"en": "Type", "fr": "Type"},
    "roles": {"en": "Roles", "fr": "Métiers"},
    "other_language": {"en": "Français", "fr": "English"},
}  # fmt: skip
MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
}
LANGUAGES = ("en", "fr")


def translate(lang: str, key: str, **values: Any) -> str:
    """Return the text ``key`` in ``lang``."""
    return MESSAGES[key][lang].format(**values)


def day(lang: str, value: date) -> str:
    """Return a date as ``lang`` writes it: 1 December 2026, 1er décembre 2026."""
    number = "1er" if lang == "fr" and value.day == 1 else str(value.day)
    return f"{number} {MONTHS[lang][value.month - 1]} {value.year}"


def number(lang: str, value: float) -> str:
    """Return a number with the decimal sign of ``lang``."""
    text = f"{value:g}"
    return text.replace(".", ",") if lang == "fr" else text


def translator(lang: str) -> dict[str, Any]:
    """Return what a template needs to write in ``lang``."""
    return {
        "lang": lang,
        "other": "fr" if lang == "en" else "en",
        "t": lambda key, **values: translate(lang, key, **values),
        "day": lambda value: day(lang, value),
        "number": lambda value: number(lang, value),
    }
