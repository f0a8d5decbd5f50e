"""Forms to declare a second relationship, plan for it, and look at it again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from afterword.desk.relationship_words import (
    CONSULTED,
    FOUND,
    KINDS,
    PERSONS,
    STAGES,
    STARTERS,
)
from afterword.desk.wording import Words
from afterword.look.forms import PlainForm
from afterword.screening import kinds
from afterword.screening.queries import Relationship
from afterword.screening.safeguards import safeguards
from afterword.screening.services import Declaration, Plan
from afterword.screening.services.planning import FARTHEST

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
LONGEST: Final = 4000
SAID: Final = ("kind", "stage", "person_is", "started_by", "preexisting", "community")
"""What a declaration says, in the order in which it is asked."""


def rows(words: Words, codes: Iterable[str] = ()) -> list[tuple[str, Any]]:
    """Give answer rows, in the order of their words."""
    return [(code, words[code]) for code in (codes or words)]


def area(lines: int) -> forms.Textarea:
    """Give a field for words."""
    return forms.Textarea(attrs={"rows": lines})


class DeclareForm(PlainForm):
    """What connects a clinician and a client beside therapy."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What connects you, beside therapy?"),
        choices=rows(KINDS),
        widget=forms.RadioSelect,
    )
    stage = forms.ChoiceField(
        label=gettext_lazy("Is it there already?"),
        choices=[
            ("existing", gettext_lazy("Yes, it is there already")),
            ("planned", gettext_lazy("No, somebody thinks of it")),
        ],
        widget=forms.RadioSelect,
    )
    person_is = forms.ChoiceField(
        label=gettext_lazy("With whom?"),
        choices=rows(PERSONS),
        widget=forms.RadioSelect,
    )
    started_by = forms.ChoiceField(
        label=gettext_lazy("Who started it, or would start it?"),
        choices=rows(STARTERS),
        widget=forms.RadioSelect,
    )
    preexisting = forms.ChoiceField(
        label=gettext_lazy("Was it there before therapy?"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        widget=forms.RadioSelect,
    )
    community = forms.ChoiceField(
        label=gettext_lazy("Is it a small place, where you cannot help meeting?"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=gettext_lazy("In your own words"),
        help_text=gettext_lazy("Kept sealed. You may leave this empty."),
        required=False,
        max_length=LONGEST,
        widget=area(4),
    )

    def declaration(self) -> Declaration:
        """Give what was said."""
        given = self.cleaned_data
        return Declaration(
            kind=given["kind"],
            stage=given["stage"],
            person_is=given["person_is"],
            started_by=given["started_by"],
            preexisting=given["preexisting"],
            small_community=given["community"],
            note=given["note"],
        )


class PlanForm(PlainForm):
    """Whom it is talked over with, what protects the person, when to look again."""

    consulted = forms.ChoiceField(
        label=gettext_lazy("With whom did you talk it over?"),
        choices=rows(CONSULTED),
        required=False,
    )
    consulted_on = forms.DateField(
        label=gettext_lazy("On which day?"),
        required=False,
        widget=DAY,
    )
    consultation = forms.CharField(
        label=gettext_lazy("What they said"),
        help_text=gettext_lazy("Kept sealed. You may leave this empty."),
        required=False,
        max_length=LONGEST,
        widget=area(3),
    )
    safeguards = forms.MultipleChoiceField(
        label=gettext_lazy("What protects the person?"),
        choices=[],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    own_safeguards = forms.CharField(
        label=gettext_lazy("Something else that protects them"),
        help_text=gettext_lazy("Kept sealed. You may leave this empty."),
        required=False,
        max_length=LONGEST,
        widget=area(3),
    )
    review_on = forms.DateField(
        label=gettext_lazy("Look again on"),
        help_text=gettext_lazy("Within a year. It waits for you then, on Today."),
        widget=DAY,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.fields["safeguards"].choices = [  # type: ignore[attr-defined]
            (one.id, one.says) for one in safeguards().values()
        ]

    def clean_review_on(self) -> date:
        return ahead(self.cleaned_data["review_on"], self._today)

    def clean(self) -> dict[str, Any] | None:
        """Let a talk have both: with whom, and on a day that was."""
        given = super().clean() or {}
        on, told = given.get("consulted_on"), given.get("consultation")
        if (on or told) and not given.get("consulted"):
            self.add_error("consulted", _("Say with whom you talked it over"))
        if on and on > self._today:
            self.add_error("consulted_on", _("This day has not come yet"))
        return given

    def plan(self) -> Plan:
        """Give the plan."""
        given = self.cleaned_data
        return Plan(
            review_on=given["review_on"],
            safeguards=given["safeguards"],
            own_safeguards=given["own_safeguards"],
            consulted=given["consulted"],
            consulted_on=given["consulted_on"],
            consultation=given["consultation"],
        )


class RevisitForm(DeclareForm):
    """What is found on looking again; what changed is said anew."""

    found = forms.ChoiceField(
        label=gettext_lazy("How is it now?"),
        choices=rows(FOUND),
        widget=forms.RadioSelect,
    )
    review_on = forms.DateField(
        label=gettext_lazy("Look again on"),
        help_text=gettext_lazy("Within a year. Not needed where it has ended."),
        required=False,
        widget=DAY,
    )
    field_order = ["found", "review_on", "note", *SAID]

    def __init__(
        self, *args: Any, today: date, last: Relationship, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial=initial(last), **kwargs)
        self._today, self._last = today, last
        for name in SAID:
            self.fields[name].required = False
        if last.stage == kinds.EXISTING:
            self.fields["stage"].choices = rows(STAGES, ["existing"])  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        """Hold what was found against what was changed below it."""
        given = super().clean() or {}
        found, day = given.get("found"), given.get("review_on")
        differs = any(
            given.get(name) and given[name] != value
            for name, value in initial(self._last).items()
        )
        if found == "changed" and not differs:
            self.add_error("found", _("Say below what has changed"))
        if found == "unchanged" and differs:
            self.add_error(
                "found", _("Below it is said otherwise. Choose that it has changed")
            )
        if found in {"changed", "unchanged"} and "review_on" not in self.errors:
            if day is None:
                self.add_error("review_on", _("Choose the day to look again"))
            else:
                try:
                    ahead(day, self._today)
                except forms.ValidationError as error:
                    self.add_error("review_on", error)
        return given

    def said_anew(self) -> Declaration | None:
        """Give what was said anew, where something changed."""
        if self.cleaned_data["found"] != "changed":
            return None
        for name, value in initial(self._last).items():
            self.cleaned_data[name] = self.cleaned_data.get(name) or value
        return self.declaration()

    @property
    def first(self) -> list[forms.BoundField]:
        """Give the fields that are always asked."""
        return [self["found"], self["review_on"], self["note"]]

    @property
    def below(self) -> list[forms.BoundField]:
        """Give what is said anew only where it changed."""
        return [self[name] for name in SAID]

    @property
    def below_is_open(self) -> bool:
        """Say whether something below needs a look."""
        wrong = any(self[name].errors for name in SAID)
        return wrong or self.data.get("found") in {"changed", "unchanged"}


def initial(last: Relationship) -> dict[str, str]:
    """Give what was said last, by the names of the fields."""
    return {
        "kind": last.kind,
        "stage": last.stage,
        "person_is": last.person_is,
        "started_by": last.started_by,
        "preexisting": last.preexisting,
        "community": last.small_community,
    }


def ahead(day: date, today: date) -> date:
    """Refuse a day to look again that is not ahead, or too far away."""
    if not today < day <= today + FARTHEST:
        raise forms.ValidationError(_("Choose a day after today, and within a year"))
    return day
