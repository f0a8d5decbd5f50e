"""What can go wrong in screening, in words a person can act on.

* ScreeningError
  * NotTheirsError        only the clinician whose relationship it is can say this
  * NoSuchRelationshipError   no such relationship in this practice
  * UnknownWordError      what was declared is none of the things that can be weighed
  * OverError             it has ended; nothing more is planned for it
  * ReviewDayError        the day to look again is not ahead, or is too far away
  * NotForYouError        the actor's roles do not cover this
  * NothingAskedError     there is too little to look for
  * TooManyChecksError    this person has asked as often as one may in a day
  * NotReadyError         people who were here before are still being read
  * NoSuchCheckError      no such conflict check in this practice
"""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _


class ScreeningError(Exception):
    """Base of the screening app. ``for_people`` is safe to show on a page."""

    for_people = _("Nothing was changed.")
    code = "refused"


class NotTheirsError(ScreeningError):
    code = "not_the_clinician"
    for_people = _(
        "Only the clinician whose relationship it is can say this, signed in. Nothing "
        "was changed."
    )


class NoSuchRelationshipError(ScreeningError):
    code = "not_here"
    for_people = _("There is nothing like that here. Nothing was changed.")

    def __init__(self, wanted: UUID) -> None:
        super().__init__(f"no relationship `{wanted}` in this practice")


class UnknownWordError(ScreeningError):
    for_people = _("This could not be read. Nothing was saved.")

    def __init__(self, name: str, value: str) -> None:
        self.name = self.code = name
        super().__init__(f"`{name}` cannot be `{value}`")


class OverError(ScreeningError):
    code = "over"
    for_people = _(
        "It was said that this has ended. If it began again, declare it again."
    )


class ReviewDayError(ScreeningError):
    code = "review_on"
    for_people = _("Choose a day to look again: after today, and within a year.")


class NotForYouError(ScreeningError):
    code = "role"
    for_people = _("Your role does not cover this. Nothing was changed.")


class NothingAskedError(ScreeningError):
    code = "too_little"
    for_people = _(
        "Write a given name and a family name, or a phone number or an email address."
    )


class TooManyChecksError(ScreeningError):
    code = "too_many"
    for_people = _(
        "You have asked as often as one person may in a day. Nothing was looked up. "
        "Ask again tomorrow."
    )


class NotReadyError(ScreeningError):
    code = "not_ready"
    for_people = _(
        "People who were here before are still being read, so this cannot be answered "
        "yet. Ask again in an hour."
    )


class NoSuchCheckError(ScreeningError):
    code = "not_here"
    for_people = _("There is no such check here. Nothing was changed.")

    def __init__(self, wanted: UUID) -> None:
        super().__init__(f"no conflict check `{wanted}` in this practice")
