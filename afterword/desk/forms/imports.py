"""The form that takes the file of a caseload."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from afterword.clinic.caseload import reading

DATE_ORDERS = [
    ("ymd", _("1985-03-14: year, month, day")),
    ("dmy", _("14/03/1985: day, month, year")),
    ("mdy", _("03/14/1985: month, day, year")),
]


class FileForm(forms.Form):
    """A file, and how it writes dates. Neither is guessed."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("As your practice system exports it. Up to 60 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        error_messages={
            "required": _("Choose the file"),
            "empty": _("This file is empty. Nothing was stored"),
        },
    )
    date_order = forms.ChoiceField(
        label=_("How are dates written in it?"),
        choices=DATE_ORDERS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how dates are written")},
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > reading.LARGEST:
            raise forms.ValidationError(
                _("This file is larger than 60 MB. Split it. Nothing was stored")
            )
        return file
