"""The places that can help, as a closure and a will name them for their letter."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from afterword.letters.drafts import OPTIONS

NAMES: Final = tuple(f"option_{number}" for number in range(1, OPTIONS + 1))


class OptionsForm(forms.Form):
    """Three different places. They stand last, below what a form asks of its own."""

    option_1 = forms.CharField(
        label=_("First place that can help"),
        help_text=_("Its name and how to reach it."),
        max_length=200,
        error_messages={"required": _("Name the first place that can help")},
    )
    option_2 = forms.CharField(
        label=_("Second place that can help"),
        max_length=200,
        error_messages={"required": _("Name the second place that can help")},
    )
    option_3 = forms.CharField(
        label=_("Third place that can help"),
        max_length=200,
        error_messages={"required": _("Name the third place that can help")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [name for name in self.fields if name not in NAMES]
        self.order_fields([*own, *NAMES])

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or {}
        places = [given[name].strip() for name in NAMES if given.get(name)]
        if len(set(places)) < len(places):
            self.add_error(NAMES[-1], _("Name three different places"))
        return given

    @property
    def options(self) -> tuple[str, ...]:
        """Give them, once they are right."""
        return tuple(self.cleaned_data[name] for name in NAMES)
