"""From a row of text to a filled-in questionnaire, or to the reasons why it is none.

Pure. Nothing is guessed: a total and answers that disagree are refused, and so is
what the questionnaire cannot come to.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from afterword.clinic.caseload.rows import DATE_ORDERS, Refusal, clean
from afterword.measures.change import check_total
from afterword.measures.errors import AnswersError, UnknownInstrumentError
from afterword.measures.instruments import instruments, shell
from afterword.measures.parts import Adding, Number
from afterword.measures.scoring import score
from afterword.measures.shells import Shell

FIRST_DAY = date(1990, 1, 1)
"""Nothing was filled in before it, by hand or by file."""
MOMENTS: Mapping[str, str] = {
    **dict.fromkeys(
        ("start", "baseline", "intake", "first", "pre", "begin", "beginning"), "start"
    ),
    **dict.fromkeys(
        ("during", "mid", "middle", "session", "interim", "in between"), "during"
    ),
    **dict.fromkeys(("end", "last", "final", "post", "discharge", "closing"), "end"),
}
"""What a file may call a moment, and what it is here."""
_ITEM = re.compile(r"(?:q|item|question|frage)?[\s_\-.]*(\d{1,3})", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d{1,6}(?:[.,]\d{1,4})?")


@dataclass(frozen=True)
class ScoreRow:
    """One filling-in as a file describes it."""

    client: str
    """A client number or a reference, as it stands in the file."""
    instrument: str
    moment: str
    on: date
    answers: tuple[Number | None, ...] | None
    total: Number | None

    @property
    def key(self) -> tuple[str, ...]:
        """Give what tells this filling-in from another of the same client."""
        day = self.on.isoformat() if self.moment == "during" else ""
        return (self.client.casefold(), self.instrument, self.moment, day)

    def fingerprint(self) -> str:
        """Give text that is equal for equal rows and differs for others."""
        said = {name: str(value) for name, value in vars(self).items()}
        del said["client"]  # the mark made of it is the client's own already
        return json.dumps(said, sort_keys=True)


def item_places(header: Sequence[str]) -> dict[int, int]:
    """Find the columns of answers: the number of each question, and its place."""
    found: dict[int, int] = {}
    for place, title in enumerate(header):
        match = _ITEM.fullmatch(title.strip())
        if match and int(match[1]) > 0:
            found.setdefault(int(match[1]), place)
    return found


def row_of(
    cells: Sequence[str],
    mapping: Mapping[str, int],
    items: Mapping[int, int],
    *,
    date_order: str,
    today: date,
) -> ScoreRow | Refusal:
    """Read one row. Every problem of the row is named, not only the first."""
    problems: list[str] = []
    said = {name: _cell(cells, place) for name, place in mapping.items()}
    client = said.get("external_id", "")
    if not client:
        problems.append("there is no client number and no reference")
    asked = _instrument(said.get("instrument", ""), problems)
    moment = _moment(said.get("moment", ""), problems)
    on = _day(said.get("day", ""), date_order, today, problems)
    answers, total = None, None
    if asked is not None:
        answers = _answers(cells, items, asked, problems)
        total = _total(said.get("total", ""), asked, answers, problems)
        if answers is None and total is None and not problems:
            problems.append("there are no answers and no total")
    if problems or asked is None or on is None:
        return Refusal(tuple(problems))
    return ScoreRow(client, asked.id, moment, on, answers, None if answers else total)


def _cell(cells: Sequence[str], place: int) -> str:
    return clean(cells[place])[:100] if place < len(cells) else ""


def _instrument(text: str, problems: list[str]) -> Shell | None:
    if not text:
        problems.append("no questionnaire is named")
        return None
    plain = re.sub(r"[\s_\-./]+", "", text).casefold()
    for name in instruments():
        known = shell(name)
        names = (known.id, known.name, known.title)
        if plain in {re.sub(r"[\s_\-./]+", "", one).casefold() for one in names}:
            return known
    try:
        shell(text)
    except UnknownInstrumentError as error:
        problems.append(error.for_people.rstrip("."))
    return None


def _moment(text: str, problems: list[str]) -> str:
    found = MOMENTS.get(text.casefold())
    if found is None:
        problems.append(f"moment “{text}” is none of start, during, end")
    return found or ""


def _day(text: str, order: str, today: date, problems: list[str]) -> date | None:
    numbers = re.fullmatch(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})", text)
    if numbers is None:
        problems.append(f"day “{text}” is not a date in numbers")
        return None
    if len(numbers[1]) == 4:  # a year in front can only mean one thing  # noqa: PLR2004
        order = "ymd"
    parts = dict(zip(order, map(int, numbers.groups()), strict=True))
    try:
        found = date(parts["y"], parts["m"], parts["d"])
    except ValueError:
        found = None
    if found is None or found < FIRST_DAY:
        problems.append(f"day “{text}” is not possible as {DATE_ORDERS[order]}")
        return None
    if found > today:
        problems.append(f"day “{text}” has not come yet")
        return None
    return found


def _answers(
    cells: Sequence[str], items: Mapping[int, int], asked: Shell, problems: list[str]
) -> tuple[Number | None, ...] | None:
    """Give the answers in their order; nothing where no column holds one."""
    given = {number: _cell(cells, place) for number, place in items.items()}
    said = {number: text for number, text in given.items() if text}
    if not said:
        return None
    most = len(asked.questions)
    if max(said) > most:
        problems.append(
            f"there is an answer to question {max(said)}, and {asked.name} has {most}"
        )
        return None
    found: list[Number | None] = []
    for number in range(1, most + 1):
        text = said.get(number, "")
        value = _number(text) if text else None
        if text and value is None:
            problems.append(f"the answer to question {number} is not a number")
            return None
        found.append(value)
    try:
        score(asked, found)
    except AnswersError as error:
        problems.append(error.problem)
        return None
    return tuple(found)


def _total(
    text: str,
    asked: Shell,
    answers: tuple[Number | None, ...] | None,
    problems: list[str],
) -> Number | None:
    if not text:
        return None
    total = _number(text)
    if total is None:
        problems.append(f"total “{text}” is not a number")
        return None
    if asked.adding is Adding.NONE:
        problems.append(f"{asked.name} has no total; bring its answers")
        return None
    try:
        check_total(asked, total)
    except AnswersError as error:
        problems.append(error.problem)
        return None
    counted = score(asked, answers).total if answers else total
    if counted is None:
        problems.append(
            "an answer is missing, so the total cannot be checked; leave one of the "
            "two out"
        )
    elif counted != total:
        problems.append(
            f"the total is {total:g}, and the answers add up to {counted:g}"
        )
    return total


def _number(text: str) -> Number | None:
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text.replace(",", "."))
    return int(value) if value.is_integer() else value
