"""Forms of a practice that closes: its plan, why, and what who posts keeps to."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from afterword.contact.services.closing_down import Plan
from afterword.desk.forms.options import OptionsForm
from afterword.desk.forms.reports import DAY


class ClosureForm(OptionsForm):
    """How the practice closes, in words for everybody. No client is named in it."""

    last_day = forms.DateField(
        label=_("Last day of the practice"),
        widget=DAY,
        error_messages={
            "required": _("Say which day is the last"),
            "invalid": _("Write the last day like 2026-11-23"),
        },
    )
    former_since = forms.DateField(
        label=_("Former clients: therapy ended on or after"),
        help_text=_(
            "The day from which on you still keep records. Empty: everybody on file. "
            "Everybody in care gets a letter in any case."
        ),
        required=False,
        widget=DAY,
        error_messages={"invalid": _("Write the day like 2026-11-23")},
    )
    custodian = forms.CharField(
        label=_("Who keeps the records from then on"),
        max_length=200,
        error_messages={"required": _("Say who keeps the records")},
    )
    ask_how = forms.CharField(
        label=_("How to ask for records"),
        help_text=_("A sentence, as it stands in the letter."),
        max_length=300,
        error_messages={"required": _("Say how to ask for records")},
    )
    questions_to = forms.CharField(
        label=_("Who answers questions, how, and until when"),
        max_length=300,
        error_messages={"required": _("Say who answers questions")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_last_day(self) -> date:
        day: date = self.cleaned_data["last_day"]
        if day < self._today:
            raise forms.ValidationError(_("The last day has passed"))
        return day

    def plan(self) -> Plan:
        """Give the plan as it was written."""
        given = self.cleaned_data
        return Plan(
            last_day=given["last_day"],
            former_since=given["former_since"],
            custodian=given["custodian"],
            ask_how=given["ask_how"],
            questions_to=given["questions_to"],
            options=self.options,
        )


class ReasonsForm(forms.Form):
    """Why somebody stands behind it."""

    reasons = forms.CharField(
        label=_("Why do you stand behind it?"),
        help_text=_("The second person reads this. It is kept with the settlement."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": _("Write why, in a sentence")},
    )
