"""Files as people really have them, and what is said when they cannot be read."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.clinic.caseload import reading, rows
from afterword.clinic.caseload.errors import (
    CaseloadError,
    NoColumnsError,
    NotTextError,
    TooLargeError,
)

TODAY = date(2026, 11, 23)
HEADER = "Client ID;First Name;Last Name;Goes by;DOB;E-mail;Cell Phone;Status;State"


def read_one(line: str, header: str = HEADER, *, order: str = "mdy", country="US-CA"):
    """Read one row of a file in memory."""
    sheet = reading.read(f"{header}\n{line}\n".encode())
    ((_, cells),) = sheet.rows()
    return rows.person_of(
        cells, sheet.mapping, date_order=order, country=country, today=TODAY
    )


def test_a_row_as_practice_systems_export_it():
    """Synonyms of columns, a state, a cell phone and an American date are read."""
    person = read_one(
        "17;Jo;Example;Joey;3/14/1990;jo@example.org;(415) 555-2671;Active;CA"
    )

    assert person == rows.Person(
        external_id="17",
        name="Jo Example",
        preferred_name="Joey",
        date_of_birth=date(1990, 3, 14),
        email="jo@example.org",
        phones=("+14155552671",),
        status="current",
        place="US-CA",
    )


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("California", "US-CA"),
        ("new york", "US-NY"),
        ("CA", "US-CA"),
        ("US-NY", "US-NY"),
    ],
)
def test_a_state_is_read_by_name_or_code(written, place):
    """Practice systems write states in full as often as by their code."""
    assert read_one(f"17;Jo;Example;;;;;Active;{written}").place == place


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_delimiter_and_encoding_are_found_out(delimiter, encoding):
    """A name with an accent survives every way of writing the file."""
    lines = [["id", "name", "city, state"], ["1", "Zoë Müller", "Nice"]]
    text = "\r\n".join(
        delimiter.join(f'"{c}"' if delimiter in c else c for c in line)
        for line in lines
    )

    sheet = reading.read(text.encode(encoding))

    assert [cells[1] for _, cells in sheet.rows()] == ["Zoë Müller"]


@pytest.mark.parametrize(
    ("order", "born"),
    [
        ("dmy", date(2001, 2, 3)),
        ("mdy", date(2001, 3, 2)),
    ],
)
def test_the_date_order_is_declared_never_guessed(order, born):
    """The same text is two days; the person who imports says which."""
    person = read_one("1;A;B;;03/02/2001;;;;", order=order)

    assert person.date_of_birth == born


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (";A;B;;;;;;", "no client number"),
        ("1;;;;;;;;", "no name"),
        ("1;A;B;;31/31/1990;;;;", "not possible as month, day, year"),
        ("1;A;B;;yesterday;;;;", "not a date in numbers"),
        ("1;A;B;;1/1/2090;;;;", "not possible"),
        ("1;A;B;;;jo(at)example.org;;;", "not an address"),
        ("1;A;B;;;a@b.org\u202e;c;;", "not a phone number"),
        ("1;A;B;;;;;whatever;", "status “whatever” is not known"),
        ("1;A;B;;;;;;Atlantis", "is not known"),
        (f"1;{'A' * 300};B;;;;;;", "longer than"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(line, why):
    """The reason is in words for the person who brought the file."""
    refused = read_one(line)

    assert isinstance(refused, rows.Refusal)
    assert any(why in reason for reason in refused.reasons)


def test_every_problem_of_a_row_is_named_at_once():
    """Nobody mends a file one error at a time."""
    refused = read_one(";;;;x;y;z;w;v")

    assert len(refused.reasons) == 7


def test_names_in_any_script_stay_and_what_cannot_be_seen_goes():
    """Zero-width and right-to-left marks are taken out; letters are not."""
    assert rows.clean("  \u200bمریم\u202e  O\u0308zil\u2066 ") == "مریم Özil"
    assert rows.clean("می\u200cخواهم") == "می\u200cخواهم"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"PK\x03\x04 spreadsheet", NotTextError),
        (b"%PDF-1.7", NotTextError),
        (b"id,name\n1,a\x00b", NotTextError),
        (b"", NoColumnsError),
        (b"colour,shape\nred,round", NoColumnsError),
        (b"id,first name\n1,a", NoColumnsError),
        (b"id,name\n" + b"x" * (reading.LARGEST + 1), TooLargeError),
    ],
)
def test_a_file_that_cannot_be_taken_says_what_to_do(data, error):
    """The words say that nothing was stored."""
    with pytest.raises(error) as caught:
        reading.read(data)

    assert "Nothing was stored" in caught.value.for_people


def test_cells_that_a_spreadsheet_would_run_are_defused():
    """A list of refused rows opens as text."""
    assert reading.safe_cell("=HYPERLINK(1)") == "'=HYPERLINK(1)"
    assert reading.safe_cell("+1 415") == "'+1 415"
    assert reading.safe_cell("Jo") == "Jo"


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_words(data):
    """No file whatever ends in anything but rows or an error with words."""
    outcome = None
    try:
        sheet = reading.read(b"id,name,dob,email,phone,status\n" + data)
        for _, cells in sheet.rows():
            outcome = rows.person_of(
                cells, sheet.mapping, date_order="dmy", country="GB", today=TODAY
            )
    except CaseloadError as error:
        outcome = error

    assert outcome is None or isinstance(
        outcome, rows.Person | rows.Refusal | CaseloadError
    )
