"""Forms about a plan as a whole: take it along, and show a copy to somebody."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from afterword.ending.forms import PartsForm
from afterword.ending.plans import Plan
from afterword.look.forms import PlainForm
from afterword.support import lines

NO_NUMBERS = "-"
FILES = {
    "html": _("A page that opens in any browser, also offline"),
    "pdf": _("Pages to print"),
    "large": _("Pages to print, in large print"),
    "txt": _("Plain text"),
    "json": _("A file for programs"),
}


class TakeForm(PlainForm):
    """As what kind of file, and where the person is now."""

    file = forms.ChoiceField(
        label=_("What do you want to have?"),
        choices=list(FILES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you want to have")},
    )
    country = forms.ChoiceField(
        label=_("Where are you now?"),
        help_text=_("The file holds the help numbers of that country. It is not kept."),
        error_messages={"required": _("Choose a country, or leave the numbers out")},
    )
    answers = forms.BooleanField(
        label=_("Add what my answers to the questions came to"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["country"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as declared
        field.choices = [
            ("", _("Choose a country")),
            (NO_NUMBERS, _("Leave the numbers out")),
            *((one.iso, one.name) for one in lines.countries()),
        ]

    @property
    def iso(self) -> str:
        """Give the country; empty if the numbers are left out."""
        chosen = str(self.cleaned_data["country"])
        return "" if chosen == NO_NUMBERS else chosen


class ShowForm(PartsForm):
    """Who is shown a copy, and of which parts."""

    who = forms.ChoiceField(
        label=_("Who is it for?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who it is for")},
    )
    field_order = ("who", "parts")

    def __init__(
        self, data: Any = None, *, plan: Plan, name: str, **kwargs: Any
    ) -> None:
        super().__init__(data, plan=plan, **kwargs)
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as declared
        near = ("guardian", _("A parent or carer of mine"))
        field.choices = [("clinician", name), near]
