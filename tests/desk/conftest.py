"""The fixtures of the desk's pages about contact."""

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
from tests.mail import hands, post_office, sink, story

__all__ = [
    "administrator",
    "browser_of",
    "clinician",
    "desk",
    "events",
    "hands",
    "home",
    "person",
    "post_office",
    "ruth",
    "sink",
    "story",
]
