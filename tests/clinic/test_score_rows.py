"""A row of a file of scores: what it is, or every reason why it is none."""

from __future__ import annotations

from datetime import date

import pytest

from afterword.clinic.caseload import reading, scores
from afterword.clinic.caseload.rows import Refusal

TODAY = date(2026, 11, 26)
HEAD = "client id,questionnaire,date,time point,total,q1,q2,q3,q4\r\n"


def read(row: str, head: str = HEAD, order: str = "ymd"):
    sheet = reading.read((head + row).encode(), layout=reading.SCORES)
    ((_number, cells),) = sheet.rows()
    items = scores.item_places(sheet.header)
    return scores.row_of(cells, sheet.mapping, items, date_order=order, today=TODAY)


def test_a_total_and_answers_are_read_as_they_stand():
    """By the names that other systems use, in the order that was said."""
    alone = read("17,PHQ-4,2024-03-01,baseline,7,,,,")
    told = read("17,phq 4,01/03/2024,Discharge,,1,0,,2", order="dmy")

    assert (alone.total, alone.answers, alone.moment) == (7, None, "start")
    assert told.answers == (1, 0, None, 2)
    assert (told.moment, told.on) == ("end", date(2024, 3, 1))


def test_a_total_that_the_answers_give_is_kept_as_answers():
    """Both may stand there; they must agree."""
    both = read("17,phq4,2024-03-01,end,3,1,0,0,2")

    assert (both.answers, both.total) == ((1, 0, 0, 2), None)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (",phq4,2024-03-01,end,7,,,,", "no client number"),
        ("17,,2024-03-01,end,7,,,,", "no questionnaire is named"),
        ("17,phq44,2024-03-01,end,7,,,,", "Did you mean"),
        ("17,phq4,soon,end,7,,,,", "“soon” is not a date"),
        ("17,phq4,2024-13-01,end,7,,,,", "not possible as year, month, day"),
        ("17,phq4,2027-01-01,end,7,,,,", "has not come yet"),
        ("17,phq4,2024-03-01,later,7,,,,", "none of start, during, end"),
        ("17,phq4,2024-03-01,end,13,,,,", "from 0 to 12"),
        ("17,phq4,2024-03-01,end,7.5,,,,", "a whole number from 0 to 12"),
        ("17,phq4,2024-03-01,end,high,,,,", "“high” is not a number"),
        ("17,phq4,2024-03-01,end,,,,,", "no answers and no total"),
        ("17,phq4,2024-03-01,end,,4,0,0,0", "the answer to question 1 must be"),
        ("17,phq4,2024-03-01,end,,x,0,0,0", "question 1 is not a number"),
        ("17,phq4,2024-03-01,end,5,1,0,0,2", "the answers add up to 3"),
        ("17,phq4,2024-03-01,end,3,1,,0,2", "cannot be checked"),
        ("17,phq2,2024-03-01,end,,1,0,0,2", "question 4, and PHQ-2 has 2"),
        ("17,dass21,2024-03-01,end,7,,,,", "has no total; bring its answers"),
    ],
)
def test_what_cannot_be_is_refused_in_words(row, words):
    """Nothing is guessed and nothing is put right by itself."""
    found = read(row)

    assert isinstance(found, Refusal)
    assert words in "; ".join(found.reasons)


def test_every_problem_of_a_row_is_named():
    """Not only the first."""
    found = read(",phq4,soon,later,99,,,,")

    assert len(found.reasons) == 4


def test_equal_rows_have_one_fingerprint_and_others_another():
    """By it the same row is known again, whatever the file looks like."""
    one = read("17,phq4,2024-03-01,end,7,,,,").fingerprint()
    same = read("17,PHQ-4,01/03/2024,final,7.0,,,,", order="dmy").fingerprint()
    other = read("17,phq4,2024-03-01,end,8,,,,").fingerprint()

    assert (one == same, one == other) == (True, False)
