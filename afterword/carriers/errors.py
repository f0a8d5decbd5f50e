"""What can go wrong before a message leaves, in words a person can act on.

* CarrierError
  * RouteError          the address of the mail server is missing or wrong
  * MessageError        the message cannot be built as asked; nothing was sent
    * HeaderError       a line of the head would break out of its place
    * RemoteContentError  the HTML would fetch something when it is opened
  * SigningError        the signing key is missing or wrong
"""

from __future__ import annotations


class CarrierError(Exception):
    """Base of the carriers. ``for_people`` is safe to show on a page."""

    for_people = "Nothing was sent."


class RouteError(CarrierError):
    """The setting that names the mail server cannot be used as it stands.

    The text never repeats the value, since that holds a password.
    """

    setting = "AFTERWORD_SMTP_URL"

    def __init__(self, problem: str) -> None:
        self.problem = problem
        self.for_people = f"{self.setting}: {problem}"
        super().__init__(f"`{self.setting}` {problem}")


class MessageError(CarrierError):
    """The message cannot be built. Says which part, never what is in it."""

    for_people = "This message cannot be built as it stands. Nothing was sent."

    def __init__(self, part: str, problem: str) -> None:
        self.part = part
        self.problem = problem
        super().__init__(f"`{part}` {problem}")


class HeaderError(MessageError):
    for_people = (
        "A name or an address holds characters that mail cannot carry. "
        "Nothing was sent."
    )


class RemoteContentError(MessageError):
    for_people = (
        "The message would load something from elsewhere when it is opened. "
        "Nothing was sent."
    )


class SigningError(CarrierError):
    """A setting of the signature is missing or wrong; the text names it."""

    def __init__(self, setting: str, problem: str) -> None:
        self.setting = setting
        self.for_people = f"{setting}: {problem}"
        super().__init__(f"`{setting}` {problem}")
