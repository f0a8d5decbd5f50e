"""Forms for what is agreed about contact after an ending, and for a signed paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from afterword.clinic.caseload import rows
from afterword.desk.forms.places import PlaceField
from afterword.desk.forms.practice import discreet
from afterword.desk.forms.reports import VALUES, checked_address, not_later
from afterword.desk.forms.scans import ScanField

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
NEW = "new"


@dataclass(frozen=True)
class Young:
    """What a form has to know of a young person."""

    guardian_counts: bool
    own_later_from: str
    """The day of age in words, where anything comes after it."""


class DecisionForm(forms.Form):
    """What happens after the ending. Each answer says what it means."""

    decision = forms.ChoiceField(
        label=_("What did you agree on?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you agreed on")},
    )

    def __init__(
        self, *args: Any, in_short: str, with_check_ins: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            ("none", _meaning(_now("No contact"), _now("Nobody here writes."))),
            (
                "client_may_start",
                _meaning(
                    _now("They may write first"),
                    _now("Nobody here writes first. If they write, you may answer."),
                ),
            ),
        ]
        if with_check_ins:
            more = _meaning(_now("Three short check-ins"), in_short)
            choices.append(("light_check_in", more))
        self.fields["decision"].choices = choices  # type: ignore[attr-defined]


class CheckInsForm(forms.Form):
    """Where the check-ins go, and the few things that the gate has to know."""

    point = forms.ChoiceField(
        label=_("To which email address?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an address, or add one")},
    )
    new_address = forms.CharField(
        label=_("The other email address"),
        help_text=_("Only if you chose another address."),
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}),
    )
    place = PlaceField(
        label=_("Where do they live?"),
        help_text=_(
            "Country or state, as they say today. It decides which rules bind you."
        ),
        error_messages={"required": _("Type where they live")},
    )
    born = forms.DateField(
        label=_("Date of birth"),
        help_text=_("Kept sealed. It is needed to know whether they are of age."),
        widget=DAY,
        error_messages={
            "required": _("Type the date of birth"),
            "invalid": _("Write the date of birth like 1985-03-14"),
        },
    )
    decides = forms.ChoiceField(
        label=_("Whose yes does it need now?"),
        help_text=_("The young person is asked in any case, and their no counts."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whose yes it needs")},
    )
    own_later = forms.ChoiceField(
        help_text=_(
            "A guardian's yes ends there. Without their own yes nothing comes then."
        ),
        choices=[("yes", _("Yes, ask them now")), ("no", _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether they want to be asked now")},
    )
    capacity = forms.ChoiceField(
        label=_("Can they decide about this themselves?"),
        choices=VALUES["capacity"],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether they can decide about this")},
    )
    risk_level = forms.ChoiceField(
        label=_("Is there a concern for their safety?"),
        choices=VALUES["risk_level"],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether there is a concern")},
    )

    def __init__(
        self,
        *args: Any,
        points: Iterable[tuple[UUID, str]],
        needs_birthday: bool,
        country: str,
        today: date,
        young: Young | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._country, self._today = country, today
        self._ask_the_young(young)
        choices = [(str(id_), address) for id_, address in points]
        self.fields["point"].choices = [  # type: ignore[attr-defined]
            *choices,
            (NEW, _("Another address")),
        ]
        if not choices:
            self.fields["point"].initial = NEW
        if not needs_birthday:
            del self.fields["born"]

    def _ask_the_young(self, young: Young | None) -> None:
        """Ask whose yes it needs; of somebody of age nothing of the kind."""
        if young is None or not young.own_later_from:
            del self.fields["own_later"]
        else:
            self.fields["own_later"].label = _now(
                "From %(day)s on they are of age. Do they want to say themselves what "
                "comes from then on?"
            ) % {"day": young.own_later_from}
        if young is None:
            del self.fields["decides"]
            return
        choices = []
        if young.guardian_counts:
            both = _now("A parent's or guardian's, and the young person's too")
            choices.append(("guardian", both))
        alone = _now("The young person's alone: they may decide this where they live")
        field = self.fields["decides"]
        field.choices = [*choices, ("client", alone)]  # type: ignore[attr-defined]

    def clean_born(self) -> date:
        return not_later(self.cleaned_data["born"], self._today)

    def clean(self) -> dict[str, Any] | None:
        """Check another address as an import would."""
        given = super().clean() or {}
        if given.get("point") != NEW:
            return given
        checked = checked_address(
            "email", given.get("new_address", ""), self._country, self._today
        )
        if isinstance(checked, rows.Refusal):
            reason = checked.reasons[0]
            self.add_error("new_address", reason[0].upper() + reason[1:])
        else:
            given["new_address"] = checked
        return given


class ReachedForm(forms.Form):
    """How they are reached, to be printed on the paper that they sign."""

    sender_label = forms.CharField(
        label=_("Messages come from"),
        help_text=_("A stranger who sees it must not learn anything."),
        max_length=60,
        error_messages={"required": _("Say under which name messages come")},
    )
    name_to_use = forms.CharField(
        label=_("Name to use in a message"),
        help_text=_("Or none at all."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    hours_from = forms.TimeField(
        label=_("Not before"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": _("Say from which hour on")},
    )
    hours_until = forms.TimeField(
        label=_("Not after"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": _("Say until which hour")},
    )
    shared = forms.ChoiceField(
        label=_("Can somebody else read their email?"),
        choices=[("no", _("No")), ("yes", _("Yes"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether somebody else can read it")},
    )

    def clean_sender_label(self) -> str:
        return discreet(str(self.cleaned_data["sender_label"]))

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or {}
        first, last = given.get("hours_from"), given.get("hours_until")
        if isinstance(first, time) and isinstance(last, time) and first >= last:
            self.add_error("hours_until", _("The hours end before they begin"))
        return given


class SecondForm(forms.Form):
    """Who else was there and looks at the signed paper."""

    second = forms.ChoiceField(
        label=_("Who else was there?"),
        help_text=_("They see the paper, sign it, and say so under their own name."),
        error_messages={"required": _("Choose who else was there")},
    )

    def __init__(
        self, *args: Any, people: Iterable[tuple[UUID, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["second"].choices = [  # type: ignore[attr-defined]
            ("", _now("Choose one")),
            *((str(id_), name) for id_, name in people),
        ]


class SignedForm(forms.Form):
    """On which day the paper was signed."""

    signed_on = forms.DateField(
        label=_("Day beside their signature"),
        widget=DAY,
        error_messages={
            "required": _("Type the day that stands beside their signature"),
            "invalid": _("Write the day like 2026-11-23"),
        },
    )

    assent = forms.BooleanField(
        label=_("The young person was asked, and said yes too"),
        help_text=_("Their no counts, whoever signed."),
        error_messages={"required": _("Without the young person's own yes it is no")},
    )

    def __init__(
        self, *args: Any, today: date, needs_both: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        if not needs_both:
            del self.fields["assent"]

    def clean_signed_on(self) -> date:
        return not_later(self.cleaned_data["signed_on"], self._today)


class ScanForm(SignedForm):
    """A scan of the signed paper, where one clinician works alone."""

    scan = ScanField(label=_("Scan of the signed page"))


def _meaning(words: str, meaning: str) -> str:
    return format_html("{}<small>{}</small>", words, meaning)
