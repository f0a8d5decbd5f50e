"""What meets an obligation, and what is missing, in words. It computes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afterword.contact.weighing import book

OUTSIDE: Final = "inside_the_agreement"
"""What the gate calls unmet when a contact is not what the client agreed to."""
STOPPED: Final = "the_agreement_stands"
"""What the gate calls unmet when the agreement beside a contact is stopped."""
NO_STOP: Final = "no_stop_stands"
"""What the gate calls unmet when the client stopped it and opened nothing since."""
CONDITIONS: Final = "conditions_of_the_talk"
"""What the gate calls unmet while nobody has said that a talk's conditions are met."""
_IN_THE_TEXT = gettext_lazy("it stands in the message")
_NOT_IN_THE_TEXT = gettext_lazy("the message does not say it")
_ON_THE_PAGE = gettext_lazy("it stands on the page behind the link")
_AGREED = gettext_lazy("as it was agreed")
_NOT_AGREED = gettext_lazy("it was agreed otherwise, or not at all")

Pair = tuple[str | Promise, str | Promise]
MET: Final[Mapping[str, Pair]] = {
    OUTSIDE: (_AGREED, gettext_lazy("it is not, or not on this day")),
    NO_STOP: ("", gettext_lazy("they asked for no contact")),
    CONDITIONS: (
        gettext_lazy("somebody has said that they are"),
        gettext_lazy("nobody has said yet that they are"),
    ),
    STOPPED: (_AGREED, gettext_lazy("it was stopped, it rests, or it is over")),
    "use_agreed_channel": (_AGREED, _NOT_AGREED),
    "use_agreed_or_postal_channel": (_AGREED, _NOT_AGREED),
    "use_agreed_address": (_AGREED, _NOT_AGREED),
    "use_safest_address": (
        gettext_lazy("it is the address they confirmed last"),
        gettext_lazy("another address is safer, or none is safe"),
    ),
    "private_channel": (
        gettext_lazy("they know that it is not private, and chose it"),
        gettext_lazy("they were not told that it is not private"),
    ),
    "inside_agreed_hours": (
        gettext_lazy("it goes only in the hours they named"),
        gettext_lazy("it is not the hour; it waits for it"),
    ),
    "inside_agreed_window": (
        gettext_lazy("the day is inside it"),
        gettext_lazy("the day is outside it"),
    ),
    "only_to_recipient": (
        gettext_lazy("it goes to them alone"),
        gettext_lazy("it would go to somebody else"),
    ),
    "discreet_wording": (
        gettext_lazy("its words were looked through"),
        gettext_lazy("a word in it tells a stranger"),
    ),
    "identify_sender_as_agreed": (
        gettext_lazy("it carries the name they chose"),
        gettext_lazy("they chose no name for the sender"),
    ),
    "use_clients_language": (
        gettext_lazy("it is written in theirs"),
        gettext_lazy("there is no text in their language"),
    ),
    "say_who_reads": (
        gettext_lazy("they were told, and it stands before the questions"),
        gettext_lazy("nobody wrote down what they were told"),
    ),
    "responder_ready": (
        gettext_lazy("the reader is here"),
        gettext_lazy("nobody is here to read, or nobody is named"),
    ),
    "checked_own_rules": (
        gettext_lazy("the clinician stated it within a year"),
        gettext_lazy("the clinician has not stated it for this place this year"),
    ),
    "record_consent": (
        gettext_lazy("their own yes is kept"),
        gettext_lazy("there is no yes of theirs"),
    ),
    **dict.fromkeys(
        ("talk_it_over", "record_consultation", "weigh_and_show_no_harm"),
        (
            gettext_lazy("it was talked over, and the reasons are kept"),
            gettext_lazy("nobody has talked it over yet"),
        ),
    ),
    "record_contact": (gettext_lazy("it is noted as it goes"), ""),
    "record_reasons": (gettext_lazy("this answer is kept with it"), ""),
    "count_the_attempt": (
        gettext_lazy("it is counted as it goes"),
        gettext_lazy("this practice tries no more often; the closing letter is left"),
    ),
    "keep_copy": (gettext_lazy("the text is kept"), _NOT_IN_THE_TEXT),
    "say_why": (_ON_THE_PAGE, _NOT_IN_THE_TEXT),
    "show_help": (_ON_THE_PAGE, _NOT_IN_THE_TEXT),
    **dict.fromkeys(
        (
            "fixed_text",
            "give_referrals",
            "minimum_necessary",
            "no_clinical_content",
            "no_promotion",
            "offer_stop",
            "offer_way_back",
            "say_how_to_get_records",
            "say_no_reply_needed",
            "state_limits_of_contact",
        ),
        (_IN_THE_TEXT, _NOT_IN_THE_TEXT),
    ),
}
"""For each obligation: by what it is met, and what is missing while it is not."""


def duty_says(name: str) -> str:
    """Say an obligation."""
    if name == OUTSIDE:
        return _("Stay inside what was agreed: sender, count, days, questions.")
    if name == NO_STOP:
        return _("Make no contact after a stop, until they ask for it.")
    if name == STOPPED:
        return _("Send it only while the agreement beside it holds.")
    if name == CONDITIONS:
        return _("Meet the conditions that a colleague set.")
    known = book().vocabulary.obligations.get(name)
    return known.says if known else name.replace("_", " ")


def met_by(name: str, *, met: bool) -> str:
    """Say by what it is met, or what is missing; perhaps nothing."""
    yes, no = MET.get(name, ("", _("a person does this and writes it down")))
    return str(yes if met else no)
