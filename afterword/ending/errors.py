"""What can go wrong in an ending, in words a person can act on.

* EndingError
  * NoSuchEndingError      no such ending in this practice
  * NotTheirsError         the actor does not carry responsibility for this ending
  * ClosedError            it is closed; open it again first
  * NotClosedError         it is open already
  * BarredKindError        after an ending of this kind no follow-up can start
  * NobodysYesError        nobody's yes can carry a check-in of a young person
  * NothingToConfirmError  no proposal of this ending waits for the client
  * IncompleteError        something that is needed to close is missing
  * NoSuchLetterError      no such letter in this practice
  * LetterOverError        it was handed over, sent or called off
  * LetterRefusedError     no such template, not for this reader, or not its blocks
  * LetterNotReadyError    something must not stand in it, or is missing
  * NoReleaseError         somebody else gets it only with the client's release
  * NobodyChosenError      it does not say which service or person it is for
  * TooLateToHandOverError the work is over; posting it is a contact
  * NoGoAheadForLetterError  posting it needs an open go-ahead of today
  * PlanError              base of what can go wrong with a plan
    * PlanNotYoursError    a plan is read and changed by its owner alone
    * PlanIsTheirsError    the ending was closed: the plan is the client's
    * PlanWordsError       no such part, or more than fits
    * PlanMovedError       the client changed their plan while the ending was closing
    * NobodyToShowError    nobody here carries this client, so nobody can be shown it
    * NoCopyError          no such copy, or it was taken back
  * WrongPartError         a task was given something that it does not ask
  * NothingGivenError      a measure was given without answers and without a score
  * MeasureHereError       what was filled in at the end is here, so it is not left out
  * LookFirstError         an answer about risk in it waits to be looked at
  * NoSuchTemplateError    a practice's change makes no template
  * NoSuchReferralError    no such referral, or no such service, in this practice
  * BadReferralError       it names no service, or two, or a day in the future
  * OutOfTurnError         this cannot come after what came last
  * OtherKindError         another kind of ending is being written for this client
  * WrongEventError        an event that opens no endings in bulk
  * NoSuchWillError        there is no such professional will here
  * NotForThemError        a will names others for this, or the same person twice
  * NotOpenError           a way in was not confirmed by a second person, or is over
  * WillError              a will, or what is stated under it, lacks something
  * LeavingError           days, a choice or a colleague that cannot be
* TemplateError            a template of endings contradicts itself
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from afterword.letters.content import Remark


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


class NobodysYesError(EndingError):
    for_people = _(
        "Nobody's yes can carry these check-ins: a guardian's has ended by then, or "
        "the age is not known where they live. Nothing was put before them."
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


class PlanError(EndingError):
    """Base of the plan's errors."""

    for_people = _("Nothing was changed in this plan.")


class PlanNotYoursError(PlanError):
    for_people = _("Only the person whose plan it is can open or change it.")


class PlanIsTheirsError(PlanError):
    for_people = _(
        "This ending was closed, so the plan is theirs. They can show you a copy."
    )


class PlanWordsError(PlanError):
    for_people = _("This does not fit here. Nothing was saved.")


class PlanWrittenError(PlanError):
    for_people = _(
        "Something else was written here just now. Yours was not saved yet. Save once "
        "more to see both."
    )


class PlanMovedError(PlanError):
    for_people = _("Their plan changed just now. Close the ending again.")


class NobodyToShowError(PlanError):
    for_people = _("Nobody here can be shown a copy now. Nothing was shared.")


class NoCopyError(PlanError):
    for_people = _("There is no such copy. They may have taken it back.")


class WrongPartError(EndingError):
    """A task was given something that it does not ask; ``names`` says what."""

    for_people = _("This task does not ask that. Nothing was saved.")

    def __init__(self, key: str, names: Sequence[str]) -> None:
        self.names = tuple(names)
        super().__init__(f"{key}: {', '.join(names)}")


