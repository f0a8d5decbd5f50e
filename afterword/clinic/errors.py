"""What can go wrong in the clinic, in words a person can act on.

* ClinicError
  * NotAllowedError        the actor's roles do not cover this
  * NoSuchRowError         no such person, file or clinician in this practice
  * NotReadyError          an import is still being read, or is over
  * MissingWordsError      something that is needed was left empty
  * NobodyHereError        there is no such client or clinician in this practice
  * UnknownReportError     what was reported is not one of the things the gate knows
  * NotYoursToStateError   only the clinician themselves can state this
  * NotTogetherError       the format does not fit those who came together
  * TogetherElsewhereError the other person came with somebody else
  * OtherTermsError        these are not the terms that are shipped now
  * NobodyRespondsError    nobody has stated when they look at answers about risk
  * ReadByOthersError      somebody who came with them can read this address
  * NotSaidError           the day on which they said so cannot be right
  * DayError               the day of a questionnaire cannot be right
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID


class ClinicError(Exception):
    """Base of the clinic app. ``for_people`` is safe to show on a page."""

    for_people = "Nothing was changed."


class NotAllowedError(ClinicError):
    code = "role"
    for_people = "Your role does not cover this. Nothing was changed."


class NoSuchRowError(ClinicError):
    for_people = "There is nothing here by that name. Nothing was changed."


class NotReadyError(ClinicError):
    for_people = "This import is not at that step. Open it again to see where it is."


class MissingWordsError(ClinicError):
    for_people = "Something that is needed was left empty. Nothing was changed."


class NobodyHereError(ClinicError):
    for_people = "There is nobody like that here. Nothing was changed."

    def __init__(self, wanted: UUID | None) -> None:
        super().__init__(f"no row `{wanted}` in this practice")


class UnknownReportError(ClinicError):
    """What was reported cannot be kept as it stands."""

    for_people = "This report could not be read. Nothing was saved."

    def __init__(self, name: str, value: str, allowed: Sequence[str] = ()) -> None:
        self.name = self.code = name
        hint = f"; use one of {', '.join(allowed)}" if allowed else ""
        super().__init__(f"`{name}` cannot be `{value}`{hint}")


class NotYoursToStateError(ClinicError):
    code = "not_the_clinician"
    for_people = "Only the clinician can state this, signed in. Nothing was changed."


class NotTogetherError(ClinicError):
    """The format has no room for these people, or they are more than it has."""

    code = "format"
    for_people = (
        "Two people are a couple, and only who came alone is alone. Say first how "
        "they came. Nothing was changed."
    )


class TogetherElsewhereError(ClinicError):
    code = "elsewhere"
    for_people = (
        "They came with somebody else already. Take them out there first. Nothing "
        "was changed."
    )


class OtherTermsError(ClinicError):
    code = "other_terms"
    for_people = (
        "The terms have changed since you read them. Read them again. Nothing was "
        "accepted."
    )


class NobodyRespondsError(ClinicError):
    """It asks about risk, and nobody has stated hours and a time to look."""

    code = "nobody_responds"

    def __init__(self, name: str) -> None:
        self.for_people = (
            f"{name} asks about risk. It is put before nobody until their clinician "
            "has stated when they look at such answers, and within how many hours."
        )
        super().__init__(f"nobody responds to {name}")


class DayError(ClinicError):
    code = "day"
    for_people = (
        "A questionnaire cannot be filled in on a day that has not come, or before "
        "1990. Nothing was saved."
    )


class ReadByOthersError(ClinicError):
    code = "read_by_others"
    for_people = (
        "Somebody who came together with them can read this address, so it stays as "
        "it is. Ask them for another one. Nothing was changed."
    )


class NotSaidError(ClinicError):
    code = "not_said"
    for_people = (
        "Say on which day they told you. It is not before the day on which it was "
        "called unsafe, and it has come. Nothing was changed."
    )
