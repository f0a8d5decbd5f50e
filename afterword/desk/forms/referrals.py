"""Forms of a referral: naming a service, what came of it, a release, what was sent."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from afterword.consent.releases import KINDS, SHARES
from afterword.consent.services import Release
from afterword.desk.forms.ending import DAY
from afterword.desk.forms.reports import not_later
from afterword.desk.forms.scans import ScanField
from afterword.desk.forms.services import A_DAY
from afterword.desk.referral_words import SAYS
from afterword.ending.services.referring import Offer, Sending
from afterword.look.forms import PlainForm

OWN = "own"
Choices = Sequence[tuple[str, str]]


class OnADayForm(forms.Form):
    """Something that happened on a day that is not to come."""

    on = forms.DateField(label=_("On which day?"), widget=DAY, error_messages=A_DAY)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"on": today})
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> date:
        """Refuse a day that is still to come."""
        return not_later(self.cleaned_data["on"], self.today)


class OfferForm(OnADayForm):
    """A service of the list, or one in words."""

    service = forms.ChoiceField(
        label=_("Which service?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one, or write it in words")},
    )
    own_words = forms.CharField(
        label=_("In words: its name, how to reach it, what it costs"),
        help_text=_("Only where it is not on the list. They read this."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    why = forms.CharField(
        label=_("Why this one?"),
        help_text=_("For your own record, sealed. You may leave this empty."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = ("service", "own_words", "why", "on")

    def __init__(self, *args: Any, services: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = [  # type: ignore[attr-defined]
            *services,
            (OWN, _("Another place, in words")),
        ]

    def clean(self) -> dict[str, Any] | None:
        """Ask for words where none of the list was chosen."""
        given = super().clean() or {}
        if given.get("service") == OWN and not given.get("own_words", "").strip():
            self.add_error("own_words", _now("Write where they can turn"))
        return given

    def offer(self, ending: UUID) -> Offer:
        """Give what was typed; words beside a service of the list are left out."""
        told = self.cleaned_data
        is_own = told["service"] == OWN
        return Offer(
            service=None if is_own else UUID(told["service"]),
            own_words=told["own_words"] if is_own else "",
            why=told["why"],
            offered_on=told["on"],
            ending=ending,
        )


class NoteForm(OnADayForm):
    """What came of it."""

    says = forms.ChoiceField(
        label=_("What happened?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what happened")},
    )
    field_order = ("says", "on")

    def __init__(self, *args: Any, states: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["says"].choices = [  # type: ignore[attr-defined]
            (code, words) for code, words in SAYS.items() if code in states
        ]


class ReleaseForm(forms.Form):
    """What the client said may be told, to whom, and until when."""

    recipient = forms.CharField(
        label=_("Who may be told?"),
        max_length=200,
        error_messages={"required": _("Say who may be told")},
    )
    shares = forms.MultipleChoiceField(
        label=_("What may they be told?"),
        choices=list(SHARES.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Say what may be told")},
    )
    other = forms.CharField(
        label=_("What else, in their words"), max_length=1000, required=False
    )
    why = forms.CharField(label=_("What is it for?"), max_length=1000, required=False)
    given_on = forms.DateField(
        label=_("On which day did they say so?"), widget=DAY, error_messages=A_DAY
    )
    until = forms.DateField(
        label=_("Until which day does it hold?"), widget=DAY, error_messages=A_DAY
    )
    door = forms.ChoiceField(
        label=_("How did they say it?"),
        choices=[
            ("told_in_session", _("To me, in a session before the ending")),
            ("paper", _("On signed paper")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how they said it")},
    )
    second = forms.ChoiceField(
        label=_("Who else has seen the paper?"),
        help_text=_("Only for paper."),
        required=False,
    )
    scan = ScanField(
        label=_("A scan of the paper"),
        help_text=_(
            "Only for paper, where you work alone. PDF, JPEG or PNG, up to 10 MB."
        ),
        required=False,
    )

    def __init__(
        self, *args: Any, today: date, members: Choices, solo: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["second"].choices = [  # type: ignore[attr-defined]
            ("", _("Nobody yet")),
            *members,
        ]
        del self.fields["second" if solo else "scan"]

    def clean_given_on(self) -> date:
        """Refuse a day that is still to come."""
        return not_later(self.cleaned_data["given_on"], self.today)

    def clean(self) -> dict[str, Any] | None:
        """Hold the days and the words against each other."""
        given = super().clean() or {}
        first, last = given.get("given_on"), given.get("until")
        if first and last and last < first:
            self.add_error("until", _now("It ends before it begins"))
        if "other" in given.get("shares", ()) and not given.get("other"):
            self.add_error("other", _now("Write what else may be told"))
        return given

    def release(self, recipient_id: UUID) -> Release:
        """Give what was typed."""
        told = self.cleaned_data
        shares = frozenset(told["shares"])
        return Release(
            recipient=told["recipient"],
            shares=shares,
            other=told["other"] if "other" in shares else "",
            why=told["why"],
            given_on=told["given_on"],
            until=told["until"],
            recipient_id=recipient_id,
        )

    def behind_it(self) -> dict[str, Any]:
        """Give what stands behind a paper."""
        told = self.cleaned_data
        if told["door"] != "paper":
            return {}
        second = told.get("second")
        return {
            "attested_by": UUID(second) if second else None,
            "scan": told.get("scan"),
        }


class NameForm(PlainForm):
    """Somebody by name, and what they are to the client."""

    kind = forms.ChoiceField(
        label=_("What are they to them?"),
        choices=list(KINDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what they are to them")},
    )
    name = forms.CharField(
        label=_("Their name"),
        help_text=_("Kept sealed. The client reads it when they allow something."),
        max_length=200,
        error_messages={"required": _("Write their name")},
    )


class SendForm(OnADayForm):
    """What went to the service, and under which release."""

    release = forms.ChoiceField(
        label=_("Under which release?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the release")},
    )
    shares = forms.MultipleChoiceField(
        label=_("What was in it?"),
        choices=list(SHARES.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Say what was in it")},
    )
    what = forms.CharField(
        label=_("What was sent, and how?"),
        help_text=_("Kept sealed. Write it so that you can account for it later."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what was sent")},
    )
    field_order = ("release", "shares", "what", "on")

    def __init__(self, *args: Any, live: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["release"].choices = live  # type: ignore[attr-defined]

    def sending(self) -> Sending:
        """Give what was typed."""
        told = self.cleaned_data
        return Sending(
            release=UUID(told["release"]),
            shares=frozenset(told["shares"]),
            what=told["what"],
        )
