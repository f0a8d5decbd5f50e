"""The fixtures of second relationships and conflict checks."""

from tests.desk.desks import (
    administrator,
    browser_of,
    clinician,
    desk,
    events,
    home,
    person,
    ruth,
)
from tests.mail import hands, sink

__all__ = [
    "administrator",
    "browser_of",
    "clinician",
    "desk",
    "events",
    "hands",
    "home",
    "person",
    "ruth",
    "sink",
]
