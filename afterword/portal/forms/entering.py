"""The forms for the code on a card, and at a link for one that was sent, too."""

from __future__ import annotations

from typing import Any

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


class LinkCodeForm(CodeForm):
    """The code on a card, or the one that was asked for at a link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _(
            "It is on your card, or in the note you asked for. "
            "Small letters and spaces are fine."
        )
        self.fields["code"].error_messages |= {
            "required": _("Type the code"),
            "max_length": _("This is longer than a code. Look at it again"),
        }
