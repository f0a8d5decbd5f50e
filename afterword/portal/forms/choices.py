"""Forms by which a client changes what was agreed, only ever to less."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from afterword.look.forms import PlainForm


class FewerForm(PlainForm):
    """Which of the notes still to come are kept."""

    keep = forms.MultipleChoiceField(
        label=_("Which notes do you want to keep?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one, or stop them all instead"),
        },
    )

    def __init__(
        self, *args: Any, notes: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["keep"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - as declared
        field.choices = list(notes)
