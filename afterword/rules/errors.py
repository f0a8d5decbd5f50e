"""What can go wrong in the rules, in words a person can act on.

* RulesError
  * PacksError          packs do not load; lists every problem with file and line
  * FactsError          facts that were given cannot be read; lists every problem
  * QuestionError       what was asked is no question (not JSON, too large …)
  * OptionError         a command was given something that it cannot use
  * ManifestError       the list of pack files, or its signature, cannot be used
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class RulesError(Exception):
    """Base of the rules. ``for_people`` is safe to show on a page."""

    for_people = "The question could not be weighed."


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong in a pack: where, what, and what would be right."""

    file: str
    line: int
    what: str
    right: str = ""

    def __str__(self) -> str:
        ending = f"; {self.right}" if self.right else ""
        return f"{self.file}:{self.line}: {self.what}{ending}"


class PacksError(RulesError):
    """Packs do not load, so nothing may be decided. Names all problems at once."""

    for_people = (
        "The rule packs cannot be read. Nothing is decided until they are right."
    )

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class BadFact:
    """One fact that cannot be read: its name, its value as given, what is allowed."""

    fact: str
    value: str
    allowed: str

    def __str__(self) -> str:
        given = f" = `{self.value}`" if self.value else ""
        return f"fact `{self.fact}`{given}: {self.allowed}"


class FactsError(RulesError):
    """Facts that were given cannot be read. Nothing is guessed in their place."""

    for_people = "Some facts could not be understood. Nothing was weighed."

    def __init__(self, bad: Sequence[BadFact]) -> None:
        self.bad = tuple(bad)
        super().__init__("\n".join(map(str, self.bad)))


class QuestionError(RulesError):
    """The question as a whole cannot be read."""

    for_people = "The question could not be read. Nothing was weighed."


class OptionError(RulesError):
    """A command was given something that it cannot use. Its text says what."""

    for_people = "This cannot be done as it was asked for."


class ManifestError(RulesError):
    """The list of pack files, or its signature, cannot be used. Its text says why."""

    for_people = "The list of rule packs, or its signature, cannot be used."
