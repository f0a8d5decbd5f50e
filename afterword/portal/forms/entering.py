"""The form for the code on a card."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from afterword.look.forms import PlainForm


class CodeForm(PlainForm):
    """The code on a card, however it is typed."""

    code = forms.CharField(
        label=_("Your code"),
        help_text=_("It is on your card. Small letters and spaces are fine."),
        max_length=100,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={
            "required": _("Type the code on your card"),
            "max_length": _("This is longer than a code. Look at the card again"),
        },
    )
