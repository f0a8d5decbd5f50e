"""The kinds of second relationship, and which purpose weighs each. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PURPOSES: Final[Mapping[str, str]] = {
    "social": "social",
    "business": "business",
    "employment": "employment",
    "teaching_or_supervision": "teaching_or_supervision",
    "intimate": "intimate",
    "family": "social",
    "community": "social",
    "online": "social_media_connection",
}
"""Each kind that can be declared, with the purpose under which it is weighed."""

CLOSES_WAY_BACK: Final = ("intimate", "social")
"""Once begun, these close the way back to therapy with this clinician, for good."""

CLOSEST: Final = (
    *CLOSES_WAY_BACK,
    "family",
    "business",
    "employment",
    "teaching_or_supervision",
    "community",
    "online",
)
"""Of several relationships the first one here stands for them all."""

PLANNED: Final = "planned"
EXISTING: Final = "existing"
OVER: Final = "over"
DROPPED: Final = "dropped"
"""It was planned, and did not come about."""
STAGES: Final = (PLANNED, EXISTING)
PERSONS: Final = ("client", "partner", "parent", "relative")
STARTERS: Final = ("client", "therapist", "organisation", "chance")
CONSULTED: Final = ("supervisor", "colleague", "outside", "association", "lawyer")
"""With whom it may be talked over; left empty, nobody has been asked yet."""


def closes_way_back(kind: str, person_is: str) -> bool:
    """Say whether a relationship closes the way back to therapy with this clinician."""
    return kind in CLOSES_WAY_BACK and person_is == "client"
