"""Forms about somebody who stopped coming: the bare facts, and the house's number."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from afterword.clinic.services.policies import MOST_ATTEMPTS
from afterword.desk.forms.reports import DAY, not_later
from afterword.ending.services.dropping_out import Absence

NOTICES = {
    "none": _("No word came"),
    "message": _("They wrote or rang"),
    "said": _("They said so here"),
}


class AbsenceForm(forms.Form):
    """When they last came, what they missed, and whether they said anything."""

    last_attended_on = forms.DateField(
        label=_("Day of the last session that they came to"),
        help_text=_("Everything afterwards counts from this day."),
        widget=DAY,
        error_messages={
            "required": _("Say on which day they last came"),
            "invalid": _("Write the last session like 2026-11-23"),
        },
    )
    missed_on = forms.DateField(
        label=_("Appointment that they did not come to"),
        help_text=_("Leave it empty if none was made."),
        required=False,
        widget=DAY,
        error_messages={"invalid": _("Write the missed day like 2026-11-23")},
    )
    notice = forms.ChoiceField(
        label=_("Did they say anything?"),
        choices=list(NOTICES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether any word came")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_last_attended_on(self) -> date:
        return not_later(self.cleaned_data["last_attended_on"], self._today)

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or {}
        missed, last = given.get("missed_on"), given.get("last_attended_on")
        if missed and (missed > self._today or (last and missed <= last)):
            self.add_error(
                "missed_on",
                _("The missed day is before the last session, or in the future"),
            )
        return given

    def absence(self) -> Absence:
        """Give what was written down."""
        return Absence(**self.cleaned_data)


class OutreachForm(forms.Form):
    """How often the practice tries to reach somebody."""

    attempts = forms.TypedChoiceField(
        label=_("How many attempts at most?"),
        help_text=_("The closing letter is not counted as one."),
        coerce=int,
        choices=[(number, str(number)) for number in range(MOST_ATTEMPTS + 1)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a number")},
    )
