"""The form of a conflict check. Posted: what is asked is in no address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from afterword.clinic.caseload.rows import clean
from afterword.clinic.services.likeness import Wanted
from afterword.desk.forms.relationships import rows
from afterword.desk.relationship_words import CHECKS
from afterword.look.forms import PlainForm

UNNAMED = {"autocomplete": "off"}


class ConflictForm(PlainForm):
    """Whom somebody here is about to hire, treat or be treated by."""

    about = forms.ChoiceField(
        label=_("What is it about?"),
        choices=rows(CHECKS),
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=_("Name"),
        help_text=_("Given and family name, in any order. You may leave this empty."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=UNNAMED),
    )
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs=UNNAMED | {"inputmode": "tel"}),
    )
    email = forms.CharField(
        label=_("Email"),
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs=UNNAMED | {"inputmode": "email"}),
    )

    def wanted(self) -> Wanted:
        """Give what is asked, without what cannot be seen."""
        given: dict[str, Any] = self.cleaned_data
        return Wanted(*(clean(given[name]) for name in ("name", "phone", "email")))
