"""Forms that say how somebody came, and with whom."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from afterword.desk.wording import FORMATS


class FormatForm(forms.Form):
    """How they came."""

    format = forms.ChoiceField(
        label=_("How did they come?"),
        choices=list(FORMATS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how they came")},
    )


class OtherForm(forms.Form):
    """Who else came, by the reference that stands on their page."""

    reference = forms.CharField(
        label=_("Reference of the other person"),
        help_text=_("Such as P-0012. It stands on their page. Only clients of yours."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Type the reference of the other person")},
    )
