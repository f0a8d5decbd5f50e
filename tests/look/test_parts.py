"""Frames and fragments: what they say, in which order, and to whom."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django import forms
from django.template import engines
from django.template.loader import render_to_string

from afterword.look.forms import PlainForm
from afterword.look.icons import SHAPES
from afterword.look.places import PLACES, places_for
from afterword.look.shown import Cite, Duty, Option, Reason, RulingView, Says
from afterword.look.templatetags import look
from afterword.rules.loading.packs import load_packs

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def plain_files(settings):
    """Name static files as they are: nothing was collected for a test."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {
            "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        },
    }


class AForm(PlainForm):
    name = forms.CharField(label="Name to use", help_text="As they say it.")
    email = forms.EmailField(label="Email", required=False)
    kind = forms.ChoiceField(
        label="How it ended",
        choices=[("planned", "Planned"), ("dropout", "They stopped coming")],
        widget=forms.RadioSelect,
    )
    sure = forms.BooleanField(error_messages={"required": "Say that you have read it"})


def page(source: str, **context: object) -> str:
    return engines["django"].from_string(source).render(context)


def test_a_date_is_written_in_full():
    """With its day and its year; nothing stays nothing."""
    assert look.full_date(date(2027, 3, 1)) == "Monday 1 March 2027"
    assert look.full_date(None) == ""


def test_a_code_is_written_in_groups():
    """However it was typed."""
    assert look.grouped("7k3m-9qwx 2p") == "7k3m 9qwx 2p"


@pytest.mark.parametrize("outcome", ["require", "permit", "consult", "hold", "refuse"])
def test_every_outcome_has_a_word_and_a_shape(outcome):
    """Never tone alone; the shape is drawn in the text's own colour."""
    html = render_to_string("parts/state.html", {"outcome": outcome})

    assert f'data-outcome="{outcome}"' in html
    assert str(look.OUTCOMES[outcome]) in html
    assert 'stroke="currentColor"' in html
    assert 'aria-hidden="true"' in html


def test_no_two_shapes_are_the_same():
    """Five outcomes can be told apart in black and white."""
    assert len(set(SHAPES.values())) == len(SHAPES)


def test_a_ruling_is_read_in_its_order():
    """Outcome, heading, why, what is missing, what would change it, who was asked."""
    cite = Cite("Example Board", "s4.2", "https://board.example", "primary", TODAY)
    ruling = RulingView(
        outcome="hold",
        on=TODAY,
        heading="One fact is missing",
        reasons=[Reason("Because <it> waits.", cite)],
        duties=[Duty("Show how to stop", met=True), Duty("Name a reader", met=False)],
        changes=["If they write to you: you may answer."],
        speaking=[Says("Example Code", "forbids it", rules=[Reason("Not so.", cite)])],
        silent=[Says("Example Association", "says nothing")],
        unsure=[Says("Example Law", "perhaps forbids it")],
    )

    html = render_to_string("parts/ruling.html", {"ruling": ruling})
    words = " ".join(re.sub(r"<[^>]+>", " ", html).split())

    order = [
        "Cannot say yet",
        "Monday 23 November 2026",
        "One fact is missing",
        "Because &lt;it&gt; waits.",
        "Read in the source on Monday 23 November 2026.",
        "Show how to stop Met.",
        "Name a reader Not met.",
        "If they write to you",
        "Example Code",
        "Forbids it.",
        "Not so.",
        "Asked too, and silent on this",
        "Example Association",
        "1 more may bind",
        "Example Law: perhaps forbids it",
        "Guidance, not legal advice.",
    ]
    assert [words.index(one) for one in order] == sorted(words.index(o) for o in order)
    assert html.count("<h1") == 1


