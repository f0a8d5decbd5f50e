"""The form of a safety plan that was offered: what came of it, never what it says."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from afterword.desk.part_words import CHOICES
from afterword.look.forms import PlainForm
from afterword.support import lines

UNSAID = "-"


class OfferedForm(PlainForm):
    """What came of the offer."""

    needed = forms.ChoiceField(
        label=_("Did they want a safety plan?"),
        choices=list(CHOICES["needed"].items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what came of it. No is an answer")},
    )
    means_discussed = forms.ChoiceField(
        label=_("Did you talk about means safety, to make it safer around them?"),
        help_text=_("Yes or no only. Write no details here."),
        choices=[*CHOICES["means_discussed"].items(), (UNSAID, _("I leave this open"))],
        widget=forms.RadioSelect,
        required=False,
    )
    country = forms.ChoiceField(
        label=_("Which country's help numbers did you show them?"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["country"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as declared
        field.choices = [
            ("", _("None yet")),
            *((one.iso, one.name) for one in lines.countries()),
        ]

    def plain(self, *, today: date) -> dict[str, str]:
        """Give what was chosen as it is stored; numbers that were shown have a day."""
        given = self.cleaned_data
        means, country = given["means_discussed"], given["country"]
        return {
            "needed": given["needed"],
            "means_discussed": "" if means == UNSAID else means,
            "country": country,
            "lines_shown_on": today.isoformat() if country else "",
        }
