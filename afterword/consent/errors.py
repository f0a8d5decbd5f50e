"""What can go wrong in consent, in words a person can act on.

* ConsentError
  * UnknownClientError       no such client, directive or address in this practice
  * NotAllowedError          this actor or door may not do this
    * WiderThanAgreedError   asks for more than the client agreed to
    * ToldTooLateError       told in a session after the ending
    * NotTheirYesError       somebody else has to say this yes
    * AssentMissingError     the young person did not say yes too
  * NotReadyError            the directive is not in a state for this
    * NotConfirmedInTimeError  more than 14 days after the ending: it is void
    * GivenTooLateError      the client's yes is later than the ending
    * ChangedMeanwhileError  another act came in between
  * BarredEndingError        after an ending of this kind nothing is agreed
  * BadTermsError            the terms contradict themselves or name what is not there
    * UnsafeAddressError     the address is not safe for the client
  * NotOfferedError          a questionnaire in it may not be put before this client
  * AddressStoppedError      a stop holds for this address
  * NoReleaseError           nothing that the client gave allows telling this recipient
  * BadReleaseError          it does not say to whom, what, or until when
  * NotAttestedError         a paper without a second person, or without a scan
  * NotSavedError            the stop was not saved; says how else to stop
* RegisterError              a hand-off was used outside its lock (a mistake in code)
* JournalError               the journal of stops cannot be trusted; nothing is sent
"""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_lazy as _


class ConsentError(Exception):
    """Base of the consent app. ``for_people`` is safe to show on a page."""

    code = "consent"
    for_people = _("Your choices were not changed.")


class UnknownClientError(ConsentError):
    """There is no such row in this practice; whose it is elsewhere is not said."""

    code = "not_found"
    for_people = _("This is not here. Nothing was changed.")


class NotAllowedError(ConsentError):
    """Not for this actor, or not at this door."""

    code = "not_allowed"
    for_people = _("This cannot be done here. Nothing was changed.")


class WiderThanAgreedError(NotAllowedError):
    """It asks for more than the client agreed to."""

    code = "wider_than_agreed"
    for_people = _("This is more than was agreed. A person answers such a request.")


class NotTheirYesError(NotAllowedError):
    """It waits for the yes of somebody else than the one who gave it."""

    code = "not_their_yes"
    for_people = _(
        "This waits for somebody else's yes as well. It is answered together, in "
        "the meeting. Nothing was changed."
    )


class AssentMissingError(NotAllowedError):
    """A guardian said yes, and the young person did not say yes too."""

    code = "assent_missing"
    for_people = _(
        "A parent's or guardian's yes counts only when the young person was asked "
        "and said yes too. Nothing was changed."
    )


class NotReadyError(ConsentError):
    """The directive is not in a state in which this can be done."""

    code = "not_ready"
    for_people = _("This choice has changed or has ended. Look at the page again.")


class NotConfirmedInTimeError(NotReadyError):
    """More than 14 days have passed since the ending."""

    code = "not_confirmed_in_time"
    for_people = _(
        "This was to be confirmed within 14 days of the ending. It is void now, "
        "and nothing will be sent."
    )


class GivenTooLateError(NotReadyError):
    """The client's yes, or the proposal, is later than the end of therapy."""

    code = "given_too_late"
    for_people = _(
        "This can be agreed up to the day that therapy ends, not after it. "
        "Nothing was changed."
    )


class ChangedMeanwhileError(NotReadyError):
    """Another act came in between; what was seen is no longer so."""

    code = "changed_meanwhile"
    for_people = _("Something else was changed just now. Look at the page again.")


class BarredEndingError(ConsentError):
    """After an ending of this kind no follow-up is agreed."""

    code = "barred_ending"
    for_people = _(
        "After an ending of this kind no messages are agreed: consent would not be "
        "free, or was never asked for in time."
    )

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(f"no directive after an ending of kind `{kind}`")


class BadTermsError(ConsentError):
    """The terms contradict themselves, or name what is not there."""

    code = "bad_terms"
    for_people = _("This agreement is not complete. Nothing was changed.")


class UnsafeAddressError(BadTermsError):
    """Somebody else can read there, or the client said that it is not safe."""

    code = "unsafe_address"
    for_people = _(
        "This address is not safe to write to, so nothing can be agreed for it. "
        "Choose another address."
    )


class NotOfferedError(ConsentError):
    """A questionnaire may not be shown here, or asks about risk and nobody looks."""

    code = "not_offered"
    for_people = _(
        "A questionnaire in this may not be put before them. Its words are off here, "
        "or it asks about risk and their clinician has not said when they look."
    )

    def __init__(self, name: str) -> None:
        super().__init__(f"`{name}` may not be put before this client")


class AddressStoppedError(ConsentError):
    """A stop holds for this address, whoever it belongs to."""

    code = "address_stopped"
    for_people = _("Messages to this address were stopped. Choose another address.")


class NoReleaseError(ConsentError):
    """No live release of the client names this recipient and this content."""

    code = "no_release"
    for_people = _(
        "Nothing can be sent: there is no release of the client's that names this "
        "recipient and what would be sent, and that still holds."
    )


class BadReleaseError(ConsentError):
    """It does not say to whom, what, or until when."""

    code = "bad_release"
    for_people = _(
        "Say to whom, what may be told, and until which day. The day is not before "
        "the one on which it was given."
    )


class ToldTooLateError(NotAllowedError):
    """What is told in the session is told before the ending."""

    code = "told_too_late"
    for_people = _(
        "Therapy had ended by that day. From then on a release is signed on paper or "
        "given on the client's own pages."
    )


class NotAttestedError(ConsentError):
    """A paper needs a second person, or in a solo practice its scan."""

    code = "not_attested"
    for_people = _(
        "A signed paper counts when a second person has seen it, or, where one "
        "clinician works alone, with a scan of it."
    )


class NotSavedError(ConsentError):
    """The stop is not in the ledger. It says so, and how else to stop."""

    code = "not_saved"
    for_people = _(
        "This was not saved, and messages are not stopped yet. Try again in a "
        "minute. You can also tell the practice by phone or post, or enter the "
        "code on your card on the stop page."
    )


class RegisterError(Exception):
    """A hand-off was touched outside its client's lock: a mistake in code."""

    for_people = _("Something went wrong here. Nothing was sent.")


class JournalError(Exception):
    """The journal of stops cannot be trusted, so nothing is sent."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path = path
        self.for_people = f"AFTERWORD_JOURNAL ({path}): {problem}"
        super().__init__(self.for_people)
