"""Help lines in a letter: a few of that country, and the page of newer ones."""

from __future__ import annotations

from afterword.ending.letter_help import help_in, said
from afterword.support.lines import Kind, countries, country

PAGE = "note.alder.example/help"


def test_every_country_has_lines_that_can_be_called_or_its_page():
    """No line is without a way; where there is no file the page alone is named."""
    for one in countries():
        found = help_in(one, page=PAGE)
        assert len(found.lines) <= 3
        assert all("call " in line or "text " in line for line in found.lines)
        assert found.page == PAGE
    assert help_in(None, page=PAGE).lines == ()
    kinds = [line.kind for line in country("GB").lines]
    assert Kind.EMERGENCY_TEXT in kinds
    assert not any(
        "emergencySMS" in line for line in help_in(country("GB"), page=PAGE).lines
    )
    veterans = next(one for one in country("US").lines if one.for_whom == "veterans")
    assert said(veterans).startswith(f"{veterans.name}: call 988, then press 1 or text")
