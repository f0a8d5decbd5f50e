"""The form by which somebody asks a person to change what is kept about them."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from afterword.look.forms import PlainForm
from afterword.portal.asking import REQUESTS


class AskForm(PlainForm):
    """One request."""

    what = forms.ChoiceField(
        label=_("What do you want?"),
        choices=list(REQUESTS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you want")},
    )
