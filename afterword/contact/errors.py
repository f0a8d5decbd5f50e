"""What can go wrong at the gate, in words a person can act on.

* GateError
  * FrozenError          stops are still being read back; nothing goes out
  * NoWayOutError        no mail server is set up, or it does not answer
  * NotReleasedError     the answer was not a yes, or an obligation is not met
  * AlreadyHandledError  this occasion was handed over, or given up, before
    * OthersFirstError   one with somebody else is open, and nobody said what came
    * OpenedBeforeError  a person opened it before, today or for this very message
  * NotForPeopleError    nobody carries this from here, or no way was chosen
  * NotYoursToMakeError  a role that makes no contact, or somebody else opened it
  * NoAddressError       there is no number or address that can be used
  * StoppedError         the client stopped this, and nothing since opens it
  * UnconfirmedError     the person has not said that they keep to every point
  * NoGoAheadError       there is no such go-ahead, or no such client, here
  * NothingSaidError     nobody said what came of it
  * SaidBeforeError      something else was written down of it before
  * NotForMachinesError  a purpose or channel that the machine does not carry
* ClosureError
  * NoSuchClosureError   there is no such closure here
  * NotYoursToCloseError  a role that plans no closure
  * ClosurePlanError     a part of the plan is missing, or there is a plan already
  * NotTwoPeopleError    fewer than two people stand behind it today
  * NotBegunError        it was not begun, or it was called off
* SettlingError
  * NotToSettleError     there is no such answer here, or it asks for no talk
  * OutdatedError        facts or rules changed since it was given
  * NotYoursToSettleError  who asked, or a role that does not settle
  * NobodySettlesError   nobody else here may settle it
  * NotAloneError        outside advice where colleagues could be asked
  * NoReasonsError       nothing was written down
  * TooLongError         it would hold for longer than it may, or for no time
  * StopStandsError      the client's own stop stands against it
  * NotStandingError     this purpose, these rules or this state allow no such thing
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


class OpenedBeforeError(AlreadyHandledError):
    """Between people, and between people and the machine, it is made at most once."""

    for_people = _("This was opened or sent before. It is not opened a second time.")


class OthersFirstError(AlreadyHandledError):
    """Of what tells somebody else something, one contact is open at a time."""

    for_people = _(
        "A contact of this kind is open today, with somebody else or about something "
        "else. Say what came of it first, then ask again."
    )


class NotForPeopleError(GateError):
    """Afterword answers whether it is right; a go-ahead needs somebody who makes it."""

    code = "not_for_people"
    for_people = _("Nobody makes this contact from here. Nothing was opened.")

    def __init__(self, purpose: str, channel: str) -> None:
        super().__init__(f"`{purpose}` by `{channel}` is not carried by a person")


class NotYoursToMakeError(GateError):
    """One person makes it: a clinician or supervisor, and the one who opened it."""

    code = "not_yours"
    for_people = _("Only the person who opens it makes this contact.")


class NoAddressError(GateError):
    """No number or address of this kind can be used."""

    code = "no_address"
    for_people = _(
        "There is no number or address on file for this that can be used. "
        "Nothing was opened."
    )


class StoppedError(GateError):
    """The ledger is asked once more, beside the rules."""

    code = "stopped"
    for_people = _("They asked for no contact. Nothing is opened after a stop.")


class UnconfirmedError(GateError):
    """What only a person can keep to, a person says, each point by itself."""

    for_people = _("Tick every point that is asked for. Nothing was opened.")

    def __init__(self, ruling: UUID, left: tuple[str, ...]) -> None:
        self.ruling = ruling
        self.left = left
        self.code = f"unconfirmed:{left[0]}"
        super().__init__(f"ruling `{ruling}` leaves unconfirmed: {list(left)}")


class NoGoAheadError(GateError):
    """There is no such row in this practice; whose it is elsewhere is not said."""

    code = "not_found"
    for_people = _("This is not here. Nothing was changed.")


class NothingSaidError(GateError):
    """One of three: it was made, nobody was reached, or it was not made."""

    code = "nothing_said"
    for_people = _("Choose what came of it. Nothing was written down.")


class SaidBeforeError(GateError):
    """The first word stands, as every line of the record does."""

    code = "said_before"
    for_people = _("What came of it was written down before, and that stands.")


class NotForMachinesError(GateError):
    """Afterword answers whether it is right, and does not carry it."""

    code = "not_for_machines"
    for_people = _("A person does this, or nobody; it is not sent from here.")

    def __init__(self, purpose: str, channel: str) -> None:
        super().__init__(f"`{purpose}` by `{channel}` is not carried by the machine")


class SettlingError(Exception):
    """Base of settling. ``for_people`` is safe to show on a page."""

    for_people = _("Nothing was settled.")
    code = "not_settled"


class NotToSettleError(SettlingError):
    """Only an answer that asks for a talk can be settled: no bar and no hold is."""

    code = "not_to_settle"
    for_people = _("Only an answer that asks you to talk to someone can be settled.")

    def __init__(self, what: object) -> None:
        super().__init__(f"`{what}` is not to be settled")


class OutdatedError(SettlingError):
    """What would be settled is no longer what would be asked."""

    code = "outdated"
    for_people = _("Something has changed since this was asked. Ask again first.")


class NotYoursToSettleError(SettlingError):
    """Four eyes: whoever asks is one pair of them at most."""

    code = "not_yours"
    for_people = _("Somebody else settles this. Who asked cannot settle it alone.")


class NobodySettlesError(SettlingError):
    """Asking would put it before nobody."""

    code = "nobody_settles"
    for_people = _(
        "Nobody else here settles questions. An administrator can make somebody a "
        "supervisor or compliance lead."
    )


class NotAloneError(SettlingError):
    """Outside advice is recorded where one clinician works and nowhere else."""

    code = "not_alone"
    for_people = _("Somebody here can be asked. Ask a colleague.")


class NoReasonsError(SettlingError):
    """Reasons are what makes it a settlement and no tick."""

    code = "no_reasons"
    for_people = _("Write down why.")


class TooLongError(SettlingError):
    """It holds for a time, and that time has an end."""

    code = "too_long"
    for_people = _("Choose a day from today on, and not later than it may hold.")

    def __init__(self, until: object) -> None:
        super().__init__(f"`{until}` is outside the days in which it may hold")


class StopStandsError(SettlingError):
    """The engine was asked with the settlement, and did not give way."""

    code = "stop_stands"
    for_people = _(
        "A stop of the client's stands here, or may stand, and no law here goes before "
        "it. The duty can only be met by another route."
    )


class NotStandingError(SettlingError):
    """A standing settlement has a purpose, its rules, and one life."""

    code = "not_standing"
    for_people = _("This cannot stand for many people at once, or it has ended.")

    def __init__(self, what: object) -> None:
        super().__init__(f"`{what}` cannot be a standing settlement")


class ClosureError(Exception):
    """Base of what can go wrong when a practice closes."""

    for_people = _("Nothing was changed in this closure.")
    code = "not_changed"


class NoSuchClosureError(ClosureError):
    for_people = _("There is no such closure here.")
    code = "no_such_closure"


class NotYoursToCloseError(ClosureError):
    for_people = _("An administrator or the compliance lead plans a closure.")
    code = "not_yours"


class ClosurePlanError(ClosureError):
    """``code`` names what is wrong in it."""

    for_people = _(
        "This plan lacks something: a last day from today on, who keeps the records, "
        "how to ask, and three places that can help. There is one plan at a time."
    )

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class NotTwoPeopleError(ClosureError):
    for_people = _(
        "Two people stand behind a closure: one proposes the standing settlement, "
        "another confirms it. They do not stand behind it today."
    )
    code = "not_two_people"


class NotBegunError(ClosureError):
    for_people = _("This closure was not begun, or it was called off.")
    code = "not_begun"
