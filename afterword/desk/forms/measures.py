"""Forms of measures: the questions, their numbers, a score alone, and when it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from afterword.clinic.scored import NOT_APPLICABLE, Given, apart
from afterword.clinic.services.measuring import Answers
from afterword.clinic.services.responding import LONGEST
from afterword.desk.forms.ending import DAY
from afterword.desk.forms.reports import not_later
from afterword.desk.measure_words import MOMENTS
from afterword.measures.change import has_whole_totals
from afterword.measures.errors import AnswersError
from afterword.measures.instruments import Instrument, Shell, shell
from afterword.measures.parts import Number, Question
from afterword.measures.variants import converted, usual_answers

SKIPPED = "left_out"
NUMBERING = "numbering"
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
        self._usual: Answers = []
        for number, question in enumerate(_any_numbering(asked), 1):
            self.fields[question.id] = _number_field(number, question)
        _ask_numbering(self, asked)
        self.order_fields([NUMBERING, *asked.item_ids])

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or {}
        if not self.errors and not any(
            given.get(item) not in {None, ""} for item in self._asked.item_ids
        ):
            raise forms.ValidationError(_("Write at least one answer as a number"))
        self._usual = [_plain(given.get(item)) for item in self._asked.item_ids]
        if not self.errors and NUMBERING in self.fields:
            values, _aside = apart(self._asked, self._usual)
            try:
                self._usual = usual_answers(
                    self._asked, values, out_of=given[NUMBERING]
                )
            except AnswersError as error:
                raise forms.ValidationError(str(error.for_people)) from None
        return given

    def answers(self) -> Answers:
        """Give the numbers in their order, ``None`` for what was left empty."""
        return self._usual


class ScoreForm(WhenForm):
    """A score without its answers, as from an old paper."""

    def __init__(self, *args: Any, asked: Shell, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked = asked
        ranges = [shell(asked.id, variant=one.id).range for one in asked.variants]
        low = min(one.low for one in (asked.range, *ranges))
        high = max(one.high for one in (asked.range, *ranges))
        said = {"low": f"{low:g}", "high": f"{high:g}"}
        words = _now("A score here is from %(low)s to %(high)s") % said
        kind: Any = forms.IntegerField
        if not has_whole_totals(asked):
            kind = forms.FloatField
        self.fields["total"] = kind(
            label=_("Score"),
            help_text=_now("From %(low)s to %(high)s, as it stands on the paper.")
            % said,
            min_value=low,
            max_value=high,
            error_messages=dict.fromkeys(
                ("required", "invalid", "min_value", "max_value"), words
            ),
        )
        _ask_numbering(self, asked)
        self.order_fields([NUMBERING, "total"])

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or {}
        if not self.errors and NUMBERING in self.fields:
            found = self._asked
            ways = {"into": found.variant, "out_of": given[NUMBERING]}
            try:
                given["total"] = converted(found, given["total"], **ways)
            except AnswersError as error:
                self.add_error("total", str(error.for_people))
        return given

    def total(self) -> Number:
        """Give the score in the usual numbering."""
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


def _ask_numbering(form: forms.Form, asked: Shell) -> None:
    """Ask how the paper is numbered, where there is more than one way to do it."""
    if len(asked.variants) > 1:
        form.fields[NUMBERING] = forms.ChoiceField(
            label=_("How is it numbered on the paper?"),
            choices=[(one.id, one.note) for one in asked.variants],
            widget=forms.RadioSelect,
            error_messages={"required": _("Say how it is numbered on the paper")},
        )


def _any_numbering(asked: Shell) -> list[Question]:
    """Give its questions with what may be answered in any of its numberings."""
    ways = [shell(asked.id, variant=one.id).questions for one in asked.variants]
    found = []
    for at, question in enumerate(asked.questions):
        others = chain.from_iterable(way[at].values for way in ways)
        values = tuple(sorted({*question.values, *others}))
        found.append(replace(question, values=values))
    return found


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
