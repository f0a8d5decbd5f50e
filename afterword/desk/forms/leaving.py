"""Forms of a clinician who leaves, of a client's choice, and of a handing on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from afterword.desk.forms.reports import DAY, not_later
from afterword.ending.services.leaving import TRANSFER, Announcement

CHOICES = {
    TRANSFER: _("Go on with a colleague here"),
    "referral": _("Go on somewhere else"),
    "ending": _("End the therapy"),
}


class AnnouncementForm(forms.Form):
    """When they leave, and who is there afterwards."""

    last_day = forms.DateField(
        label=_("Last day here"),
        widget=DAY,
        error_messages={
            "required": _("Say which day is the last"),
            "invalid": _("Write the last day like 2026-11-23"),
        },
    )
    choose_by = forms.DateField(
        label=_("Every client has chosen by"),
        help_text=_("Leave time to talk about it in session, and to say goodbye."),
        widget=DAY,
        error_messages={
            "required": _("Say by which day every client has chosen"),
            "invalid": _("Write the day like 2026-11-23"),
        },
    )
    records_holder = forms.CharField(
        label=_("Who keeps the records"),
        max_length=200,
        error_messages={"required": _("Say who keeps the records")},
    )
    records_how = forms.CharField(
        label=_("How to ask for records"),
        max_length=300,
        error_messages={"required": _("Say how to ask for records")},
    )
    questions_to = forms.CharField(
        label=_("Who answers questions after that day, and how"),
        max_length=300,
        error_messages={"required": _("Say who answers questions")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or {}
        last, by = given.get("last_day"), given.get("choose_by")
        if last and last < self._today:
            self.add_error("last_day", _("The last day has passed"))
        if last and by and not self._today <= by <= last:
            self.add_error("choose_by", _("Choose a day from today to the last day"))
        return given

    def said(self) -> Announcement:
        """Give what was announced."""
        return Announcement(**self.cleaned_data)


class ColleagueForm(forms.Form):
    """One colleague who takes over."""

    to = forms.ChoiceField(
        label=_("Which colleague?"),
        error_messages={"required": _("Choose a colleague")},
    )

    def __init__(
        self, *args: Any, colleagues: Sequence[tuple[UUID, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose one")),
            *((str(one), name) for one, name in colleagues),
        ]

    def colleague(self) -> UUID | None:
        """Give who was chosen."""
        to = self.cleaned_data.get("to")
        return UUID(to) if to else None


class ChoiceForm(ColleagueForm):
    """What the client chose, in session."""

    choice = forms.ChoiceField(
        label=_("What did they choose?"),
        choices=list(CHOICES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they said")},
    )
    field_order = ("choice", "to")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].required = False
        self.fields["to"].help_text = _("Only if they go on with a colleague.")

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or {}
        if given.get("choice") == TRANSFER and not given.get("to"):
            self.add_error("to", _("Choose the colleague"))
        if given.get("choice") not in {TRANSFER, None}:
            given["to"] = ""
        return given


class TakeOverForm(forms.Form):
    """From when on somebody is with a new clinician."""

    started_on = forms.DateField(
        label=_("First day with you"),
        widget=DAY,
        error_messages={
            "required": _("Say which day was the first"),
            "invalid": _("Write the day like 2026-11-23"),
        },
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_started_on(self) -> date:
        return not_later(self.cleaned_data["started_on"], self._today)
