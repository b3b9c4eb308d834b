"""What search does, read plainly: the features that a query asks for, word by word."""

from recommender.analysis import CONCEPT, EXACT_NAME, LABEL, SURFACE
from recommender.features import named, surface
from recommender.text import STOP_WORDS, stems
from recommender.tokenizer import digest


def asked(query_words, concepts):
    """Return the features that folded words ask for, each with its boost."""
    boosts = {named(query_words): EXACT_NAME} if query_words else {}
    found = concepts.find(query_words)
    for concept, span in found:
        labels = concepts.labels.get(concept, frozenset())
        typed = [stems(word) for word in query_words[span] if word not in STOP_WORDS]
        for stem in labels.union(*(each for each in typed if labels.isdisjoint(each))):
            boosts[digest(stem)] = max(boosts.get(digest(stem), 0.0), LABEL)
        boosts[digest(concept)] = boosts.get(digest(concept), 0.0) + CONCEPT
    spoken = {i for _, span in found for i in range(span.start, span.stop)}
    left = [word for i, word in enumerate(query_words) if i not in spoken and word not in STOP_WORDS]
    for word in left or ([] if found else query_words):
        for feature, boost in (*((digest(stem), 1.0) for stem in stems(word)), (surface(word), SURFACE)):
            boosts[feature] = boosts.get(feature, 0.0) + boost
    return boosts


def terms(index, boosts):
    """Return the terms of a query for features, each with its boost; unknown features are left out."""
    import numpy as np

    places = {place: boost for feature, boost in boosts.items() if (place := index.place(feature)) >= 0}
    return index.weighted(np.array(list(places), np.int64), np.array(list(places.values()), np.float64))
