"""How the gate meets each obligation. One that is not here is unmet, and holds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from afterword.contact.drafts import Draft
from afterword.look.discretion import revealing
from afterword.rules.periods import Span

Handler = Callable[[Draft], bool]
YEAR = Span(months=12)
OUTREACH = frozenset({"unfinished_ending", "status_enquiry"})
"""What asks somebody who stopped coming to come back or to answer."""


def unmet(obligations: Iterable[str], draft: Draft) -> tuple[str, ...]:
    """Name the obligations that this draft does not meet, unknown ones included."""
    return tuple(
        sorted(o for o in set(obligations) if o not in MEET or not _is_met(o, draft))
    )


def _is_met(name: str, draft: Draft) -> bool:
    """Say whether it is met: by the draft, or by the word of who carries it."""
    said = draft.by_hand and name in BY_WORD and name in draft.done_by_people
    return said or MEET[name](draft)


def _agreed_channel(draft: Draft) -> bool:
    found = draft.directive
    return found is not None and found.terms.channel == draft.request.channel


def _agreed_or_postal(draft: Draft) -> bool:
    return draft.letter or _agreed_channel(draft)


def _agreed_address(draft: Draft) -> bool:
    found = draft.directive
    return (
        found is not None and found.terms.contact_point == draft.request.contact_point
    )


def _safest_address(draft: Draft) -> bool:
    point = draft.request.contact_point
    return point is not None and point == draft.safest_point


def _private(draft: Draft) -> bool:
    return draft.request.channel == "portal" or draft.told_not_private


def _inside_window(draft: Draft) -> bool:
    found, step = draft.directive, draft.request.step
    terms = found.terms.step(step) if found is not None else None
    if found is None or terms is None or found.ended_on is None:
        return False
    first, last = terms.window(found.ended_on)
    return first <= draft.wall_date <= last


def _one_recipient(draft: Draft) -> bool:
    return draft.request.recipient == "client"


def _discreet(draft: Draft) -> bool:
    return draft.wording is not None and is_discreet(
        draft.wording.sender_label, draft.wording.subject, draft.wording.text
    )


def is_discreet(*texts: str) -> bool:
    """Say whether a stranger who reads these learns nothing about therapy."""
    return not any(revealing(text) for text in texts)


def _not_clinical(draft: Draft) -> bool:
    return draft.request.content_class != "clinical" and draft.words(
        "no_clinical_content"
    )


def _as_agreed(draft: Draft) -> bool:
    wording = draft.wording
    return bool(draft.sender_label) and (
        wording is not None and wording.sender_label == draft.sender_label
    )


def _own_language(draft: Draft) -> bool:
    found, wording = draft.directive, draft.wording
    if found is None or wording is None:
        return False
    return wording.language.split("-")[0] == found.terms.language.split("-")[0]


def _own_rules(draft: Draft) -> bool:
    stated = draft.known("checked_own_rules_on")
    return isinstance(stated, date) and YEAR.after(stated) >= draft.wall_date


def _responder_ready(draft: Draft) -> bool:
    return (
        draft.known("responder_named") is True
        and draft.known("responder_present") is True
    )


def _proof_kept(draft: Draft) -> bool:
    agreed = draft.directive is not None and draft.directive.confirmed_on is not None
    return agreed or draft.release is not None


def _released(draft: Draft) -> bool:
    """Say whether the client wrote or signed a release for just this.

    One that was told in a session is written by whoever heard it: then, as where
    there is none here, a person says that they hold the client's own.
    """
    found = draft.release
    return (found is not None and found.is_written) or _person(WRITTEN)(draft)


def _words(name: str) -> Handler:
    return lambda draft: draft.words(name)


def _person(name: str) -> Handler:
    return lambda draft: name in draft.done_by_people


def _counted(draft: Draft) -> bool:
    """Say whether one more attempt is inside the number that the practice set.

    The register counts them, by whom and which way does not matter. A closing letter
    is no attempt to reach somebody.
    """
    if draft.request.purpose not in OUTREACH or draft.attempts_allowed is None:
        return True
    made = draft.known("attempts_made")
    return isinstance(made, int) and made < draft.attempts_allowed


def _always(_draft: Draft) -> bool:
    """Say yes: the register and the record have its line in the same transaction."""
    return True


WRITTEN = "get_written_release"
IN_WORDS = (
    "fixed_text",
    "give_referrals",
    "minimum_necessary",
    "neither_confirm_nor_deny",
    "no_promotion",
    "offer_stop",
    "offer_way_back",
    "reply_acknowledge_signpost_only",
    "say_how_to_get_records",
    "say_no_reply_needed",
    "say_session_is_possible",
    "say_why",
    "show_help",
    "state_limits_of_contact",
)
"""What a fixed text says, or a person who speaks or writes it themselves."""
BY_PEOPLE = (
    "a_person_releases",
    "account_for_disclosure",
    "answer_the_way_it_came",
    "ask_lawyer_or_insurer",
    "coordinate_with_other_provider",
    "get_written_release",
    "inform_of_limits",
    "only_own_part",
    "record_consultation",
    "record_risk_rationale",
    "report_to_authority",
    "seek_assent",
    "set_boundaries_with_client",
    "take_advice_while_acting",
    "talk_it_over",
    "tell_client_first",
    "tell_victim_and_police",
    "verify_authority",
    "verify_identity",
    "weigh_and_show_no_harm",
)
"""What nobody but a person can do, or write down."""
BY_WORD = frozenset(
    {
        *IN_WORDS,
        *BY_PEOPLE,
        "discreet_wording",
        "identify_sender_as_agreed",
        "keep_copy",
        "no_clinical_content",
        "say_who_reads",
        "use_clients_language",
    }
)
"""What is met when the person who carries a contact says so. All else is looked up."""

MEET: Mapping[str, Handler] = {
    # the way it goes
    "use_agreed_channel": _agreed_channel,
    "use_agreed_or_postal_channel": _agreed_or_postal,
    "use_agreed_address": _agreed_address,
    "use_safest_address": _safest_address,
    "post_before_electronic": lambda draft: draft.letter,
    "private_channel": _private,
    "inside_agreed_hours": lambda draft: draft.in_hours,
    "inside_agreed_window": _inside_window,
    "only_to_recipient": _one_recipient,
    # what it says
    "discreet_wording": _discreet,
    "no_clinical_content": _not_clinical,
    "identify_sender_as_agreed": _as_agreed,
    "use_clients_language": _own_language,
    "say_who_reads": lambda draft: bool(draft.told_who_reads),
    **{name: _words(name) for name in IN_WORDS},
    # what a person does
    "responder_ready": _responder_ready,
    "checked_own_rules": _own_rules,
    **{name: _person(name) for name in BY_PEOPLE},
    WRITTEN: _released,
    # what is written down
    "count_the_attempt": _counted,
    "record_contact": _always,
    "record_reasons": _always,
    "record_consent": _proof_kept,
    "keep_copy": lambda draft: draft.wording is not None,
}
"""Every obligation that a pack may name, and the test that says that it is met."""
