"""What can be wrong with a file as a whole.

* CaseloadError
  * NotTextError       not a CSV but a spreadsheet, picture or archive
  * NoColumnsError     the first line names none of the columns that are needed
  * TooLargeError      more than can be taken in one file
  * BrokenRowError     a row cannot be told from the next
"""

from __future__ import annotations


class CaseloadError(Exception):
    """Base of what is wrong with a file. ``for_people`` is safe to show on a page."""

    for_people = "This file could not be read. Nothing was stored."


class NotTextError(CaseloadError):
    for_people = (
        "This is not a CSV file. In your practice system or spreadsheet choose "
        "“Save as” or “Export”, then CSV. Nothing was stored."
    )


class NoColumnsError(CaseloadError):
    """The header lacks what every row needs."""

    def __init__(self, missing: list[str], found: list[str]) -> None:
        self.missing = missing
        self.for_people = (
            f"The first line names no column for: {', '.join(missing)}. It names: "
            f"{', '.join(found[:20]) or 'nothing'}. Rename the columns in the "
            "first line of the file. Nothing was stored."
        )
        super().__init__(f"no column for {missing}")


class TooLargeError(CaseloadError):
    def __init__(self, limit: str) -> None:
        self.for_people = (
            f"This file is larger than {limit}. Split it and import the parts one "
            "after the other. Nothing was stored."
        )
        super().__init__(f"larger than {limit}")


class BrokenRowError(CaseloadError):
    def __init__(self, line: int) -> None:
        self.for_people = (
            f"Line {line} of this file cannot be read: a cell is too long, or a "
            "quotation mark is not closed. Put it right and bring the file again. "
            "Nothing was stored."
        )
        super().__init__(f"line {line} cannot be read")
