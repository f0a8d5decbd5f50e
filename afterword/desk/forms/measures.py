"""Forms of measures: the questions, their numbers, a score alone, and when it was."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from afterword.clinic.scored import NOT_APPLICABLE, Given
from afterword.clinic.services.measuring import Answers
from afterword.clinic.services.responding import LONGEST
from afterword.desk.forms.ending import DAY
from afterword.desk.forms.reports import not_later
from afterword.desk.measure_words import MOMENTS
from afterword.measures.change import has_whole_totals
from afterword.measures.instruments import Instrument, Shell
from afterword.measures.parts import Number, Question

SKIPPED = "left_out"
FEW = 12
"""So many possible answers are a list to choose from; more are typed."""


class ChooseForm(forms.Form):
    """Which questionnaire to add."""

    instrument = forms.ChoiceField(label=_("Another questionnaire"), required=False)

    def __init__(
        self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instrument"].choices = offered  # type: ignore[attr-defined]


class WhenForm(forms.Form):
    """At which point of the work it was filled in, and on which day."""

    moment = forms.ChoiceField(
        label=_("At which point of the work?"),
        choices=list(MOMENTS.items()),
        widget=forms.RadioSelect,
        required=False,
    )
    on = forms.DateField(
        label=_("On which day?"),
        help_text=_("The day on which it was filled in. Empty: today."),
        widget=DAY,
        required=False,
        error_messages={"invalid": _("Write the day like 2026-11-23")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"moment": "end", "on": today})
        super().__init__(*args, **kwargs)
        self._today = today
        self.order_fields([*(n for n in self.fields if n not in {"moment", "on"})])

    def clean_on(self) -> date | None:
        day: date | None = self.cleaned_data["on"]
        if day is None or day == self._today:
            return None
        return not_later(day, self._today)

    @property
    def moment_given(self) -> str:
        return str(self.cleaned_data.get("moment") or "end")

    @property
    def day_given(self) -> date | None:
        found: date | None = self.cleaned_data.get("on")
        return found


class QuestionsForm(forms.Form):
    """The questions of a measure, each with a way to leave it out."""

    def __init__(self, *args: Any, asked: Instrument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked = asked
        for number, item in enumerate(asked.items, 1):
            answers = asked.answers_to(item.id)
            self.fields[item.id] = forms.ChoiceField(
                label=item.text,
                choices=[
                    *((str(one.value), one.text) for one in answers),
                    (SKIPPED, _("Leave this one out")),
                ],
                widget=forms.RadioSelect,
                error_messages={
                    "required": _now("Answer question %(number)s or leave it out")
                    % {"number": number}
                },
            )

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or {}
        said = {given.get(item.id) for item in self._asked.items}
        if said == {SKIPPED}:
            raise forms.ValidationError(
                _("Every question is left out. Then leave the questions out as a whole")
            )
        return given

    def answers(self) -> Answers:
        """Give the answers in their order, ``None`` for what was left out.

        What is missing or wrong counts as left out too; a page asks for it before.
        """
        given = [self.cleaned_data.get(item.id, SKIPPED) for item in self._asked.items]
        return [None if one == SKIPPED else int(one) for one in given]


class AloudForm(WhenForm, QuestionsForm):
    """The questions, asked aloud or copied from paper, and when that was."""


class NumbersForm(WhenForm):
    """The answers as numbers, where the words may not be shown here."""

    def __init__(self, *args: Any, asked: Shell, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked = asked
        for number, question in enumerate(asked.questions, 1):
            self.fields[question.id] = _number_field(number, question)
        self.order_fields([*asked.item_ids])

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or {}
        if not self.errors and not any(
            given.get(item) not in {None, ""} for item in self._asked.item_ids
        ):
            raise forms.ValidationError(_("Write at least one answer as a number"))
        return given

    def answers(self) -> Answers:
        """Give the numbers in their order, ``None`` for what was left empty."""
        return [_plain(self.cleaned_data.get(item)) for item in self._asked.item_ids]


class ScoreForm(WhenForm):
    """A score without its answers, as from an old paper."""

    def __init__(self, *args: Any, asked: Shell, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = {"low": f"{asked.range.low:g}", "high": f"{asked.range.high:g}"}
        words = _now("A score here is from %(low)s to %(high)s") % said
        kind: Any = forms.IntegerField
        if not has_whole_totals(asked):
            kind = forms.FloatField
        self.fields["total"] = kind(
            label=_("Score"),
            help_text=_now("From %(low)s to %(high)s, as it stands on the paper.")
            % said,
            min_value=asked.range.low,
            max_value=asked.range.high,
            error_messages=dict.fromkeys(
                ("required", "invalid", "min_value", "max_value"), words
            ),
        )
        self.order_fields(["total"])

    def total(self) -> Number:
        found: Number = self.cleaned_data["total"]
        return found


class ResponseForm(forms.Form):
    """When a clinician looks at answers about risk, and within how many hours."""

    hours = forms.CharField(
        label=_("When are answers about risk looked at?"),
        help_text=_("Clients read this before the first question: weekdays, 9 to 5."),
        max_length=60,
        required=False,
    )
    within_hours = forms.IntegerField(
        label=_("Within how many hours at the latest?"),
        help_text=_("From 1 to 72."),
        min_value=1,
        max_value=LONGEST,
        required=False,
    )

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or {}
        if bool(given.get("hours")) != bool(given.get("within_hours")):
            raise forms.ValidationError(
                _("State both, when and within how many hours, or neither")
            )
        return given


def _number_field(number: int, question: Question) -> forms.Field:
    label = _now("Question %(number)s") % {"number": number}
    values = question.values
    if len(values) <= FEW:
        options = [(f"{one:g}", f"{one:g}") for one in values]
        if question.may_not_apply:
            options.append((NOT_APPLICABLE, _now("Does not apply")))
        return forms.ChoiceField(
            label=label, choices=[("", _("Left out")), *options], required=False
        )
    words = _now("Question %(number)s: a number from %(low)s to %(high)s") % {
        "number": number,
        "low": f"{values[0]:g}",
        "high": f"{values[-1]:g}",
    }
    kind: Any = forms.IntegerField if question.whole else forms.FloatField
    found: forms.Field = kind(
        label=label,
        required=False,
        min_value=values[0],
        max_value=values[-1],
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), words),
    )
    return found


def _plain(given: Any) -> Given:
    """Give a typed or chosen answer as it is kept."""
    if given in {None, ""}:
        return None
    if given == NOT_APPLICABLE:
        return NOT_APPLICABLE
    value = float(given)
    return int(value) if value.is_integer() else round(value, 2)
