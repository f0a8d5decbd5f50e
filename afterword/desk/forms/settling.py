"""Forms for a talk: what a colleague says, what somebody outside said, what stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from afterword.contact.services.consulting import Advice, Consultant
from afterword.contact.settled import LONGEST
from afterword.look.forms import PlainForm

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOST: Final = 4000
USUAL: Final = timedelta(days=30)
_VERDICTS = [
    ("yes", _("Yes, with conditions")),
    ("no", _("No")),
    ("more", _("I need more")),
]
_TWO_MEET = [
    ("yes", _("Do the duty this way")),
    ("no", _("It is met by another route")),
    ("more", _("I need more")),
]


class SettleForm(PlainForm):
    """What one person says of one question: the answer, why, and until when."""

    verdict = forms.ChoiceField(label=_("What do you say?"), widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=_("Reasons"),
        help_text=_("For who asked, and for the record. Name nobody. Kept sealed."),
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    conditions = forms.CharField(
        label=_("Conditions"),
        help_text=_(
            "What must be so for a yes. Nothing goes by itself until somebody says "
            "that it is. You may leave this empty."
        ),
        required=False,
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    done = forms.MultipleChoiceField(
        label=_("What you have seen to be done"),
        help_text=_("What is left open stays open, and nothing goes until it is met."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    until = forms.DateField(
        label=_("Until when a yes holds"),
        help_text=_("90 days at most. It ends sooner if a fact or a rule changes."),
        required=False,
        widget=DAY,
    )

    def __init__(
        self,
        *args: Any,
        today: date,
        to_be_done: Sequence[tuple[str, str]],
        two_meet: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.fields["verdict"].choices = _TWO_MEET if two_meet else _VERDICTS  # type: ignore[attr-defined]
        self.fields["until"].initial = today + USUAL
        if to_be_done:
            self.fields["done"].choices = list(to_be_done)  # type: ignore[attr-defined]
        else:
            del self.fields["done"]

    def clean(self) -> dict[str, Any] | None:
        """Ask for a day where it is a yes; whatever else was said has none."""
        given = super().clean() or {}
        if given.get("verdict") != "yes" or "until" in self.errors:
            return given
        until = given.get("until")
        if until is None:
            self.add_error("until", _("Say until when it holds"))
        elif not self._today <= until <= self._today + LONGEST:
            self.add_error("until", _("Choose a day from today to 90 days on"))
        return given

    def advice(self) -> Advice:
        """Give what was said."""
        given = self.cleaned_data
        is_yes = given["verdict"] == "yes"
        return Advice(
            reasons=given["reasons"],
            conditions=given["conditions"],
            until=given["until"] if is_yes else None,
            done=frozenset(given.get("done", ())),
        )


class AdviceForm(SettleForm):
    """The same, said by somebody outside and written down by who asked them."""

    verdict = forms.ChoiceField(label=_("What did they say?"), widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=_("Their reasons"),
        help_text=_("In your words or theirs. Kept sealed."),
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    name = forms.CharField(label=_("Whom did you ask?"), max_length=120)
    role = forms.CharField(
        label=_("What are they?"),
        help_text=_("Their profession, and what they know of this."),
        max_length=120,
    )
    reach = forms.CharField(
        label=_("How can they be reached?"),
        help_text=_("So that it can be looked into later. Kept sealed."),
        max_length=200,
    )

    field_order = (
        "name",
        "role",
        "reach",
        "verdict",
        "reasons",
        "conditions",
        "done",
        "until",
    )

    def consultant(self) -> Consultant:
        """Give who was asked."""
        given = self.cleaned_data
        return Consultant(given["name"], given["role"], given["reach"])


class PurposeForm(PlainForm):
    """For which purpose something is to stand: the first of two steps."""

    purpose = forms.ChoiceField(label=_("What is it for?"))

    def __init__(
        self, *args: Any, purposes: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = list(purposes)  # type: ignore[attr-defined]


class StandingForm(PlainForm):
    """What is to stand for one purpose: for whom, which rules, from when to when."""

    population = forms.CharField(
        label=_("Name of the programme or notice"),
        help_text=_("Such as “Closure of the second office”. Name no client."),
        max_length=120,
    )
    clinician = forms.ChoiceField(label=_("Whose clients?"), required=False)
    ended_from = forms.DateField(
        label=_("Their therapy ended from"), required=False, widget=DAY
    )
    ended_until = forms.DateField(
        label=_("Their therapy ended until"), required=False, widget=DAY
    )
    rules = forms.MultipleChoiceField(
        label=_("Which points were talked over for all of them?"),
        help_text=_("Anything else that wants a talk still waits for one."),
        widget=forms.CheckboxSelectMultiple,
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        help_text=_("For everybody in it. Name no client."),
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    starts_on = forms.DateField(label=_("From"), widget=DAY)
    ends_on = forms.DateField(
        label=_("Until"), help_text=_("12 months at most."), widget=DAY
    )

    def __init__(
        self,
        *args: Any,
        clinicians: Iterable[tuple[str, str]],
        rules: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        everybody = ("", _("Everybody's here"))
        self.fields["clinician"].choices = [everybody, *clinicians]  # type: ignore[attr-defined]
        self.fields["rules"].choices = list(rules)  # type: ignore[attr-defined]
