"""What the pictures can show: the table of motifs."""

from collections.abc import Callable

from core.illustrations import people, places, things
from core.illustrations.canvas import Canvas

Motif = Callable[[Canvas], None]

MOTIFS: dict[str, Motif] = {
    "meetings": people.meetings,
    "environment": places.environment,
    "training": people.training,
    "communes": places.communes,
    "culture": things.culture,
    "sport": places.sport,
    "health": things.health,
    "youth": people.youth,
    "seniors": people.seniors,
    "volunteering": people.volunteering,
    "participation": people.participation,
    "education": things.education,
    "cooperation": things.cooperation,
    "fair": places.fair,
    "documents": things.documents,
    "coast": places.coast,
}

# Read by people from left to right: never mirrored.
FIXED = frozenset({"documents", "participation", "education"})
# Where the picture needs a ground of a certain kind (pale hands vanish on cream).
GROUNDS = {"volunteering": (1, 2, 4, 5), "education": (0, 1, 2, 4, 5, 6)}
