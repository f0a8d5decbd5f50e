"""Forms of a professional will and of what an executor states."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from afterword.desk.forms.options import OptionsForm
from afterword.desk.forms.reports import DAY, not_later
from afterword.ending.services.executing import Named, Stated

WHAT = {
    "died": _("They have died"),
    "cannot_work": _("They cannot work any more"),
}


def _line(label: Any, missing: Any, hint: Any = "", longest: int = 300) -> Any:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=longest,
        error_messages={"required": missing},
    )


class WillForm(OptionsForm):
    """Whom a clinician names, and what the letter then says. It names no client."""

    executor = forms.ChoiceField(
        label=_("Who tells your clients"),
        help_text=_("Somebody who signs in here as executor. Ask them first."),
        error_messages={"required": _("Choose who tells your clients")},
    )
    second = forms.ChoiceField(
        label=_("Who confirms that it has happened"),
        help_text=_("Another person who signs in here. Neither can do it alone."),
        error_messages={"required": _("Choose who confirms it")},
    )
    instructions_at = _line(
        _("Where your instructions are"), _("Say where your instructions are")
    )
    records_holder = _line(
        _("Who keeps your records then"), _("Say who keeps your records"), longest=200
    )
    records_how = _line(
        _("How to ask for records"),
        _("Say how to ask for records"),
        _("A sentence, as it stands in the letter."),
    )
    questions_to = _line(
        _("Who answers questions, and how"), _("Say who answers questions")
    )

    def __init__(
        self,
        *args: Any,
        executors: Sequence[tuple[UUID, str]],
        others: Sequence[tuple[UUID, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, people in (("executor", executors), ("second", others)):
            self.fields[name].choices = [  # type: ignore[attr-defined]
                ("", _("Choose one")),
                *((str(one), called) for one, called in people),
            ]

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or {}
        if given.get("second") and given["second"] == given.get("executor"):
            self.add_error("second", _("Choose somebody else than the executor"))
        return given

    def named(self) -> Named:
        """Give the will as it was written."""
        given = self.cleaned_data
        return Named(
            executor=UUID(given["executor"]),
            second=UUID(given["second"]),
            instructions_at=given["instructions_at"],
            records_holder=given["records_holder"],
            records_how=given["records_how"],
            questions_to=given["questions_to"],
            options=self.options,
        )


class StatedForm(forms.Form):
    """What happened, since when, and how the executor knows."""

    what = forms.ChoiceField(
        label=_("What has happened?"),
        choices=list(WHAT.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what has happened")},
    )
    since = forms.DateField(
        label=_("Since which day?"),
        widget=DAY,
        error_messages={
            "required": _("Say since which day"),
            "invalid": _("Write the day like 2026-11-23"),
        },
    )
    how_known = _line(
        _("How do you know?"),
        _("Say how you know"),
        _("The second person reads this. Name no client."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_since(self) -> date:
        return not_later(self.cleaned_data["since"], self._today)

    def stated(self) -> Stated:
        """Give what was stated."""
        return Stated(**self.cleaned_data)
