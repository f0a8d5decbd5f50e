"""Forms about a clinician: what binds them, away, leaving, what they state."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from afterword.clinic.models import Clinician
from afterword.clinic.services.practice import Details, Licence
from afterword.contact.weighing import book
from afterword.desk.forms.places import PlaceField
from afterword.desk.forms.practice import discreet

LICENCES = 3
PLACES = 2
YES_NO = [("yes", _("Yes")), ("no", _("No")), ("", _("Not known yet"))]
LONGEST_READING = 60
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ClinicianForm(forms.Form):
    """What is known about a clinician. It decides which texts bind them."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        error_messages={"required": _("Type the clinician's name")},
    )
    client_facing_name = forms.CharField(
        label=_("Name that clients see"),
        help_text=_(
            "As clients know them, without title or field of work: Ruth Adeyemi."
        ),
        max_length=60,
        error_messages={"required": _("Type the name that clients see")},
    )
    user_id = forms.ChoiceField(
        label=_("Signs in as"),
        help_text=_("Without a sign-in nobody can read answers or state own rules."),
        required=False,
    )
    professions = forms.MultipleChoiceField(
        label=_("Professions"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one profession")},
    )
    memberships = forms.MultipleChoiceField(
        label=_("Member of"),
        help_text=_(
            "Their codes of ethics bind members. Only codes kept here are listed."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    other_memberships = forms.CharField(
        label=_("Other associations"),
        help_text=_("Short names, with commas between them."),
        required=False,
        max_length=200,
    )
    sets_complete = forms.TypedChoiceField(
        label=_("Are these all professions, licences, memberships and places?"),
        help_text=_("If something may be missing, answers about contact stay careful."),
        choices=[("yes", _("Yes, this is all")), ("no", _("Something may be missing"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether this is all")},
    )
    hipaa_covered = forms.ChoiceField(
        label=_("Covered entity under HIPAA?"),
        help_text=_("United States. Elsewhere: no."),
        choices=YES_NO,
        required=False,
        widget=forms.RadioSelect,
    )
    part2_program = forms.ChoiceField(
        label=_("Substance use programme under 42 CFR Part 2?"),
        help_text=_("United States. Elsewhere: no."),
        choices=YES_NO,
        required=False,
        widget=forms.RadioSelect,
    )
    employer_policy = forms.ChoiceField(
        label=_("Does the practice allow check-ins that a client agreed to?"),
        help_text=_("Until this is known, none goes out. Who works alone may skip it."),
        choices=[
            ("allows", _("Yes")),
            ("none", _("It has no policy about them")),
            ("forbids", _("No")),
            ("", _("Not known yet")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    reads_answers = forms.CharField(
        label=_("When are answers read?"),
        help_text=_("Clients read this before they answer: on Tuesdays."),
        max_length=120,
        required=False,
    )
    reads_within_days = forms.IntegerField(
        label=_("Within how many days at the latest?"),
        min_value=1,
        max_value=LONGEST_READING,
        initial=7,
        error_messages={"required": _("Type a number of days from 1 to 60")},
    )

    def __init__(
        self, *args: Any, people: Iterable[tuple[UUID, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        vocabulary = book().vocabulary
        self.fields["user_id"].choices = [  # type: ignore[attr-defined]
            ("", _("Does not sign in")),
            *((str(id_), name) for id_, name in people),
        ]
        self.fields["professions"].choices = [  # type: ignore[attr-defined]
            (one, spoken(one)) for one in vocabulary.facts["professions"].values
        ]
        self.fields["memberships"].choices = known("memberships")  # type: ignore[attr-defined]
        for number in range(1, LICENCES + 1):
            self._licence(number)
        for number in range(1, PLACES + 1):
            self.fields[f"place_{number}"] = PlaceField(
                label=_("Another place where you work")
                if number == 1
                else _("And another"),
                required=False,
            )

    def _licence(self, number: int) -> None:
        self.fields[f"licence_{number}_place"] = PlaceField(
            label=_("Place"), required=False
        )
        self.fields[f"licence_{number}_register"] = forms.CharField(
            label=_("Register or board"),
            required=False,
            max_length=60,
            widget=forms.TextInput(attrs={"list": "registers", "autocomplete": "off"}),
        )
        self.fields[f"licence_{number}_number"] = forms.CharField(
            label=_("Number"),
            required=False,
            max_length=40,
        )

    def clean_client_facing_name(self) -> str:
        return discreet(str(self.cleaned_data["client_facing_name"]))

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or {}
        for number in range(1, LICENCES + 1):
            register = given.get(f"licence_{number}_register")
            numbered = given.get(f"licence_{number}_number")
            field = f"licence_{number}_place"
            if (
                (register or numbered)
                and not given.get(field)
                and field not in self.errors
            ):
                self.add_error(field, _("Say where this licence holds"))
        return given

    def fields_named(self, *starts: str) -> list[forms.BoundField]:
        """Give the fields whose names begin so, in their order."""
        return [field for field in self if field.name.startswith(starts)]

    def details(self) -> Details:
        """Give what was typed."""
        given = self.cleaned_data
        others = (part.strip() for part in given["other_memberships"].split(","))
        return Details(
            name=given["name"],
            client_facing_name=given["client_facing_name"],
            user_id=UUID(given["user_id"]) if given["user_id"] else None,
            professions=given["professions"],
            memberships=[
                *given["memberships"],
                *(part.lower() for part in others if part),
            ],
            licences=[
                Licence(
                    place=given[f"licence_{number}_place"],
                    register=given[f"licence_{number}_register"]
                    .partition(":")[0]
                    .strip(),
                    number=given[f"licence_{number}_number"],
                )
                for number in range(1, LICENCES + 1)
                if given[f"licence_{number}_place"]
            ],
            other_places=[
                given[f"place_{number}"]
                for number in range(1, PLACES + 1)
                if given[f"place_{number}"]
            ],
            sets_complete=given["sets_complete"],
            hipaa_covered=given["hipaa_covered"],
            part2_program=given["part2_program"],
            employer_policy=given["employer_policy"],
            reads_answers=given["reads_answers"],
            reads_within_days=given["reads_within_days"],
        )


def clinician_initial(row: Clinician) -> dict[str, Any]:
    """Give a clinician's own values to the form."""
    listed = {code for code, _title in known("memberships")}
    licensed = [licence["place"] for licence in row.licences]
    initial: dict[str, Any] = {
        "name": row.name,
        "client_facing_name": row.client_facing_name,
        "user_id": str(row.user_id or ""),
        "professions": row.professions,
        "memberships": [one for one in row.memberships if one in listed],
        "other_memberships": ", ".join(
            one for one in row.memberships if one not in listed
        ),
        "sets_complete": "yes" if row.sets_complete else "no",
        "hipaa_covered": row.hipaa_covered,
        "part2_program": row.part2_program,
        "employer_policy": row.employer_policy,
        "reads_answers": row.reads_answers,
        "reads_within_days": row.reads_within_days,
    }
    for number, licence in enumerate(row.licences, 1):
        for part in ("place", "register", "number"):
            initial[f"licence_{number}_{part}"] = licence[part]
    others = [place for place in row.places if place not in licensed]
    initial |= {f"place_{number}": place for number, place in enumerate(others, 1)}
    return initial


class AwayForm(forms.Form):
    """From when to when somebody is away, and who reads answers meanwhile."""

    away_from = forms.DateField(
        label=_("First day away"),
        widget=DAY,
        error_messages={"required": _("Choose the first day")},
    )
    away_until = forms.DateField(
        label=_("Last day away"),
        help_text=_("Leave it empty if nobody knows yet."),
        required=False,
        widget=DAY,
    )
    covered_by = forms.ChoiceField(
        label=_("Who reads answers meanwhile?"),
        help_text=_("Without a reader, check-ins that would fall due do not go."),
        required=False,
    )

    def __init__(
        self, *args: Any, colleagues: Iterable[tuple[UUID, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["covered_by"].choices = [  # type: ignore[attr-defined]
            ("", _("Nobody")),
            *((str(id_), name) for id_, name in colleagues),
        ]

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or {}
        first, last = given.get("away_from"), given.get("away_until")
        if first and last and last < first:
            self.add_error("away_until", _("The last day is before the first day"))
        return given


class LeavingForm(forms.Form):
    """On which day a clinician leaves."""

    on = forms.DateField(
        label=_("Last day"),
        widget=DAY,
        error_messages={"required": _("Choose the last day")},
    )

    def __init__(self, *args: Any, today: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today


class OwnRulesForm(forms.Form):
    """For which place a clinician states that nothing else binding forbids it."""

    place = PlaceField(label=_("Place"), error_messages={"required": _("Type a place")})


def known(what: str) -> list[tuple[str, str]]:
    """Give the registers or memberships that packs bind by, with a pack's title."""
    return sorted(
        {
            (code, f"{code.upper()}: {pack.title}")
            for pack in book().packs
            for code in pack.binds.get(what, ())
        }
    )


def spoken(code: str) -> str:
    """Write a word of the vocabulary as people read it."""
    if code == "marriage_family_therapist":
        return str(_("Marriage and family therapist"))
    return code.replace("_", " ").capitalize()
