"""What can go wrong on the way to paper, in words a person can act on.

* LetterError
  * UnprintableCharacterError  no font here has this character
  * LetterDataError            a code, an address or a language has the wrong form
"""

from __future__ import annotations

import unicodedata


class LetterError(Exception):
    """Base of the letters. ``for_people`` is safe to show on a page."""

    for_people = "This page cannot be printed as it stands. Nothing was changed."


class UnprintableCharacterError(LetterError):
    """A text holds a character that would come out as an empty box."""

    def __init__(self, *, character: str, where: str) -> None:
        self.character = character
        self.where = where
        self.name = unicodedata.name(character, "a character without a name").lower()
        self.for_people = (
            f"The character “{character}” ({self.name}) cannot be printed here. "
            f"It stands in: {where}. Write that part in another way, or use the "
            "print view of the page instead."
        )
        super().__init__(f"no glyph for U+{ord(character):04X} in `{where}`")


class LetterDataError(LetterError):
    def __init__(self, *, where: str, problem: str) -> None:
        self.where = where
        self.problem = problem
        self.for_people = f"This cannot be printed: {where} {problem}."
        super().__init__(f"`{where}` {problem}")
