"""The form of a safety plan that was offered: what came of it, never what it says."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from afterword.ending.services.safety import Offered
from afterword.look.forms import PlainForm
from afterword.support import lines

UNSAID = "-"
CAME = {
    "not_needed": _("It was not needed"),
    "declined": _("I offered it, and they said no"),
    "existing": _("They have one already"),
    "made_today": _("We made one today"),
}


class OfferedForm(PlainForm):
    """What came of the offer."""

    came = forms.ChoiceField(
        label=_("Did they want a safety plan?"),
        choices=list(CAME.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what came of it. No is an answer")},
    )
    means = forms.ChoiceField(
        label=_("Did you talk about means safety, to make it safer around them?"),
        help_text=_("Yes or no only. Write no details here."),
        choices=[("yes", _("Yes")), ("no", _("No")), (UNSAID, _("I leave this open"))],
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

    @property
    def offered(self) -> Offered:
        """Give what was chosen, as the verb takes it."""
        given = self.cleaned_data
        return Offered(
            came=given["came"],
            means_discussed="" if given["means"] == UNSAID else given["means"],
            help_country=given["country"],
        )
