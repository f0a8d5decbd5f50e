"""What can go wrong in follow-up, in words a person can act on.

* FollowUpError
  * ProtocolError         a preset cannot be read
  * CheckInError          a check-in cannot be filled in
    * NoCheckInError      there is none behind this link
    * CheckInClosedError  its window is over, or messages were stopped
    * AlreadySentError    the answers were sent; they are not sent again
    * BadAnswerError      an answer is none of those offered
  * NotReadableError      the answers are not here, or cannot be opened any more
"""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _


class FollowUpError(Exception):
    """Base of follow-up. ``for_people`` is safe to show on a page."""

    for_people = _("Nothing was changed.")


class ProtocolError(FollowUpError):
    """A preset is not as it should be; says which and what."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"protocol `{name}` {problem}")


class CheckInError(FollowUpError):
    """Base of what can go wrong while somebody answers."""

    for_people = _("Your answers were not changed.")


class NoCheckInError(CheckInError):
    for_people = _("There is nothing to answer here. You do not have to do anything.")

    def __init__(self, occasion: str) -> None:
        super().__init__(f"no check-in for `{occasion}`")


class CheckInClosedError(CheckInError):
    for_people = _(
        "This is closed now, and that is fine. You do not have to do anything."
    )

    def __init__(self, step: UUID, because: str) -> None:
        self.because = because
        super().__init__(f"step `{step}` is closed: {because}")


class AlreadySentError(CheckInError):
    for_people = _("Your answers were sent. They cannot be sent again or changed.")

    def __init__(self, administration: UUID) -> None:
        super().__init__(f"administration `{administration}` was sent")


class BadAnswerError(CheckInError):
    for_people = _("Choose one of the answers, or leave the question out.")

    def __init__(self, item: int) -> None:
        self.item = item
        super().__init__(f"item {item} takes no such answer")


class NotReadableError(FollowUpError):
    for_people = _("These answers are not here, or cannot be opened any more.")

    def __init__(self, administration: UUID) -> None:
        super().__init__(f"administration `{administration}` cannot be read")
