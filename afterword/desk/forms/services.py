"""Forms of the directory: what is looked for, what is said of a service, a file."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from afterword.desk.forms.ending import DAY
from afterword.desk.forms.places import place_words
from afterword.desk.forms.reports import not_later
from afterword.support.directory import ServiceFacts, Wanted
from afterword.support.kinds import COSTS, NEEDS
from afterword.support.lines import OLD_AFTER
from afterword.support.service_files import LARGEST, place_code
from afterword.support.words import LANGUAGES

ANY = ("", _("Any"))
TALKED = sorted(LANGUAGES.items(), key=lambda pair: str(pair[1]))
A_DAY = {"invalid": _("Write the day like 2026-11-23"), "required": _("Say which day")}


def text(label: Any, longest: int, hint: Any = "", **kept: Any) -> forms.CharField:
    """Give a line of text that may be left empty."""
    return forms.CharField(
        label=label, max_length=longest, help_text=hint, required=False, **kept
    )


class SearchForm(forms.Form):
    """What somebody looks for. Nothing about a client is in it."""

    need = forms.ChoiceField(
        label=_("What for"), choices=[ANY, *NEEDS.items()], required=False
    )
    place = forms.ChoiceField(label=_("Where"), required=False)
    cost = forms.ChoiceField(
        label=_("Cost"), choices=[ANY, *COSTS.items()], required=False
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[ANY, *TALKED], required=False
    )
    words = text(_("Words in its name"), 80)
    fresh = forms.BooleanField(
        label=_("Checked within a year"), required=False, initial=False
    )

    def __init__(
        self, *args: Any, places: list[str], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            ANY,
            *((code, place_words(code)) for code in places),
        ]

    def wanted(self) -> Wanted:
        """Give what to look for; what is no choice narrows nothing."""
        told = self.cleaned_data if self.is_valid() else {}
        since = self.today - OLD_AFTER if told.get("fresh") else None
        names = ("need", "place", "cost", "language", "words")
        return Wanted(
            checked_since=since, **{name: told.get(name, "") for name in names}
        )


class CheckedForm(forms.Form):
    """Who looked, and when."""

    checked_by = forms.CharField(
        label=_("Who checked it?"),
        max_length=80,
        error_messages={"required": _("Say who checked it")},
    )
    checked_on = forms.DateField(
        label=_("On which day?"), widget=DAY, error_messages=A_DAY
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_checked_on(self) -> date:
        """Refuse a day that is still to come."""
        return not_later(self.cleaned_data["checked_on"], self.today)


class ServiceForm(CheckedForm):
    """What is said of a service."""

    name = forms.CharField(
        label=_("Name"), max_length=160, error_messages={"required": _("Type its name")}
    )
    needs = forms.MultipleChoiceField(
        label=_("What is it for?"),
        choices=list(NEEDS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Say what it is for")},
    )
    for_whom = text(_("For whom?"), 200, _("Age, group, or anybody."))
    places = text(
        _("For people in which places?"),
        200,
        _("By name or code, with commas: California, GB. Empty: from anywhere."),
    )
    phone = text(_("Phone"), 60)
    web = text(_("Web page"), 200, _("Beginning with https://"))
    email = text(_("E-mail"), 254)
    address = text(_("Address"), 300)
    cost = forms.ChoiceField(
        label=_("What does it cost?"),
        choices=list(COSTS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what it costs, or that it is not known")},
    )
    cost_words = text(_("The cost in words"), 200)
    languages = forms.MultipleChoiceField(
        label=_("In which languages?"),
        help_text=_("Hold Ctrl or Cmd to choose several."),
        choices=TALKED,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    waiting = text(_("How long do people wait?"), 200)
    external_id = text(
        _("Number in your own list"), 60, _("A file is matched by it. Optional.")
    )
    field_order = ("name", "needs", "for_whom", "places", "phone", "web", "email",
                   "address", "cost", "cost_words", "languages", "waiting",
                   "checked_by", "checked_on", "external_id")  # fmt: skip

    def clean_places(self) -> tuple[str, ...]:
        """Turn names into codes, or say which is not known."""
        found = []
        for part in str(self.cleaned_data["places"]).split(","):
            if not part.strip():
                continue
            code = place_code(part)
            if not code:
                raise ValidationError(
                    _("“%(text)s” is not a place known here. Type a code like US-CA"),
                    params={"text": part.strip()},
                )
            found.append(code)
        return tuple(dict.fromkeys(found))

    def clean_web(self) -> str:
        """Refuse what is no web address."""
        web = str(self.cleaned_data["web"]).strip()
        if web and not web.startswith(("https://", "http://")):
            raise ValidationError(_("A web address begins with https://"))
        return web

    def clean(self) -> dict[str, Any] | None:
        """Ask for one way to reach it."""
        given = super().clean() or {}
        ways = ("phone", "web", "email", "address")
        if not any(given.get(way) for way in ways) and not self.errors:
            self.add_error("phone", _("Give one way to reach it"))
        return given

    def said(self) -> ServiceFacts:
        """Give what was typed."""
        told = dict(self.cleaned_data)
        for name in ("needs", "languages"):
            told[name] = tuple(told[name])
        return ServiceFacts(**told)


class ServicesFileForm(forms.Form):
    """A file of services."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("Up to 5 MB and 5000 services."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        error_messages={
            "required": _("Choose the file"),
            "empty": _("This file is empty. Nothing was stored"),
        },
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(
                _("This file is larger than 5 MB. Split it. Nothing was stored")
            )
        return file


def initial_of(said: ServiceFacts) -> dict[str, Any]:
    """Give what is said of a service to its form."""
    told = said.values()
    told["places"] = ", ".join(place_words(code) for code in said.places)
    return told
