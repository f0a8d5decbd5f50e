"""Forms about how a client is reached: by which name, when, and who else reads."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from afterword.look.discretion import revealing
from afterword.look.forms import PlainForm

OWN = "own"
NEUTRAL = "neutral"
FIRST, LAST = 6, 22


def discreet(text: str) -> None:
    """Refuse words that would tell somebody who looks over a shoulder."""
    if told := revealing(text):
        raise ValidationError(
            ngettext(
                "%(words)s tells others what this is about. Choose other words",
                "%(words)s tell others what this is about. Choose other words",
                len(told),
            )
            % {"words": ", ".join(f"“{one.word}”" for one in told)}
        )


def printable(text: str) -> None:
    """Refuse signs that cannot be seen."""
    if not text.isprintable():
        raise ValidationError(_("There is a sign in it that cannot be shown"))


class SenderForm(PlainForm):
    """Under which name a note comes."""

    sender = forms.ChoiceField(
        label=_("Who should the note be from?"),
        help_text=_("This name shows on a locked screen. Others may see it."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who the note is from")},
    )
    own_words = forms.CharField(
        label=_("Your own words"),
        help_text=_("Only if you chose them above. A name that tells others nothing."),
        max_length=60,
        required=False,
        validators=[discreet, printable],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, neutral_name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.neutral_name = neutral_name
        field = self.fields["sender"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as declared
        field.choices = [(NEUTRAL, neutral_name), (OWN, _("Other words of my own"))]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        own = str(given.get("own_words") or "").strip()
        if given.get("sender") == OWN and not own and "own_words" not in self.errors:
            self.add_error("own_words", _("Type the words that you want"))
        return given

    @property
    def label(self) -> str:
        """Give the name that was chosen."""
        given = self.cleaned_data
        if given["sender"] == NEUTRAL:
            return self.neutral_name
        return str(given["own_words"]).strip()


class NameForm(PlainForm):
    """What the client is called on their own pages."""

    name_to_use = forms.CharField(
        label=_("What should we call you?"),
        help_text=_(
            "Only your own pages use it, never a note. Leave it empty for no name."
        ),
        max_length=60,
        required=False,
        validators=[printable],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class HoursForm(PlainForm):
    """The hours in which a note may come."""

    hours_from = forms.ChoiceField(
        label=_("Not before"),
        error_messages={"required": _("Choose the first hour")},
    )
    hours_until = forms.ChoiceField(
        label=_("Not after"),
        error_messages={"required": _("Choose the last hour")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hours = [(f"{hour:02}:00", f"{hour:02}:00") for hour in range(FIRST, LAST + 1)]
        for name in ("hours_from", "hours_until"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as declared
            given = str(self.initial.get(name, ""))
            extra = [(given, given)] if given and (given, given) not in hours else []
            field.choices = [("", _("Choose an hour")), *sorted(hours + extra)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("hours_from"), given.get("hours_until")
        if first and last and first >= last:
            self.add_error(
                "hours_until", _("The last hour must be later than the first")
            )
        return given


class AddressForm(PlainForm):
    """Who else reads at an address, and whether it is safe."""

    who = forms.ChoiceField(
        label=_("Who reads what comes there?"),
        choices=[
            ("mine", _("Only me")),
            ("shared", _("Others could see it too")),
            ("unsafe", _("It is not safe for me. Do not write there")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who reads what comes there")},
    )


class SharedForm(PlainForm):
    """Whether others could see what comes, once it is on."""

    shared = forms.ChoiceField(
        label=_("Who reads what comes to your address?"),
        choices=[("no", _("Only me")), ("yes", _("Others could see it too"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who reads what comes there")},
    )


def as_time(text: str) -> time:
    """Read an hour as a form gives it."""
    return time.fromisoformat(text)
