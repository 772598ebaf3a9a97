"""How often a test repeats itself: a few times in every run, many times with ``NATRES_MANY=1`` (`make torture`)."""

import os

MANY = bool(os.environ.get("NATRES_MANY"))


def times(many, few):
    """Return how many, or which, of something a run looks at."""
    return many if MANY else few
