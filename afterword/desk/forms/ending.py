"""Forms of an ending: its facts, and what was said in it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from afterword.desk import wording
from afterword.desk.forms.reports import not_later

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
LONGEST = 8000


def words_field(label: Any, hint: Any = "", rows: int = 4) -> forms.CharField:
    """Ask for words; they may be left empty."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _radios(label: Any, words: wording.Words, missing: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=list(words.items()),
        widget=forms.RadioSelect,
        error_messages={"required": missing},
    )


class FactsForm(forms.Form):
    """What kind of ending it was, by whom, and when."""

    format = forms.ChoiceField(
        label=_("Who came?"),
        help_text=_(
            "Each person ends on their own. Nothing of one is shown to another."
        ),
        choices=list(wording.FORMATS.items()),
        widget=forms.RadioSelect,
        required=False,
    )
    kind = _radios(
        _("What kind of ending is it?"),
        wording.ENDING_KINDS,
        _("Choose what kind of ending it is"),
    )
    ended_by = _radios(_("Who ended it?"), wording.ENDED_BY, _("Choose who ended it"))
    agreed = _radios(
        _("Did both agree to end?"), wording.YES_NO, _("Say whether both agreed")
    )
    ending_form = _radios(
        _("How did it end?"), wording.ENDING_FORMS, _("Choose how it ended")
    )
    approach = forms.ChoiceField(
        label=_("Which approach did the work follow?"),
        help_text=_("Some approaches end without any follow-up."),
        choices=[("", _("Choose one")), *wording.APPROACHES.items()],
        error_messages={"required": _("Choose the approach")},
    )
    ended_on = forms.DateField(
        label=_("Last day of therapy"),
        help_text=_("Everything afterwards counts from this day."),
        widget=DAY,
        error_messages={
            "required": _("Say which day was the last"),
            "invalid": _("Write the last day like 2026-11-23"),
        },
    )
    last_professional_contact_on = forms.DateField(
        label=_("Day of the last contact"),
        help_text=_("The last session, call or letter about the work."),
        widget=DAY,
        error_messages={
            "required": _("Say on which day you were last in contact"),
            "invalid": _("Write the day of the last contact like 2026-11-23"),
        },
    )
    reason = words_field(
        _("Why now?"), _("In a sentence, for yourself. You may leave this empty."), 3
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_ended_on(self) -> date:
        return not_later(self.cleaned_data["ended_on"], self._today)

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or {}
        last, ended = given.get("last_professional_contact_on"), given.get("ended_on")
        if last and ended and last > ended:
            self.add_error(
                "last_professional_contact_on",
                _("The last contact is later than the last day"),
            )
        return given
