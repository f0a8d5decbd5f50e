"""Facts in words: their short names, their values, who said so. It decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afterword.contact.weighing import book
from afterword.desk.forms.places import place_words
from afterword.look.shown import KnownFact, Option
from afterword.rules.facts import Fact, Facts, Known, Members, Unknowable

Words = Mapping[str, str | Promise]

ATTESTED: Final = "clinician attests"
"""The source of what the asker said; everything else comes from what is on file."""

NAMES: Words = {
    "purpose": gettext_lazy("What for"),
    "initiator": gettext_lazy("Who starts it"),
    "channel": gettext_lazy("How"),
    "recipient": gettext_lazy("For whom"),
    "sender_role": gettext_lazy("Who sends it"),
    "ended_on": gettext_lazy("The ending"),
    "ending_kind": gettext_lazy("Kind of ending"),
    "last_professional_contact_on": gettext_lazy("Last professional contact"),
    "consent_state": gettext_lazy("Agreed to this"),
    "consent_given_on": gettext_lazy("Agreed on"),
    "consent_confirmed_on": gettext_lazy("Confirmed on"),
    "consent_until": gettext_lazy("The agreement runs until"),
    "consent_covers_this": gettext_lazy("Inside what was agreed"),
    "no_contact": gettext_lazy("Asked for no contact"),
    "no_replies": gettext_lazy("Asked for no answer either"),
    "settled_when_agreed": gettext_lazy("Talked over when it was agreed"),
    "channel_agreed": gettext_lazy("By the agreed way"),
    "discreet": gettext_lazy("Tells a stranger nothing"),
    "address_shared": gettext_lazy("Others read at this address"),
    "address_stopped": gettext_lazy("Stopped at this address"),
    "professions": gettext_lazy("Profession"),
    "memberships": gettext_lazy("Member of"),
    "registers": gettext_lazy("Registers"),
    "therapist_places": gettext_lazy("Where the therapist is"),
    "client_places": gettext_lazy("Where the client is"),
    "house_policies": gettext_lazy("House policies"),
    "hipaa_covered": gettext_lazy("Covered entity under HIPAA"),
    "part2_program": gettext_lazy("Programme under 42 CFR Part 2"),
    "checked_own_rules_on": gettext_lazy("Own rules stated on"),
    "alive": gettext_lazy("Reported dead"),
    "capacity": gettext_lazy("Can decide about this"),
    "risk_level": gettext_lazy("Worry about safety"),
    "client_status": gettext_lazy("In care"),
    "client_adult": gettext_lazy("Of age"),
    "treated_elsewhere": gettext_lazy("Treated by somebody else"),
    "protective_order": gettext_lazy("Protective order"),
    "complaint_open": gettext_lazy("Complaint"),
    "litigation_open": gettext_lazy("Court case"),
    "responder_named": gettext_lazy("Somebody reads answers"),
    "responder_present": gettext_lazy("The reader is here"),
    "relationship_kind": gettext_lazy("Second relationship"),
    "relationship_preexisting": gettext_lazy("There before therapy"),
    "started_by": gettext_lazy("Started by"),
    "small_community": gettext_lazy("A small place"),
    "person_is": gettext_lazy("With whom"),
}

MAIN: Final = (
    "ended_on",
    "consent_state",
    "no_contact",
    "professions",
    "memberships",
    "therapist_places",
    "client_places",
)
"""What stands beside every ruling; the rest is a list below."""
ACT: Final = frozenset({"purpose", "initiator", "channel", "lane"})

_YES_NO: Words = {"yes": gettext_lazy("Yes"), "no": gettext_lazy("No")}
_REPORTED: Words = {
    "yes": gettext_lazy("Yes"),
    "no": gettext_lazy("No"),
    "none_reported": gettext_lazy("Nobody has told us of any"),
}
_VALUES: Mapping[str, Words] = {
    "alive": {
        "yes": gettext_lazy("No, nobody has told us so"),
        "reported_dead": gettext_lazy("Somebody has told us so"),
        "confirmed_dead": gettext_lazy("Yes, and it is confirmed"),
    },
    "capacity": {
        "has": gettext_lazy("Yes"),
        "lacks": gettext_lazy("No"),
        "doubtful": gettext_lazy("It is doubtful"),
    },
    "risk_level": {
        "none": gettext_lazy("No"),
        "concern": gettext_lazy("Yes, there is a worry"),
        "serious": gettext_lazy("Yes, a serious one"),
    },
    "risk_imminence": {
        "none": gettext_lazy("There is no danger"),
        "not_imminent": gettext_lazy("Not soon"),
        "imminent": gettext_lazy("Very soon"),
    },
    "employer_policy": {
        "allows": gettext_lazy("It allows it"),
        "forbids": gettext_lazy("It forbids it"),
        "none": gettext_lazy("There is none, or it says nothing"),
    },
    "consent_state": {
        "confirmed": gettext_lazy("Yes, and it stands"),
        "proposed": gettext_lazy("Put before them, not confirmed"),
        "none": gettext_lazy("No"),
        "withdrawn": gettext_lazy("Stopped since"),
        "lapsed": gettext_lazy("It has run out"),
    },
    "client_status": {
        "current": gettext_lazy("In care here"),
        "former": gettext_lazy("Former client"),
        "current_with_colleague": gettext_lazy("In care with a colleague"),
    },
    "relationship_kind": {
        "social": gettext_lazy("Friends, or meeting socially"),
        "professional": gettext_lazy("As colleagues in the profession"),
        "business": gettext_lazy("Doing business together"),
        "employment": gettext_lazy("One works for the other"),
        "teaching_or_supervision": gettext_lazy("Teaching or supervision"),
        "family": gettext_lazy("Family, or through family"),
        "neighbour": gettext_lazy("Neighbours"),
        "community": gettext_lazy("Neighbours, or the same club, school or church"),
        "intimate": gettext_lazy("Romance or intimacy"),
        "online": gettext_lazy("A connection online"),
        "none": gettext_lazy("None"),
    },
    "started_by": {
        "therapist": gettext_lazy("The therapist"),
        "client": gettext_lazy("The other person"),
        "chance": gettext_lazy("Nobody: by chance"),
        "organisation": gettext_lazy("An organisation"),
    },
    "person_is": {
        "client": gettext_lazy("The client"),
        "partner": gettext_lazy("Their partner, or former partner"),
        "parent": gettext_lazy("A parent of theirs"),
        "relative": gettext_lazy("Another relative of theirs"),
    },
    "initiator": {
        "therapist": gettext_lazy("The therapist"),
        "client": gettext_lazy("The client"),
        "practice": gettext_lazy("The practice"),
        "organisation": gettext_lazy("An organisation"),
        "third_party": gettext_lazy("Somebody else"),
        "chance": gettext_lazy("Nobody: it happens by chance"),
    },
    "channel": {
        "portal": gettext_lazy("Their own page here"),
        "email": gettext_lazy("E-mail"),
        "sms": gettext_lazy("Text message"),
        "phone": gettext_lazy("Phone"),
        "voicemail": gettext_lazy("A message on the answering machine"),
        "letter": gettext_lazy("Letter"),
        "in_person": gettext_lazy("In person"),
        "video": gettext_lazy("Video call"),
        "social_media": gettext_lazy("Social media"),
        "public_web": gettext_lazy("In public on the web"),
    },
}
_SOURCES: Words = {
    "ledger": gettext_lazy("From the client's own choices"),
    "record": gettext_lazy("From the record here"),
    "client": gettext_lazy("The client said so"),
    "practice": gettext_lazy("Stated by the practice"),
    "clinician": gettext_lazy("Stated by the clinician"),
    "computed": gettext_lazy("Worked out"),
    "request": gettext_lazy("You said so"),
    ATTESTED: gettext_lazy("Said by who asked"),
}

_WAYS: Words = {
    "portal": gettext_lazy("on their own page"),
    "email": gettext_lazy("by e-mail"),
    "sms": gettext_lazy("by text message"),
    "phone": gettext_lazy("by phone"),
    "voicemail": gettext_lazy("on the answering machine"),
    "letter": gettext_lazy("by letter"),
    "in_person": gettext_lazy("in person"),
    "video": gettext_lazy("by video call"),
    "social_media": gettext_lazy("on social media"),
    "public_web": gettext_lazy("in public on the web"),
}
_STARTS: Words = {
    "therapist": gettext_lazy("The therapist starts it."),
    "client": gettext_lazy("The client starts it."),
    "practice": gettext_lazy("The practice starts it."),
    "organisation": gettext_lazy("An organisation starts it."),
    "third_party": gettext_lazy("Somebody else starts it."),
    "chance": gettext_lazy("It happens by chance."),
}


def way(channel: str) -> str:
    """Say a channel inside a sentence."""
    return str(_WAYS.get(channel, channel))


def starts(initiator: str) -> str:
    """Say who starts it, as a sentence."""
    return str(_STARTS.get(initiator, ""))


def fact_name(name: str) -> str:
    """Name a fact shortly."""
    return str(NAMES.get(name, name.replace("_", " ").capitalize()))


def value_words(name: str, value: Any) -> str:
    """Say one value of a fact."""
    if isinstance(value, Members):
        said = ", ".join(_word(name, one) for one in sorted(value.members))
        if not value.complete:
            return _("%(known)s, and perhaps more") % {"known": said or _("None known")}
        return said or _("None")
    if isinstance(value, date):
        return date_format(value, _("l j F Y"))
    if isinstance(value, bool):
        return str(_YES_NO["yes" if value else "no"])
    return _word(name, str(value))


def known_fact(name: str, fact: Fact) -> KnownFact:
    """Show one fact: its name, its value, who said so and since when."""
    if isinstance(fact, Unknowable):
        value = _("It cannot be found out: %(why)s") % {"why": fact.why}
    else:
        value = value_words(name, fact.value)
    return KnownFact(
        name=fact_name(name),
        value=value,
        source=str(_SOURCES.get(fact.source, "")),
        as_of=fact.as_of,
    )


def known_facts(facts: Facts) -> tuple[tuple[KnownFact, ...], tuple[KnownFact, ...]]:
    """Give the main facts, and all others in the order of the vocabulary."""
    order = book().vocabulary.facts
    main = tuple(known_fact(name, facts[name]) for name in MAIN if name in facts)
    rest = tuple(
        known_fact(name, facts[name])
        for name in order
        if name in facts and name not in MAIN and name not in ACT
    )
    return main, rest


def options_of(name: str) -> tuple[Option, ...]:
    """Give the answers to a question about a fact, in their order; perhaps none."""
    spec = book().vocabulary.facts[name]
    values = ("no", "yes") if spec.type == "bool" else spec.values
    if spec.record:
        values = ("none_reported", "no", "yes")
    return tuple(Option(value, _word(name, value)) for value in values)


def attested(facts: Facts) -> dict[str, Fact]:
    """Give what the asker said, and nothing that is on file."""
    return {name: fact for name, fact in facts.items() if fact.source == ATTESTED}


def stated(value: Any, on: date) -> Known:
    """Make a fact of what the asker says."""
    return Known(value, ATTESTED, on)


def _word(name: str, value: str) -> str:
    spec = book().vocabulary.facts[name]
    if name == "purpose":
        return book().vocabulary.purposes[value].label
    if spec.of_places:
        return place_words(value)
    if spec.is_open:
        return value.upper() if name == "memberships" else value
    known: Words = _VALUES.get(name) or (_REPORTED if spec.record else _YES_NO)
    return str(known.get(value, value.replace("_", " ").capitalize()))
