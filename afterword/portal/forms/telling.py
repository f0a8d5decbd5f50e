"""The form by which a client allows that somebody else is told something."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from afterword.consent.releases import AT_MOST, SHARES, USUALLY
from afterword.consent.services import Release
from afterword.look.forms import PlainForm

DAY: Final = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
WHAT: Final[dict[str, str | Promise]] = {
    "dates": _("That you came here, and from when to when"),
    "summary": _("A letter that sums up your time here and where you can turn next"),
    "safety_plan": _("Your safety plan"),
    "contact_details": _("How to reach you"),
    "other": _("Something else, in your words"),
}
"""What a release can cover, as its client reads it: the same list as on the desk."""


class TellForm(PlainForm):
    """To whom, what, why if they like, and until when."""

    to = forms.ChoiceField(
        label=_("Who may be told?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who may be told")},
    )
    what = forms.MultipleChoiceField(
        label=_("What may they be told?"),
        help_text=_("Only what you tick. Nothing is ticked beforehand."),
        choices=[(code, WHAT[code]) for code in SHARES],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one thing, or go back")},
    )
    other = forms.CharField(
        label=_("If something else: what?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    why = forms.CharField(
        label=_("What is it for?"),
        help_text=_("In your own words. You can leave this empty."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    until = forms.DateField(
        label=_("Until which day?"),
        help_text=_("It ends by itself then. A year is the longest."),
        widget=DAY,
        error_messages={
            "required": _("Choose a day"),
            "invalid": _("Write the day like 2027-05-31"),
        },
    )

    def __init__(
        self,
        data: Any = None,
        *,
        today: date,
        recipients: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, initial={"until": today + USUALLY}, **kwargs)
        self.today, self.names = today, dict(recipients)
        self.fields["to"].choices = list(recipients)  # type: ignore[attr-defined]

    def clean_until(self) -> date:
        """Keep the last day between today and a year from now."""
        day: date = self.cleaned_data["until"]
        if day < self.today:
            raise forms.ValidationError(_("That day is over. Choose a later one"))
        if day - self.today > AT_MOST:
            raise forms.ValidationError(_("Choose a day that is at most a year away"))
        return day

    def clean(self) -> dict[str, Any]:
        """Ask for words where something else was ticked, and take none otherwise."""
        given = super().clean() or {}
        if "other" in given.get("what", ()) and not given.get("other", "").strip():
            self.add_error("other", _now("Write what else they may be told"))
        return given

    @property
    def named(self) -> str:
        """Give the name of who was chosen."""
        return self.names[self.cleaned_data["to"]]

    @property
    def things(self) -> list[str]:
        """Give what was ticked, in words."""
        return in_words(self.cleaned_data["what"], self.cleaned_data["other"])

    @property
    def release(self) -> Release:
        """Give what was chosen."""
        given = self.cleaned_data
        return Release(
            recipient=self.named[:200],
            shares=frozenset(given["what"]),
            other=given["other"] if "other" in given["what"] else "",
            why=given["why"],
            given_on=self.today,
            until=given["until"],
            recipient_id=UUID(given["to"]),
        )


def in_words(shares: Sequence[str], other: str) -> list[str]:
    """Say what may be told: each thing in words, and what else as they wrote it."""
    said = [str(WHAT[code]) for code in SHARES if code in shares and code != "other"]
    return [*said, other.strip()] if "other" in shares and other.strip() else said
