"""What can go wrong in an ending, in words a person can act on.

* EndingError
  * NoSuchEndingError      no such ending in this practice
  * NotTheirsError         the actor does not carry responsibility for this ending
  * ClosedError            it is closed; open it again first
  * NotClosedError         it is open already
  * BarredKindError        after an ending of this kind no follow-up can start
  * NothingToConfirmError  no proposal of this ending waits for the client
  * IncompleteError        something that is needed to close is missing
  * WrongPartError         a task was given something that it does not ask
  * WrongEventError        an event that opens no endings in bulk
  * OtherKindError         another kind of ending is being written for this client
* TemplateError            a template of endings contradicts itself
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _


class EndingError(Exception):
    """Base of the ending app. ``for_people`` is safe to show on a page."""

    for_people = _("Nothing was changed in this ending.")


class NoSuchEndingError(EndingError):
    for_people = _("There is no such ending here.")


class NotTheirsError(EndingError):
    for_people = _("Only the clinician of this ending can change it.")


class ClosedError(EndingError):
    for_people = _("This ending is closed. Open it again to correct it.")


class NotClosedError(EndingError):
    for_people = _("This ending is open already.")


class BarredKindError(EndingError):
    for_people = _(
        "No follow-up can start after an ending of this kind. Nothing was proposed."
    )


class NothingToConfirmError(EndingError):
    for_people = _(
        "Nothing waits for their yes here: it was answered, or it is void. Look at "
        "the page again."
    )


class IncompleteError(EndingError):
    """Something that is needed is missing; ``missing`` names it, in order."""

    for_people = _("This ending cannot be closed yet. The page says what is missing.")

    def __init__(self, missing: Sequence[str]) -> None:
        self.missing = tuple(missing)
        super().__init__(f"missing: {', '.join(missing)}")


class WrongPartError(EndingError):
    """A task was given something that it does not ask; ``names`` says what."""

    for_people = _("This task does not ask that. Nothing was saved.")

    def __init__(self, key: str, names: Sequence[str]) -> None:
        self.names = tuple(names)
        super().__init__(f"{key}: {', '.join(names)}")


class OtherKindError(EndingError):
    for_people = _(
        "Another ending is open for this person, with something agreed in it. Look at "
        "that one first."
    )


class WrongEventError(EndingError):
    for_people = _("No ending is opened in bulk for this. Nothing was changed.")


class TemplateError(Exception):
    """A template of endings, or a practice's change of one, cannot be used."""

    for_people = _("This template cannot be used as it is. Nothing was changed.")

    def __init__(self, template: str, problem: str) -> None:
        self.problem = problem
        super().__init__(f"template `{template}`: {problem}")
