"""Forms for what somebody reports about a person, and for a stop told to staff."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from afterword.clinic.caseload import rows
from afterword.consent.scopes import Scope
from afterword.letters.letter import LONGEST_ADDRESS

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_OPEN_CLOSED = [("yes", _("It is open")), ("no", _("It is closed"))]
_HOLDS = [("yes", _("Yes, it holds")), ("no", _("No, or not any more"))]
VALUES: Mapping[str, Sequence[tuple[str, Any]]] = {
    "alive": [
        ("reported_dead", _("Somebody told us that they died")),
        ("confirmed_dead", _("It is confirmed")),
        ("yes", _("They are alive; the report was wrong")),
    ],
    "complaint_open": _OPEN_CLOSED,
    "litigation_open": _OPEN_CLOSED,
    "protective_order": _HOLDS,
    "communication_restriction": _HOLDS,
    "treated_elsewhere": [
        ("yes", _("Somebody else treats them now")),
        ("no", _("Nobody does, or not any more")),
    ],
    "coercive_home": _HOLDS,
    "capacity": [
        ("has", _("They can decide about this themselves")),
        ("doubtful", _("It is doubtful")),
        ("lacks", _("They cannot")),
    ],
    "client_mature_minor": [
        ("yes", _("They may decide about this alone where they live")),
        ("no", _("They may not")),
    ],
    "risk_level": [
        ("none", _("None that we know of")),
        ("concern", _("There is a concern")),
        ("serious", _("It is serious")),
    ],
}
"""What can be reported here, and the answers to it."""
ASKED: Mapping[str, Any] = {
    "alive": _("Has anybody told you that they died?"),
    "complaint_open": _("Is a complaint open?"),
    "litigation_open": _("Is there a legal dispute?"),
    "protective_order": _("Is there a protective or restraining order?"),
    "communication_restriction": _("Did they limit how or where you write?"),
    "treated_elsewhere": _("Is somebody else treating them now?"),
    "coercive_home": _("Does somebody at home control or threaten them?"),
    "capacity": _("Can they decide about contact themselves?"),
    "client_mature_minor": _("May they decide alone, though they are not of age?"),
    "risk_level": _("Is there a concern for their safety?"),
}
FOR_CLINICIANS = frozenset(
    {"coercive_home", "capacity", "client_mature_minor", "risk_level"}
)
"""What only somebody in care of them reports and reads."""


class ReportForm(forms.Form):
    """What is so, since when, and a note for whoever reads it later."""

    value = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is so")},
    )
    as_of = forms.DateField(
        label=_("Known since"),
        widget=DAY,
        error_messages={
            "required": _("Say since when it is known"),
            "invalid": _("Write the day like 2026-11-23"),
        },
    )
    note = forms.CharField(
        label=_("Note"),
        help_text=_("Who said so, and how. Kept sealed. You may leave this empty."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, name: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.fields["value"].label = ASKED[name]
        self.fields["value"].choices = VALUES[name]  # type: ignore[attr-defined]
        self.fields["as_of"].initial = today

    def clean_as_of(self) -> date:
        return not_later(self.cleaned_data["as_of"], self._today)


class ReturnForm(forms.Form):
    """Somebody came back to therapy here."""

    started_on = forms.DateField(
        label=_("First day back"),
        widget=DAY,
        error_messages={
            "required": _("Say on which day they came back"),
            "invalid": _("Write the day like 2026-11-23"),
        },
    )
    clinician = forms.ChoiceField(
        label=_("With whom"),
        error_messages={"required": _("Choose a clinician")},
    )

    def __init__(
        self,
        *args: Any,
        clinicians: Iterable[tuple[UUID, str]],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.fields["started_on"].initial = today
        self.fields["clinician"].choices = [  # type: ignore[attr-defined]
            (str(id_), name) for id_, name in clinicians
        ]

    def clean_started_on(self) -> date:
        return not_later(self.cleaned_data["started_on"], self._today)


class StopForm(forms.Form):
    """What the person told somebody here that should stop."""

    scope = forms.ChoiceField(
        label=_("What did they say?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they said")},
    )

    def __init__(
        self, *args: Any, open_choices: Iterable[tuple[UUID, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scope"].choices = [  # type: ignore[attr-defined]
            ("everything", _("Stop all messages")),
            *(
                (str(id_), _("Stop only this: %(words)s") % {"words": words})
                for id_, words in open_choices
            ),
            ("no_contact", _("Nobody here may write first")),
            ("no_replies", _("Not even an answer, if they write")),
        ]

    def chosen(self) -> Scope:
        """Give what stops."""
        said = self.cleaned_data["scope"]
        if said in {"everything", "no_contact", "no_replies"}:
            return Scope(said)
        return Scope.directive(UUID(said))


class NarrowForm(forms.Form):
    """Which of the check-ins stay. Never more than were agreed."""

    keep = forms.MultipleChoiceField(
        label=_("Which check-ins stay?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Leave at least one, or record a stop instead"),
        },
    )

    def __init__(
        self, *args: Any, steps: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keep"].choices = list(steps)  # type: ignore[attr-defined]


class AddressForm(forms.Form):
    """An address or a number of a person's."""

    channel = forms.ChoiceField(
        label=_("What is it?"),
        choices=[("email", _("E-mail")), ("phone", _("Phone")), ("letter", _("Post"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is")},
    )
    address = forms.CharField(
        label=_("Address or number"),
        help_text=_("A postal address as on an envelope: one line below the other."),
        max_length=300,
        error_messages={"required": _("Type the address or the number")},
        widget=forms.Textarea(attrs={"autocomplete": "off", "rows": 4}),
    )
    shared = forms.ChoiceField(
        label=_("Can somebody else read what arrives there?"),
        choices=[("no", _("No")), ("yes", _("Yes")), ("", _("Not known"))],
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, country: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._country, self._today = country, today

    def clean(self) -> dict[str, Any] | None:
        """Check it as an import would."""
        given = super().clean() or {}
        channel, address = given.get("channel"), given.get("address", "")
        if channel in {"email", "phone"} and address:
            checked = checked_address(channel, address, self._country, self._today)
            if isinstance(checked, rows.Refusal):
                reason = checked.reasons[0]
                self.add_error("address", reason[0].upper() + reason[1:])
            else:
                given["address"] = checked
        if channel == "letter":
            given["address"] = "\n".join(address.splitlines())
            if len(address.splitlines()) >= LONGEST_ADDRESS:
                most = {"most": LONGEST_ADDRESS - 1}
                words = _("Use %(most)s lines at most: the name comes above them")
                self.add_error("address", words % most)
        return given


def checked_address(
    channel: str, address: str, country: str, today: date
) -> str | rows.Refusal:
    """Give an e-mail address or a number as an import keeps it, or why it is none."""
    read = rows.person_of(
        ["none", "nobody", address],
        {"external_id": 0, "name": 1, channel: 2},
        date_order="ymd",
        country=country,
        today=today,
    )
    if isinstance(read, rows.Refusal):
        return read
    found = read.email if channel == "email" else "".join(read.phones[:1])
    return found or rows.Refusal((str(_("type the address or the number")),))


def not_later(day: date, today: date) -> date:
    """Refuse a day that has not come yet."""
    if day > today:
        raise forms.ValidationError(_("This day has not come yet"))
    return day
