"""Forms to find a person, and to add one by hand. The same checks as an import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from afterword.clinic.caseload import rows
from afterword.desk.forms.places import PlaceField

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
STATUSES = [("current", _("In care now")), ("former", _("Not in care any more"))]


class FindForm(forms.Form):
    """Find one person by the exact name or reference. Posted: no name in an address."""

    wanted = forms.CharField(
        label=_("Name or reference, exactly"),
        max_length=rows.LONGEST_NAME,
        error_messages={"required": _("Type a name or a reference")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class NameForm(forms.Form):
    """What a person is called now."""

    name = forms.CharField(
        label=_("Name"),
        max_length=rows.LONGEST_NAME,
        error_messages={"required": _("Type the name")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    preferred_name = forms.CharField(
        label=_("Name to use"),
        help_text=_("If it is another one. You may leave this empty."),
        max_length=rows.LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_name(self) -> str:
        """Read it as a row of a caseload is read."""
        if cleaned := rows.clean(self.cleaned_data["name"]):
            return cleaned
        raise forms.ValidationError(_("Type the name"))

    def clean_preferred_name(self) -> str:
        return rows.clean(self.cleaned_data["preferred_name"])


class PersonForm(forms.Form):
    """One person, as an import would describe them."""

    name = forms.CharField(
        label=_("Name"),
        max_length=rows.LONGEST_NAME,
        error_messages={"required": _("Type the name")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    preferred_name = forms.CharField(
        label=_("Name to use"),
        help_text=_("If it is another one. You may leave this empty."),
        max_length=rows.LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    external_id = forms.CharField(
        label=_("Client number in your other system"),
        help_text=_("An import later knows them by it. You may leave this empty."),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    date_of_birth = forms.DateField(
        label=_("Date of birth"),
        required=False,
        widget=DAY,
        error_messages={"invalid": _("Write the date of birth like 1985-03-14")},
    )
    email = forms.CharField(
        label=_("E-mail"),
        help_text=_("Nothing is sent to it until they agree to something."),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    place = PlaceField(
        label=_("Where they live"),
        help_text=_("Country or state, as they last told you: California, Scotland."),
        required=False,
    )
    status = forms.ChoiceField(
        label=_("Are they in care here?"),
        choices=STATUSES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether they are in care here")},
    )
    clinician = forms.ChoiceField(label=_("Clinician"), required=False)

    def __init__(
        self,
        *args: Any,
        clinicians: Iterable[tuple[UUID, str]],
        country: str,
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._country, self._today = country, today
        self.person: rows.Person | None = None
        self.fields["clinician"].choices = [  # type: ignore[attr-defined]
            ("", _("Nobody yet")),
            *((str(id_), name) for id_, name in clinicians),
        ]

    def clean(self) -> dict[str, Any] | None:
        """Read it as a row of a caseload, so that both ways in check the same."""
        given = super().clean() or {}
        if self.errors:
            return given
        read = rows.person_of(
            *_as_row(given),
            date_order="ymd",
            country=self._country,
            today=self._today,
        )
        if isinstance(read, rows.Refusal):
            for reason in read.reasons:
                self.add_error(_field(reason), reason[0].upper() + reason[1:])
        else:
            own = {
                "external_id": read.external_id if given["external_id"] else "",
                "place": given["place"],
            }
            self.person = rows.Person(**(vars(read) | own))
        return given

    def chosen_clinician(self) -> UUID | None:
        """Give the clinician who carries responsibility, if one was chosen."""
        chosen = self.cleaned_data["clinician"]
        return UUID(chosen) if chosen else None


def _as_row(given: Mapping[str, Any]) -> tuple[list[str], dict[str, int]]:
    born = given.get("date_of_birth")
    cells = {
        "external_id": given["external_id"] or "none",
        "name": given["name"],
        "preferred_name": given["preferred_name"],
        "date_of_birth": born.isoformat() if born else "",
        "email": given["email"],
        "phone": given["phone"],
        "status": given["status"],
    }
    return list(cells.values()), {name: place for place, name in enumerate(cells)}


def _field(reason: str) -> str | None:
    """Find the field that a reason speaks of, by how it begins."""
    for start, field in (
        ("date of birth", "date_of_birth"),
        ("e-mail", "email"),
        ("phone", "phone"),
        ("external id", "external_id"),
        ("there is no name", "name"),
        ("name", "name"),
        ("preferred name", "preferred_name"),
    ):
        if reason.startswith(start):
            return field
    return None
