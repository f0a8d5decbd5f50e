"""The filter above the record: days, one person by reference, how it came out."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from afterword.desk.events import OUTCOMES
from afterword.look.forms import PlainForm


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


ONLY_OPENED: Final = "opened"
KINDS: Final = (
    ("", _("Everything")),
    ("done", _("What was done, without what was opened")),
    (ONLY_OPENED, _("Only what was opened")),
)


class RecordForm(PlainForm):
    """What to show of the record. Every field may be left empty."""

    since = forms.DateField(label=_("From"), required=False, widget=_day())
    until = forms.DateField(label=_("To"), required=False, widget=_day())
    person = forms.CharField(
        label=_("Client's reference"), required=False, max_length=20
    )
    outcome = forms.ChoiceField(label=_("How it came out"), required=False)
    kind = forms.ChoiceField(label=_("What"), required=False, choices=KINDS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [("", _("Any")), *OUTCOMES.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and since > until:
            self.add_error("until", _("Choose a day that is not before the first"))
        return given
