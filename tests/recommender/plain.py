"""What search does, read plainly: the features that a query asks for, and the terms that these are."""

import numpy as np

from recommender.analysis import CONCEPT, EXACT_NAME, LABEL, SURFACE
from recommender.features import named, surface
from recommender.text import STOP_WORDS, stems
from recommender.tokenizer import digest


def asked(words, concepts):
    """Return the features that folded words ask for, each with its boost."""
    boosts = {named(words): EXACT_NAME} if words else {}
    found = concepts.find(words)
    left = list(words)
    for concept, span in found:
        labels = concepts.labels.get(concept, frozenset())
        typed = [stems(word) for word in words[span] if word not in STOP_WORDS]
        for stem in labels.union(*(each for each in typed if labels.isdisjoint(each))):
            boosts[digest(stem)] = max(boosts.get(digest(stem), 0.0), LABEL)
        boosts[digest(concept)] = boosts.get(digest(concept), 0.0) + CONCEPT
        left[span] = [""] * (span.stop - span.start)
    for word in [word for word in left if word and word not in STOP_WORDS] or ([] if found else words):
        for feature, boost in (*((digest(stem), 1.0) for stem in stems(word)), (surface(word), SURFACE)):
            boosts[feature] = boosts.get(feature, 0.0) + boost
    return boosts


def placed(index, boosts):
    """Return the places of those features that an index has, with their boosts."""
    return {place: boost for feature, boost in boosts.items() if (place := index.place(feature)) >= 0}


def terms(index, boosts):
    """Return the terms of a query for features, each with its boost."""
    places = placed(index, boosts)
    return index.weighted(np.array(list(places), np.int64), np.array(list(places.values()), np.float64))
