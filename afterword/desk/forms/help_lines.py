"""Forms of help lines: which country, what a line says, and who looked at it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from afterword.desk.forms.services import TALKED, CheckedForm, text
from afterword.support import lines
from afterword.support.words import KINDS


class CountryForm(forms.Form):
    """Which country's page."""

    country = forms.ChoiceField(label=_("Country"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [  # type: ignore[attr-defined]
            (one.iso, one.name) for one in lines.countries()
        ]


class LookedForm(CheckedForm):
    """Who looked, when, and where: asked for each word on a line."""

    source = forms.CharField(
        label=_("Where was it checked?"),
        help_text=_("The line's own page, a call, a letter. Clients read this."),
        max_length=200,
        error_messages={"required": _("Say where it was checked")},
    )
    source_url = text(_("Address of that page"), 200, _("Optional."))

    def clean_source_url(self) -> str:
        """Refuse what is no web address."""
        return _web(self.cleaned_data["source_url"])


class LineForm(LookedForm):
    """What a line says."""

    name = forms.CharField(
        label=_("Name"), max_length=120, error_messages={"required": _("Type its name")}
    )
    kind = forms.ChoiceField(
        label=_("What is it for?"),
        choices=list(KINDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what it is for")},
    )
    phone = forms.CharField(
        label=_("Numbers to call"),
        help_text=_(
            "One a line, as people dial it there. No plus, no country code. A key to "
            "press after the call is answered stands behind a comma, like 5550100, 2."
        ),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    text_to = text(_("Number to text"), 40)
    text_word = text(_("Word to text"), 40, _("Where a text must begin with a word."))
    chat = text(_("Page to chat"), 200)
    web = text(_("Web page"), 200)
    hours = text(_("When does it answer?"), 120)
    cost = text(_("What does it cost?"), 120)
    how = text(_("How does it work?"), 200)
    where = text(_("Where does it work?"), 120, _("Only if not in all of the country."))
    for_whom = text(_("For whom?"), 120)
    may_call_emergency = forms.TypedChoiceField(
        label=_("Does it call an ambulance if a life is at risk?"),
        choices=[("", _("Not known")), ("yes", _("It may")), ("no", _("It does not"))],
        coerce=lambda said: said == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    languages = forms.MultipleChoiceField(
        label=_("In which languages?"),
        help_text=_("Hold Ctrl or Cmd to choose several."),
        choices=TALKED,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        error_messages={"required": _("Choose the languages")},
    )
    field_order = ("name", "kind", "phone", "text_to", "text_word", "chat", "web",
                   "hours", "cost", "how", "where", "for_whom", "may_call_emergency",
                   "languages", "source", "source_url", "checked_by",
                   "checked_on")  # fmt: skip

    def clean_chat(self) -> str:
        """Refuse what is no web address."""
        return _web(self.cleaned_data["chat"])

    def clean_web(self) -> str:
        """Refuse what is no web address."""
        return _web(self.cleaned_data["web"])


def _web(given: str) -> str:
    web = given.strip()
    if web and not web.startswith(("https://", "http://")):
        raise ValidationError(_("A web address begins with https://"))
    return web
