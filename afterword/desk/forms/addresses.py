"""The form of an address that is safe again: when they said so."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from afterword.desk.forms.reports import DAY, not_later


class SafeAgainForm(forms.Form):
    """On which day the client said that it is safe."""

    told_on = forms.DateField(
        label=_("On which day did they tell you?"),
        widget=DAY,
        error_messages={
            "required": _("Say on which day they told you"),
            "invalid": _("Write the day like 2026-11-23"),
        },
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_told_on(self) -> date:
        """Refuse a day that is still to come."""
        return not_later(self.cleaned_data["told_on"], self._today)
