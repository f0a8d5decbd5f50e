"""What can go wrong before a message leaves, in words a person can act on.

* MessagingError
  * NoSuchTemplateError   there is no fixed text of this name
  * NotWritableError      the message cannot be made; nothing was sent
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _


class MessagingError(Exception):
    """Base of messaging. ``for_people`` is safe to show on a page."""

    for_people = _("Nothing was sent.")


class NoSuchTemplateError(MessagingError):
    for_people = _("There is no fixed text for this. Nothing was sent.")

    def __init__(self, template_id: str) -> None:
        super().__init__(f"no template `{template_id}`")


class NotWritableError(MessagingError):
    """The message could not be made as it should be. ``code`` says why."""

    for_people = _("This message could not be made. Nothing was sent.")

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"the message cannot be made: {code}")