class NoSuchLetterError(EndingError):
    for_people = _("There is no such letter here.")


class LetterOverError(EndingError):
    """It was handed over, sent or called off."""

    for_people = _(
        "This letter was handed over, sent or called off, so it never changes. Begin "
        "another one."
    )

    def __init__(self, state: str) -> None:
        super().__init__(f"it is over: {state}")


class LetterRefusedError(EndingError):
    for_people = _("This letter cannot be written like that. Nothing was saved.")


class LetterNotReadyError(EndingError):
    """Something stands in it that must not, or is missing; ``remarks`` says what."""

    for_people = _("This letter is not ready yet. The page says what is left.")

    def __init__(self, remarks: Sequence[Remark]) -> None:
        self.remarks = tuple(remarks)
        super().__init__(f"not ready: {', '.join(one.kind for one in remarks)}")


class NoReleaseError(EndingError):
    for_people = _(
        "This letter needs the client's own release: for just this recipient, for all "
        "that the letter tells, and still holding. They give it in a session, on "
        "signed paper or on their own pages. See “What may be told” on the letter's "
        "page."
    )


class NobodyChosenError(EndingError):
    for_people = _(
        "Say on the letter's page who gets it: a service or colleague of this ending, "
        "or somebody who was named. Their release is held against that."
    )


class TooLateToHandOverError(EndingError):
    for_people = _(
        "The work is over, so this can no longer be handed over in a session. To post "
        "it is a contact: ask first, on the letter's page."
    )


class NoGoAheadForLetterError(EndingError):
    for_people = _(
        "To post this is a contact. It needs an open go-ahead of today for just this, "
        "by letter. Ask first, on the letter's page."
    )


class NothingGivenError(EndingError):
    for_people = _("There were no answers and no score. Nothing was saved.")


class MeasureHereError(EndingError):
    for_people = _(
        "A questionnaire from the end is here. If it was entered by mistake, open it "
        "and take it out."
    )


class LookFirstError(EndingError):
    for_people = _(
        "An answer about risk in it waits to be looked at. Say first that you have."
    )


class NoSuchTemplateError(EndingError):
    for_people = _("There is no such template, or no such task. Nothing was changed.")


class OtherKindError(EndingError):
    for_people = _(
        "Another ending is open for this person, with something agreed in it. Look at "
        "that one first."
    )


class WrongEventError(EndingError):
    for_people = _("No ending is opened in bulk for this. Nothing was changed.")


class NoSuchWillError(EndingError):
    for_people = _("There is no such professional will here.")


class NotForThemError(EndingError):
    for_people = _(
        "Only the people whom the professional will names can do this, each their own "
        "part, and nobody both."
    )


class NotOpenError(EndingError):
    for_people = _(
        "This is not open: a second person has not confirmed it, or it is over."
    )


class WillError(EndingError):
    """``code`` names what is wrong in it."""

    for_people = _(
        "Something is missing or cannot be: two other people who sign in here, the "
        "first as executor; where papers and records are; what happened, since when, "
        "and how you know."
    )

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class LeavingError(EndingError):
    """``code`` names what cannot be."""

    for_people = _(
        "That cannot be: the days run from today to the last day, a colleague who "
        "takes over works here and is somebody else, and begins after the end."
    )

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class TemplateError(Exception):
    """A template of endings, or a practice's change of one, cannot be used."""

    for_people = _("This template cannot be used as it is. Nothing was changed.")

    def __init__(self, template: str, problem: str) -> None:
        self.problem = problem
        super().__init__(f"template `{template}`: {problem}")


class NoSuchReferralError(EndingError):
    for_people = _("There is no such referral or service here.")


class BadReferralError(EndingError):
    for_people = _(
        "Choose a service from the list, or write where in words: one of the two. "
        "The day is not in the future."
    )


class OutOfTurnError(EndingError):
    for_people = _(
        "This cannot come after what was written down last. Look at the page again."
    )
