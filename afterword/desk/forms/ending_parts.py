"""Forms of the tasks of an ending that are kept as parts, one for each task."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from afterword.desk.forms.ending import DAY, words_field
from afterword.desk.part_words import CHOICES
from afterword.ending.sections import BY_KEY, GOALS_AT_MOST, RATING_AT_MOST

RATINGS = [("", _("Not said")), *((str(n), str(n)) for n in range(RATING_AT_MOST + 1))]
MOST_SESSIONS = 2000


def _choice(name: str, label: Any, hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=[*CHOICES[name].items(), ("", _("Not said"))],
        widget=forms.RadioSelect,
        required=False,
    )


def _day(label: Any, hint: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        widget=DAY,
        required=False,
        error_messages={"invalid": _("Write the day like 2026-11-23")},
    )


class PartForm(forms.Form):
    """One task. ``columns`` names fields that the ending itself keeps."""

    key: str
    columns: tuple[str, ...] = ()

    def __init__(
        self, *args: Any, hints: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, hint in (hints or {}).items():
            key, _dot, asked = name.partition(".")
            if key == self.key and asked in self.fields:
                self.fields[asked].help_text = hint

    def column_words(self) -> dict[str, str]:
        """Give what the ending itself keeps."""
        return {name: self.cleaned_data[name] for name in self.columns}

    def plain(self) -> dict[str, Any]:
        """Give codes, numbers and days, as they are stored."""
        return {
            field.name: _stored(self.cleaned_data.get(field.name))
            for field in BY_KEY[self.key].fields
            if not field.is_sealed
        }

    def told(self) -> dict[str, Any]:
        """Give what was written in words."""
        return {
            field.name: self.cleaned_data.get(field.name)
            for field in BY_KEY[self.key].fields
            if field.is_sealed
        }


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


class NoticeForm(PartForm):
    key = "notice"
    first_spoken_on = _day(
        _("When did you first speak about ending?"),
        _("A day that you remember, or leave it empty."),
    )
    raised_by = _choice("raised_by", _("Who spoke of it first?"))
    sessions = forms.IntegerField(
        label=_("How many sessions were there?"),
        required=False,
        min_value=0,
        max_value=MOST_SESSIONS,
        error_messages={"invalid": _("Write the number of sessions, like 24")},
    )
    alternatives_discussed = _choice(
        "alternatives_discussed", _("Did you talk about other ways to go on?")
    )
    alternatives = words_field(
        _("Which ones?"), _("More sessions, a pause, another clinician, another kind.")
    )
    pretext = _choice(
        "pretext",
        _("Does it end so that another kind of relationship can begin?"),
        _("A friendship, a business, a romance. Needed to close when you end it too."),
    )


class ReviewForm(PartForm):
    """What they came for, how they rate it themselves, and what is left."""

    key = "review"
    columns = ("goals", "what_changed")
    goals = words_field(_("What did they come for?"), _("In their own words."))
    what_changed = words_field(
        _("What changed, and what did not?"), _("In their own words.")
    )
    helped = words_field(_("What helped, and what did not?"))
    unfinished = words_field(_("What is left unfinished?"), _("In their own words."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, GOALS_AT_MOST + 1):
            self.fields[f"goal_{number}"] = forms.CharField(
                label=_now("In their words"),
                required=False,
                max_length=300,
            )
            for when, label in (
                ("before", _now("At the start, 0 to 10")),
                ("now", _now("Now, 0 to 10")),
            ):
                self.fields[f"goal_{number}_{when}"] = forms.ChoiceField(
                    label=label, choices=RATINGS, required=False
                )

    @property
    def goal_rows(self) -> list[list[forms.BoundField]]:
        """Give the fields of each goal; empty rows beyond the third wait folded."""
        return [
            [self[f"goal_{n}"], self[f"goal_{n}_before"], self[f"goal_{n}_now"]]
            for n in range(1, GOALS_AT_MOST + 1)
        ]

    @property
    def words_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in (*self.columns, "helped", "unfinished")]

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or {}
        for number in range(1, GOALS_AT_MOST + 1):
            rated = any(
                given.get(f"goal_{number}_{when}") for when in ("before", "now")
            )
            if rated and not given.get(f"goal_{number}"):
                self.add_error(
                    f"goal_{number}", _now("Write the goal that is rated here")
                )
        return given

    def told(self) -> dict[str, Any]:
        given = self.cleaned_data
        goals = [
            {
                "words": given[f"goal_{n}"],
                "before": _number(given[f"goal_{n}_before"]),
                "now": _number(given[f"goal_{n}_now"]),
            }
            for n in range(1, GOALS_AT_MOST + 1)
            if given[f"goal_{n}"]
        ]
        return {
            "goals": goals,
            "helped": given["helped"],
            "unfinished": given["unfinished"],
        }


def _number(text: str) -> int | None:
    return int(text) if text else None


def goals_initial(goals: list[dict[str, Any]]) -> dict[str, Any]:
    """Give stored goals as the fields of the form."""
    initial: dict[str, Any] = {}
    for number, goal in enumerate(goals, 1):
        initial[f"goal_{number}"] = goal["words"]
        for when in ("before", "now"):
            rated = goal.get(when)
            initial[f"goal_{number}_{when}"] = "" if rated is None else str(rated)
    return initial


class KeepingForm(PartForm):
    key = "keeping"
    columns = ("coping",)
    coping = words_field(_("What helps?"), _("One thing on each line."))
    practice_plan = words_field(
        _("What do they want to keep doing?"), _("Small, with a day and a place.")
    )
    reasons = words_field(_("What is it for?"), _("What matters to them."), 3)
    supporters = words_field(
        _("Who is there?"),
        _("People they chose. Names only if they want them written down."),
        3,
    )
    strengths = words_field(_("What are they good at?"), rows=3)


class SignsForm(PartForm):
    key = "signs"
    columns = ("early_signs",)
    early_signs = words_field(
        _("How do they notice early that it gets harder?"),
        _("Three to five signs in their own words, one on each line."),
    )
    triggers = words_field(_("What brings it on?"))
    hard_dates = words_field(
        _("Which days in the next twelve months may be hard?"),
        _("Anniversaries too. One on each line."),
    )
    if_then = words_field(
        _("If this happens, then what?"), _("One plan on each line: if ..., then ...")
    )
    setback_explained = _choice(
        "setback_explained",
        _("Did you talk about a setback being no return to the start?"),
    )


class FeelingsForm(PartForm):
    key = "feelings"
    discussed = _choice("discussed", _("Did you speak about the ending itself?"))
    theirs = words_field(
        _("What did it bring up for them?"), _("You may leave this empty.")
    )
    own_note = words_field(_("A note for yourself"), _("Never shown to them."), 3)
    farewell = words_field(_("How did you say goodbye?"), rows=3)
    gift = _choice("gift", _("Was there a gift?"))


class SupportForm(PartForm):
    key = "support"
    columns = ("referrals",)
    referrals = words_field(
        _("People and services for afterwards"),
        _("One on each line: a name, a number, what for. They read it in their plan."),
        5,
    )


class ReturningForm(PartForm):
    key = "returning"
    may_return = _choice("may_return", _("Can they come back?"))
    how = words_field(
        _("How?"), _("A real way: a number, an address, a form, and who answers."), 3
    )
    waiting = words_field(_("How long would it take?"), rows=2)
    cost = words_field(_("What would it cost then?"), rows=2)
    triggers = words_field(_("When would coming back be right?"), rows=3)
    until = _day(_("Until which day does this offer stand?"), _("Empty: no last day."))
    because = words_field(
        _("If not here: why, and where instead?"), _("They read this."), 3
    )

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or {}
        way = given.get("may_return")
        if way in {"yes_same", "yes_other"} and not given.get("how"):
            self.add_error("how", _now("An open door needs a real way: write how"))
        if way == "no" and not given.get("because"):
            self.add_error(
                "because", _now("Where a door is closed, name another one here")
            )
        return given


class OutsideForm(PartForm):
    key = "outside"
    meeting = _choice("meeting", _("If you meet by chance?"))
    agreed = words_field(
        _("What else did you agree about meeting elsewhere or online?"),
        _("In the words that you both used."),
    )
    voicemail = _choice(
        "voicemail",
        _("What may be said on a voicemail?"),
        _("Usually nothing. Others may hear it."),
    )
    told_not_monitored = _choice(
        "told_not_monitored",
        _("Did you say that messages are not read day and night?"),
    )
    told_no_third_parties = _choice(
        "told_no_third_parties",
        _("Did you say that nobody else is written to about them?"),
    )


class RecordsForm(PartForm):
    key = "records"
    retention_told = _choice(
        "retention_told", _("Do they know how long records are kept?")
    )
    kept_until = _day(_("Until which day?"), _("As you told them."))
    access_told = _choice("access_told", _("Do they know how to see and correct them?"))
    how_to_ask = words_field(_("How do they ask?"), rows=2)
    held_by = words_field(
        _("Who holds the records, also if you leave?"), _("They read this."), 2
    )


class ClosingForm(PartForm):
    key = "closing"
    fees = _choice("fees", _("Fees"))
    property = _choice("property", _("Things that belong to them"))
    supervisor_told = _choice("supervisor_told", _("Does your supervisor know?"))
    copy_given = _choice("copy_given", _("Did they get a copy of what was agreed?"))
    form = _choice("form", _("In which form?"))
    interpreter = _choice("interpreter", _("Was an interpreter there?"))
    signed = _choice("signed", _("Who signed?"), _("Nobody has to."))
    note = words_field(_("Anything else?"), rows=3)


FORMS: Mapping[str, type[PartForm]] = {
    form.key: form
    for form in (
        NoticeForm,
        ReviewForm,
        KeepingForm,
        SignsForm,
        FeelingsForm,
        SupportForm,
        ReturningForm,
        OutsideForm,
        RecordsForm,
        ClosingForm,
    )
}
