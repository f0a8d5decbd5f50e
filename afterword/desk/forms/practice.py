"""The form of the practice: how it is named, where it is, how clients reach it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from afterword.clinic.services.practice import Naming
from afterword.desk.forms.places import PlaceField, ZoneField
from afterword.look.discretion import revealing
from afterword.tenancy.models import Practice


def discreet(text: str) -> str:
    """Refuse a name that would tell a stranger, and say which word tells."""
    if told := revealing(text):
        words = ", ".join(f"“{one.word}”" for one in told)
        raise ValidationError(
            ngettext(
                "%(words)s tells a stranger what this is about. Leave it out",
                "%(words)s tell a stranger what this is about. Leave them out",
                len(told),
            )
            % {"words": words}
        )
    return text


class NamingForm(forms.Form):
    """What the practice is called, to its staff and to the world outside."""

    name = forms.CharField(
        label=_("Name of the practice"),
        help_text=_("Staff see it, nobody else."),
        max_length=120,
        error_messages={"required": _("Type the name of the practice")},
    )
    neutral_name = forms.CharField(
        label=_("Neutral name"),
        help_text=_(
            "On every message, page and envelope to a client. A flatmate who sees it "
            "must not learn anything: a house, a street or a person, no field of work."
        ),
        max_length=60,
        error_messages={"required": _("Choose a neutral name")},
    )
    country = PlaceField(
        label=_("Country or state"),
        help_text=_("Start typing: California, Scotland, Ontario."),
        error_messages={"required": _("Type where the practice is")},
    )
    time_zone = ZoneField(
        label=_("Time zone"),
        help_text=_("Days and hours on your pages follow it."),
        error_messages={"required": _("Choose a time zone")},
    )
    phone = forms.CharField(
        label=_("Phone that clients may ring"),
        help_text=_(
            "Shown where a message cannot be stopped in another way. Optional."
        ),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    is_solo = forms.TypedChoiceField(
        label=_("Who works here?"),
        choices=[("yes", _("One clinician")), ("no", _("Several people"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Say who works here")},
    )
    reads_replies = forms.TypedChoiceField(
        label=_("Does a person read what clients write back to a message?"),
        help_text=_("The message says so. If nobody reads it, it says that instead."),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether a person reads replies")},
    )
    coming_back = forms.CharField(
        label=_("How somebody can come back to therapy here"),
        help_text=_(
            "Clients read it when they stop messages. With whom, how, what it costs, "
            "how long it takes. Or that it cannot be offered. Optional."
        ),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_neutral_name(self) -> str:
        return discreet(str(self.cleaned_data["neutral_name"]))

    def naming(self) -> Naming:
        """Give what was typed."""
        return Naming(**self.cleaned_data)


def naming_initial(home: Practice) -> dict[str, Any]:
    """Give a practice's own values to its form; before set-up, no answer is chosen."""
    named = bool(home.name)
    return {
        "name": home.name,
        "neutral_name": home.neutral_name,
        "country": home.country,
        "time_zone": home.time_zone if named else "",
        "phone": home.phone,
        "is_solo": ("yes" if home.is_solo else "no") if named else None,
        "reads_replies": ("yes" if home.reads_replies else "no") if named else None,
        "coming_back": home.coming_back,
    }
