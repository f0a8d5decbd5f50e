"""The form that puts the question: who starts, and what for. The rest if it matters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from afterword.clinic.models import Clinician
from afterword.consent.releases import PURPOSES, SHARES, Told
from afterword.contact.weighing import book
from afterword.desk.fact_words import options_of
from afterword.desk.forms.clinicians import known, spoken
from afterword.desk.forms.places import PlaceField, place_words
from afterword.look.forms import PlainForm
from afterword.rules.facts import Fact, Known, Members

USUAL: Final = (
    "wellbeing_check",
    "outcome_measure",
    "reply_to_client",
    "closing_letter",
    "referral_information",
    "social",
)
PRIVATE: Final = (
    "portal",
    "email",
    "sms",
    "phone",
    "voicemail",
    "letter",
    "in_person",
    "video",
)
OPEN_LANES: Final = frozenset({"relationship", "intimate", "publicity", "courtesy"})
"""Lanes in which every way is asked about, public ones too, to be answered."""
FIRST: Final = ("initiator", "purpose", "channel", "client_place")
ABOUT_YOU: Final = ("professions", "memberships", "place")
"""What is on file about who asks is folded away; the rest is asked each time."""
Group = tuple[str | Promise, list[tuple[str, str]]]


def purpose_choices() -> list[Any]:
    """Give the purposes in words: the usual ones first, then lane by lane."""
    words = book().vocabulary
    groups: list[Group] = [
        (_("Asked most often"), [(name, _label(name)) for name in USUAL])
    ]
    for lane in words.lanes.values():
        here = [
            (name, _label(name))
            for name, one in words.purposes.items()
            if one.lane == lane.name and name not in USUAL
        ]
        if here:
            groups.append((lane.label.capitalize(), here))
    return [("", _("Choose one")), *groups]


def ways_for(purpose: str) -> tuple[str, ...]:
    """Give the channels that the lane of a purpose allows to be asked about."""
    words = book().vocabulary
    lane = words.purposes[purpose].lane
    return words.facts["channel"].values if lane in OPEN_LANES else PRIVATE


class AskForm(PlainForm):
    """Two facts about one contact, and a third where it is decided already."""

    initiator = forms.ChoiceField(label=_("Who starts it?"), widget=forms.RadioSelect)
    purpose = forms.ChoiceField(label=_("What is it for?"))
    channel = forms.ChoiceField(
        label=_("How?"),
        help_text=_("Leave it open if it is not decided. It is asked if it matters."),
        required=False,
    )

    told_to = forms.ChoiceField(
        label=_("Is somebody else told something? Who?"),
        help_text=_("Whoever is named in a release of theirs that holds today."),
        required=False,
    )
    tells = forms.MultipleChoiceField(
        label=_("And what are they told?"),
        choices=list(SHARES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self, *args: Any, released: Sequence[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._choose("initiator", _pairs("initiator"))
        self._choose("purpose", purpose_choices())
        self._choose("channel", [("", _("Not decided")), *_pairs("channel")])
        if released:
            self._choose("told_to", [("", _("Nobody else")), *released])
        else:
            del self.fields["told_to"], self.fields["tells"]

    @property
    def occasion(self) -> str:
        """Give whom it tells what, for a contact that asks after a release."""
        given = self.cleaned_data
        if not given.get("told_to"):
            return ""
        return Told(UUID(given["told_to"]), frozenset(given["tells"])).occasion

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("told_to") and not given.get("tells"):
            self.add_error("tells", _("Say what they would be told"))
        if given.get("told_to") and given.get("purpose", "") not in {"", *PURPOSES}:
            self.add_error(
                "told_to", _("For this purpose nobody else is told. Choose nobody else")
            )
        purpose, channel = given.get("purpose"), given.get("channel")
        if purpose and channel and channel not in ways_for(purpose):
            self.add_error(
                "channel", _("Never this way for this purpose. Choose a private one")
            )
        return given

    def act(self, on: date) -> dict[str, Fact]:
        """Give what was asked, as facts; what is not decided stays absent."""
        names = ("purpose", "initiator", "channel")
        said = {name: self.cleaned_data[name] for name in names}
        return {name: Known(one, "request", on) for name, one in said.items() if one}

    def _choose(self, name: str, choices: Iterable[Any]) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]


class GeneralForm(AskForm):
    """The same about nobody in particular: who asks, and where both are."""

    professions = forms.MultipleChoiceField(
        label=_("Your profession"), widget=forms.CheckboxSelectMultiple
    )
    memberships = forms.MultipleChoiceField(
        label=_("Associations you are a member of"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    place = PlaceField(
        label=_("Where are you, and where was the service given?"),
        help_text=_("Start typing: California, Scotland, Ontario."),
        error_messages={"required": _("Type where you are")},
    )
    client_place = PlaceField(
        label=_("Where is the client?"),
        help_text=_("Leave it empty if it is not known."),
        required=False,
    )

    def __init__(self, *args: Any, own: Clinician | None = None, **kwargs: Any) -> None:
        self.own = own
        super().__init__(*args, **kwargs)
        values = book().vocabulary.facts["professions"].values
        mine = set(own.professions) if own else set()
        first = [one for one in values if one in mine] + [
            one for one in values if one not in mine
        ]
        self._choose("professions", [(one, spoken(one)) for one in first])
        self._choose("memberships", known("memberships"))

    def you(self) -> str:
        """Say in a line what is on file about who asks; nothing where nothing is."""
        if self.own is None or not self.own.professions or not self.own.places:
            return ""
        said = [spoken(one) for one in self.own.professions]
        said += [one.upper() for one in self.own.memberships]
        return ", ".join([*said, place_words(self.own.places[0])])

    def facts(self, on: date) -> dict[str, Fact]:
        """Give everything that was said, as facts; what was left open stays absent."""
        given = self.cleaned_data
        found = self.act(on) | _standing(self.own, given, on)
        for name, members in (
            ("professions", given["professions"]),
            ("memberships", given["memberships"]),
            ("therapist_places", [given["place"]]),
        ):
            found[name] = Known(Members(members), "request", on)
        if given["client_place"]:
            where = Members([given["client_place"]])
            found["client_places"] = Known(where, "request", on)
        return found


def initial_for(own: Clinician | None) -> dict[str, Any]:
    """Fill in what is on file about who asks."""
    if own is None:
        return {}
    return {
        "professions": own.professions,
        "memberships": own.memberships,
        "place": own.places[0] if own.places else "",
        "client_place": own.places[0] if own.places else "",
    }


def _standing(
    own: Clinician | None, given: dict[str, Any], on: date
) -> dict[str, Fact]:
    """Add what is on file about who asks, as long as they ask as themselves."""
    if own is None or set(given["professions"]) != set(own.professions):
        return {}
    found: dict[str, Fact] = {
        "practising": Known(own.practising == "yes", "record", on)
    }
    if own.sets_complete:
        found["registers"] = Known(Members(own.registers), "practice", on)
    for name in ("hipaa_covered", "part2_program"):
        if (said := getattr(own, name)) in {"yes", "no"}:
            found[name] = Known(said == "yes", "practice", on)
    return found


def _label(purpose: str) -> str:
    words = book().vocabulary.purposes[purpose].label
    return words[:1].upper() + words[1:]


def _pairs(fact: str) -> list[tuple[str, str]]:
    return [(one.value, one.words) for one in options_of(fact)]
