"""The outcome chart: the same numbers everywhere, in words, shapes and table."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.template.loader import render_to_string

from afterword.look.chart import Band, ChartView, Point, Scale, chart, since
from afterword.look.chart_words import chart_words

ENDED = date(2026, 8, 21)
PHQ = Scale("PHQ-8", 0, 24)
START = Point(date(2026, 1, 5), 17)
END = Point(ENDED, 6, reading="Clear change since the start")
ONE = Point(date(2026, 9, 21), 7)
THREE = Point(date(2026, 11, 21), 9)
SKIPPED = Point(date(2026, 10, 5), None)
BANDS = (Band(0, 4, "minimal"), Band(5, 9, "mild"), Band(10, 24, "more"))


def drawn(*points: Point, **more: object) -> ChartView:
    return chart(points, scale=PHQ, ended_on=ENDED, **more)


def test_both_widths_hold_the_numbers_of_the_table():
    """The chart could be left out: nothing is in it that the table lacks."""
    view = drawn(START, END, ONE, THREE)
    table = [row.score for row in view.rows]

    assert table == ["17", "6", "7", "9"]
    for drawing in (view.wide, view.narrow):
        assert [mark.value for mark in drawing.marks] == table


def test_the_end_is_a_diamond_on_a_full_line_with_therapy_left_of_it():
    """Start an open ring, end a diamond, after it dots; about a third for therapy."""
    view = drawn(START, END, ONE, THREE)

    for drawing in (view.wide, view.narrow):
        kinds = [mark.kind for mark in drawing.marks]
        places = [mark.x for mark in drawing.marks]
        share = (drawing.ending - drawing.left) / (drawing.right - drawing.left)
        assert kinds == ["start", "end", "dot", "dot"]
        assert places == sorted(places)
        assert places[0] < places[1] == drawing.ending < places[2]
        assert 0.3 < share < 0.4


def test_lines_are_whole_in_therapy_and_dashed_after():
    """The reader sees what was together and what was afterwards."""
    strokes = drawn(START, END, ONE, THREE).wide.strokes

    assert [stroke.after for stroke in strokes] == [False, True, True]


def test_what_was_not_answered_is_a_gap_and_words():
    """Never a zero, never a line across."""
    view = drawn(START, END, ONE, SKIPPED, THREE)
    row = next(row for row in view.rows if row.on == SKIPPED.on)

    assert (row.score, row.note, row.since_end) == ("", "Not answered", "")
    assert len(view.wide.strokes) == 2
    assert len(view.wide.marks) == 4
    assert "Not answered" in view.description


def test_an_estimated_score_is_an_open_dot_and_words():
    """Prorated, and said so."""
    view = drawn(END, Point(THREE.on, 9, prorated=True))

    assert view.wide.marks[-1].kind == "open"
    assert view.rows[-1].note == "Estimated from the answers given"


def test_chance_is_a_field_around_the_ending_score():
    """As tall as chance, cut at the measure's own range, right of the ending."""
    view = drawn(START, Point(ENDED, 2), chance=5)
    box = view.wide.chance

    assert box is not None
    assert box.x == view.wide.ending
    assert box.y + box.height == view.wide.bottom
    per_point = (view.wide.bottom - view.wide.top) / 24
    assert box.height == pytest.approx(7 * per_point)


def test_the_range_is_the_measures_own():
    """Its lowest at the bottom, its highest at the top; no percent."""
    view = drawn(Point(ENDED, 0), Point(THREE.on, 24))

    assert view.wide.marks[0].y == view.wide.bottom
    assert view.wide.marks[1].y == view.wide.top
    assert "0 to 24. Lower is easier." in view.caption


def test_a_score_outside_the_range_is_a_mistake():
    """It is not cut to fit."""
    with pytest.raises(ValueError, match="outside `PHQ-8`"):
        drawn(Point(ENDED, 25))


def test_bands_are_named_for_staff_and_unnamed_for_clients():
    """A client's chart holds no severity word anywhere."""
    staff = drawn(START, END, bands=BANDS, named=True)
    client = drawn(START, END, bands=BANDS)

    assert [label.text for label in staff.wide.band_names] == [
        "0 to 4 minimal",
        "5 to 9 mild",
        "10 to 24 more",
    ]
    assert client.wide.band_names == ()
    assert client.bands == ()
    assert len(client.wide.bands) == 2
    html = render_to_string("parts/chart.html", {"view": client})
    assert not re.search("minimal|mild|more", html)


def test_without_anything_before_the_end_no_room_is_kept_for_it():
    """A short ending has one score; what follows gets the width."""
    view = drawn(END, ONE)

    assert (view.wide.ending - view.wide.left) < 50
    assert view.title == "Score at the end and after"


def test_the_axis_reaches_the_last_planned_day():
    """What is still to come has its place, and its words."""
    view = drawn(START, END, ONE, until=date(2027, 2, 21))

    assert view.wide.ticks[-1].text == "6 months"


def test_an_empty_chart_is_a_table_without_lines():
    """Nothing asked yet: nothing drawn, nothing invented."""
    view = drawn()

    assert view.rows == ()
    assert view.wide.marks == ()
    assert view.description == ""


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 8, 22), "1 week"),
        (date(2026, 9, 3), "2 weeks"),
        (date(2026, 9, 21), "1 month"),
        (date(2026, 11, 21), "3 months"),
        (date(2027, 8, 21), "12 months"),
    ],
)
def test_time_since_the_ending_is_said_in_words(day, words):
    """Weeks in the first month, then months."""
    assert since(day, ended_on=ENDED) == words


def test_the_pages_words_are_the_charts_words_in_english():
    """Two lists of the same words stay the same."""
    from afterword.look.chart import ENGLISH

    assert chart_words() == ENGLISH


def test_the_markup_says_what_it_shows():
    """A role, a title and a description that no other chart of the page has."""
    html = render_to_string(
        "parts/chart.html", {"view": drawn(START, END, ONE, key="a", chance=5)}
    )

    assert html.count('role="img"') == 2
    assert html.count("<desc") == 2
    ids = re.findall(r'id="([^"]+)"', html)
    assert len(ids) == len(set(ids)) == 4
    for named in re.findall(r'aria-labelledby="([^"]+)"', html):
        assert set(named.split()) <= set(ids)
    assert "tabindex" not in html
    assert "style=" not in html
    assert not re.search(r'(?:fill|stroke)="#', html)


def test_the_table_in_the_markup_has_the_numbers_of_the_drawing():
    """Read back from the page, not from the value."""
    html = render_to_string("parts/chart.html", {"view": drawn(START, END, ONE, THREE)})
    shown = re.findall(r'<text class="value"[^>]*>([^<]+)<', html)
    table = re.findall(r'<td data-label="Score">([^<]+)</td>', html)

    assert shown == table * 2


def test_numbers_in_the_drawing_have_points_in_every_language(settings):
    """A comma would end the drawing in a language that writes one."""
    from django.utils.translation import override

    settings.USE_I18N = True
    with override("de"):
        html = render_to_string("parts/chart.html", {"view": drawn(START, END, ONE)})

    assert not re.search(r'(?:x|y|width|height|cx|cy|d)="[^"]*\d,\d', html)
