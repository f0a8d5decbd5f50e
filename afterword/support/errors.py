"""What can go wrong with the help pages, in words a person can act on.

* SupportError
  * NoSuchCountryError   no file for this country
  * BrokenSupportError   a file does not say what it must
"""

from __future__ import annotations


class SupportError(Exception):
    """Base of the support pages. ``for_people`` is safe to show on a page."""

    for_people = "Choose your country from the list."


class NoSuchCountryError(SupportError):
    """No file is kept for this country."""

    for_people = "This country is not on our list. The international page can help."

    def __init__(self, iso: str) -> None:
        self.iso = iso
        super().__init__(f"no support file for `{iso[:8]}`")


class BrokenSupportError(SupportError):
    """A support file cannot be shown. The build stops; old pages stay."""

    for_people = "The help pages could not be renewed. The old ones are still there."

    def __init__(self, iso: str, why: str) -> None:
        self.iso = iso
        super().__init__(f"support file `{iso}`: {why}")
