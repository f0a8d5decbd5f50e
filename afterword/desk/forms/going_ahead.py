"""Forms of a contact that a person makes: what they keep to, and a note of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from afterword.look.forms import PlainForm


class ConfirmForm(forms.Form):
    """Every point that only a person can keep to. Nothing is ticked beforehand."""

    confirm = forms.MultipleChoiceField(
        label=_("Tick what you will keep to"),
        help_text=_("Every point counts. Nobody else can see to these."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, data: Any, points: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self._wanted = [name for name, _words in points]
        if points:
            self.fields["confirm"].choices = list(points)  # type: ignore[attr-defined]
        else:
            del self.fields["confirm"]

    def clean_confirm(self) -> list[str]:
        """Insist on each point by itself."""
        ticked: list[str] = self.cleaned_data["confirm"]
        if set(self._wanted) - set(ticked):
            raise forms.ValidationError(
                _("Tick every point, or leave the contact"), code="unticked"
            )
        return ticked

    @property
    def ticked(self) -> list[str]:
        """Give what was ticked, once it is right."""
        return list(self.cleaned_data.get("confirm", []))


class CameForm(PlainForm):
    """A note beside what came of it; the buttons say the rest."""

    note = forms.CharField(
        label=_("Note"),
        help_text=_("You may leave this empty. It is kept sealed, with their record."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=4000,
        error_messages={"max_length": _("Write at most 4,000 letters")},
    )