def test_an_error_says_the_same_words_twice_and_links_to_its_field():
    """Above the form and beside the field; the summary takes the focus."""
    form = AForm({"email": "nope"})

    html = page('{% include "parts/form.html" %}', form=form)

    for words in (
        "Fill this in: Name to use",
        "Write an email address, like name@example.org",
        "Choose an answer: How it ended",
        "Say that you have read it",
    ):
        assert html.count(words) == 2
    assert 'role="alert" tabindex="-1" autofocus' in html
    for link in re.findall(r'href="#([^"]+)"', html):
        assert f'id="{link}"' in html
    for described in re.findall(r'aria-describedby="([^"]+)"', html):
        for one in described.split():
            assert f'id="{one}"' in html


def test_a_form_without_errors_has_no_summary():
    """Nothing red before anything was done."""
    html = page('{% include "parts/form.html" %}', form=AForm())

    assert "errors" not in html
    assert " checked" not in html


def test_answers_are_never_chosen_beforehand():
    """Only what was answered before is chosen again."""
    options = [Option("0", "Not at all"), Option("1", "Several days")]
    source = '{% include "parts/answers.html" with name="a" %}'

    assert " checked" not in page(source, options=options, chosen="")
    assert page(source, options=options, chosen="1").count(" checked") == 1


def test_the_portal_names_neither_the_product_nor_therapy():
    """The title is a dull word and the practice's neutral name."""
    from afterword.look.discretion import revealing

    for frame in ("portal/base.html", "portal/bare.html"):
        html = render_to_string(frame, {"neutral_name": "Alder House"})
        title = re.search(r"<title>(.*?)</title>", html, re.DOTALL)[1]
        assert title.endswith(" – Alder House")
        assert not revealing(title)
        assert "afterword" not in html.lower()
        assert "<!--" not in html
        assert 'name="robots" content="noindex' in html


def test_the_way_out_is_second_on_the_portal_and_not_on_the_desk():
    """After the practice's name, before everything else."""
    portal = render_to_string("portal/base.html", {"neutral_name": "Alder House"})
    desk = render_to_string("desk/base.html", {"practice_name": "Alder House"})

    links = re.findall(r'<a [^>]*href="([^"]*)"', portal)
    assert links[:3] == ["#main", "/t", "/leave"]
    assert "/leave" not in desk


def test_every_frame_leads_to_help():
    """The desk asks about someone in danger; a client's page has help in reach."""
    desk = render_to_string("desk/base.html", {"practice_name": "Alder House"})

    assert '<a href="/help">Someone in danger?</a>' in desk
    for frame in ("portal/base.html", "portal/bare.html"):
        assert 'href="/help"' in render_to_string(frame, {"neutral_name": "A"})


def test_a_landing_page_shows_nothing_of_anybody():
    """No navigation, no names of places that a signed-in person has."""
    html = render_to_string("portal/bare.html", {"neutral_name": ""})

    assert "<nav" not in html
    assert "choices" not in html


def test_pages_have_nothing_inline():
    """The content policy would refuse it."""
    for frame in ("desk/base.html", "portal/base.html", "portal/bare.html"):
        html = render_to_string(frame, {"neutral_name": "A", "practice_name": "A"})
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", html)
        assert not re.search(r"<script(?![^>]*\ssrc=)", html)


def test_a_role_sees_its_own_places():
    """In their fixed order, the current one marked; an executor sees one alone."""
    built = {link.url for link in places_for({"clinician"}, current="today")}

    assert "/desk/" in built
    assert [one.url for one in places_for({"executor"})] == ["/desk/executor"]
    here = places_for({"clinician"}, current="today")
    assert [link.current for link in here].count(True) == 1
    assert [p.key for p in PLACES] == [
        "today",
        "ask",
        "people",
        "followup",
        "services",
        "record",
        "rules",
        "executor",
        "practice",
    ]


def test_every_grade_of_a_shipped_rule_has_words():
    """Also drafts and older editions; none of them may loosen, and it is said."""
    grades = {rule.grade for rule in load_packs().rules.values()} - {"house"}

    for grade in grades:
        cite = Cite("Example Board", "s4.2", grade=grade, read_on=TODAY)
        html = render_to_string("parts/cite.html", {"cite": cite})
        seen = grade in {"primary", "secondary"}
        assert ("can only make an answer stricter" in html) is not seen
    assert {"superseded", "draft", "memory"} <= grades
