"""The form of a yes or no. Nothing is chosen beforehand, and no is as large as yes."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from afterword.look.forms import PlainForm


class NotesForm(PlainForm):
    """Yes or no to the notes."""

    notes = forms.ChoiceField(
        label=_("Do you want these notes?"),
        choices=[("yes", _("Yes, I want them")), ("no", _("No, I do not want them"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no")},
    )


class GuardianForm(PlainForm):
    """Yes or no of a parent or guardian, after the young person's own yes."""

    guardian = forms.ChoiceField(
        label=_("Do you agree that these notes come?"),
        choices=[("yes", _("Yes, I agree")), ("no", _("No, I do not agree"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no")},
    )
