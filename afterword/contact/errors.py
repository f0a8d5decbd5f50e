"""What can go wrong at the gate, in words a person can act on.

* GateError
  * FrozenError          stops are still being read back; nothing goes out
  * NoWayOutError        no mail server is set up, or it does not answer
  * NotReleasedError     the answer was not a yes, or an obligation is not met
  * AlreadyHandledError  this occasion was handed over, or given up, before
  * NotForMachinesError  a purpose or channel that the machine does not carry
"""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _


class GateError(Exception):
    """Base of the gate. ``for_people`` is safe to show on a page."""

    for_people = _("Nothing was sent.")
    code = "not_sent"


class FrozenError(GateError):
    """The journal of stops was not read back yet, so nobody knows who stopped."""

    code = "frozen"
    for_people = _(
        "Nothing goes out until the journal of stops was read back. It will be "
        "tried again by itself."
    )


class NoWayOutError(GateError):
    """Nothing was claimed; it can be tried again. ``code`` says what is wrong."""

    for_people = _("The mail server cannot be reached. Nothing was sent; it waits.")

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"no way out: {code}")


class NotReleasedError(GateError):
    """The fresh ruling does not release this contact, or something is unmet."""

    for_people = _("This may not go out as it stands. The ruling says why.")

    def __init__(self, ruling: UUID, outcome: str, unmet: tuple[str, ...] = ()) -> None:
        self.ruling = ruling
        self.outcome = outcome
        self.unmet = unmet
        self.code = f"unmet:{unmet[0]}" if unmet else outcome
        super().__init__(f"ruling `{ruling}` is `{outcome}`, unmet: {list(unmet)}")


class AlreadyHandledError(GateError):
    """One occasion is handed over at most once, whatever came of it."""

    code = "already_handled"
    for_people = _("This was handed over or given up before. It is not sent again.")

    def __init__(self, occasion: str) -> None:
        super().__init__(f"occasion `{occasion}` is taken")


class NotForMachinesError(GateError):
    """Afterword answers whether it is right, and does not carry it."""

    code = "not_for_machines"
    for_people = _("A person does this, or nobody; it is not sent from here.")

    def __init__(self, purpose: str, channel: str) -> None:
        super().__init__(f"`{purpose}` by `{channel}` is not carried by the machine")
