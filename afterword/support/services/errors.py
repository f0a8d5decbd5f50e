"""What can go wrong when a practice changes help lines or services, in plain words.

* ChangeError
  * NotAllowedError        not for this role
  * NoSuchRowError         no such line, service or file in this practice
  * NotReadyError          it was ended, taken or dropped already
  * NoSuchLineError        no shipped line of that name in that country
  * KeptLineError          a way to emergency help is never hidden or changed
  * NotCheckedError        who checked it, when or where is missing
  * NotDialledError        a number that no phone there can dial as it stands
  * RetiredNumberError     a number that was a crisis line once
  * WrongCountryError      a number that belongs to another country
  * UnreachableError       no way to reach it
  * NumberTakenError       another service has this number
  * UnknownWordError       a code that is not on the list, or an address of no web page
  * PagesNotWrittenError   saved, but the help pages could not be renewed
* ServiceFileError         a file of services cannot be read
  * NoColumnsError         the first line names no column that is needed
  * NotAFileError          not a CSV
  * TooLargeError          more than can be taken in one file
"""

from __future__ import annotations

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


class ChangeError(Exception):
    """Base of what a change can meet. ``for_people`` is safe to show on a page."""

    code = "support"
    for_people = _("Nothing was changed.")


class NotAllowedError(ChangeError):
    code = "not_allowed"
    for_people = _("Your role does not cover this. Nothing was changed.")


class NoSuchRowError(ChangeError):
    code = "not_found"
    for_people = _("This is not here. Nothing was changed.")


class NotReadyError(ChangeError):
    code = "not_ready"
    for_people = _("This was settled already. Look at the page again.")


class NoSuchLineError(ChangeError):
    code = "no_such_line"
    for_people = _("There is no line of that name in this country.")


class KeptLineError(ChangeError):
    """Emergency help stays on the page, whoever runs the practice."""

    code = "kept"
    for_people = _(
        "This is a way to emergency help. It stays on the page as it is. You can add "
        "a line beside it."
    )


class NotCheckedError(ChangeError):
    code = "not_checked"
    for_people = _(
        "Say who checked this line, on which day, and where. The day is not in the "
        "future."
    )


class NotDialledError(ChangeError):
    """The number is kept as people dial it there."""

    code = "not_dialled"

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__("not digits as dialled there")

    @property
    def for_people(self) -> str:  # type: ignore[override]
        """Name the number."""
        return _now(
            "“%(number)s” cannot be dialled there as it stands. Write the digits that "
            "people in that country dial, without a plus or a country code."
        ) % {"number": self.number}


class RetiredNumberError(ChangeError):
    """The number was a crisis line once and still goes round."""

    code = "retired"

    def __init__(self, number: str, now: str) -> None:
        self.number = number
        self.now = now
        super().__init__("a retired number")

    @property
    def for_people(self) -> str:  # type: ignore[override]
        """Name the number, and the one that took its place if there is one."""
        said = _now("%(number)s is an old number that is no longer a help line.") % {
            "number": self.number
        }
        if not self.now:
            return said
        return f"{said} " + _now("It is %(now)s now.") % {"now": self.now}


class WrongCountryError(ChangeError):
    """The number is a line in another country."""

    code = "wrong_country"

    def __init__(self, number: str, places: str) -> None:
        self.number = number
        self.places = places
        super().__init__("a number of another country")

    @property
    def for_people(self) -> str:  # type: ignore[override]
        """Name the number and where it belongs."""
        return _now("%(number)s is a help line in %(places)s, not in this country.") % {
            "number": self.number,
            "places": self.places,
        }


class UnreachableError(ChangeError):
    code = "unreachable"
    for_people = _("Give a name and at least one way to reach it.")


class NumberTakenError(ChangeError):
    code = "number_taken"
    for_people = _(
        "Another service here has this number, perhaps one that was taken out. Give "
        "another number, or leave it empty. Nothing was changed."
    )


class UnknownWordError(ChangeError):
    code = "unknown_word"
    for_people = _(
        "One of the choices is not on the list, or a web address does not begin with "
        "https://. Nothing was changed."
    )


class PagesNotWrittenError(ChangeError):
    code = "pages_not_written"
    for_people = _(
        "Saved, but the help pages could not be written just now. They still show what "
        "stood there before. Tell whoever runs this system; it is tried again each day."
    )


class ServiceFileError(Exception):
    """Base of what is wrong with a file. ``for_people`` is safe to show on a page."""

    code = "file"
    for_people = _("This file could not be read. Nothing was stored.")


class NotAFileError(ServiceFileError):
    code = "not_csv"
    for_people = _(
        "This is not a CSV file. In your spreadsheet choose “Save as”, then CSV. "
        "Nothing was stored."
    )


class NoColumnsError(ServiceFileError):
    """The first line lacks what every row needs."""

    code = "no_columns"

    def __init__(self, missing: list[str]) -> None:
        self.missing = missing
        super().__init__(f"no column for {missing}")

    @property
    def for_people(self) -> str:  # type: ignore[override]
        """Name what is missing."""
        return _now(
            "The first line names no column for: %(missing)s. Rename the columns in "
            "the first line of the file. Nothing was stored."
        ) % {"missing": ", ".join(self.missing)}


class TooLargeError(ServiceFileError):
    code = "too_large"
    for_people = _(
        "This file holds more than 5000 services or 5 MB. Split it and bring the parts "
        "one after the other. Nothing was stored."
    )
