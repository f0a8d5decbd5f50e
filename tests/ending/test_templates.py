"""Templates of endings: approaches differ, and practices adapt them as data."""

from __future__ import annotations

from uuid import uuid4

import pytest

from afterword.audit.actors import Role
from afterword.desk.forms.ending_parts import FORMS
from afterword.desk.part_words import CHOICES, HEADINGS, TASKS
from afterword.desk.prepared import asked_by
from afterword.ending import parts
from afterword.ending.errors import (
    NoSuchTemplateError,
    NotTheirsError,
    TemplateError,
    WrongPartError,
)
from afterword.ending.models import Ending, EndingPart
from afterword.ending.sections import ALWAYS, BY_KEY, SECTIONS
from afterword.ending.services import adapting, writing
from afterword.ending.templates import additions, changed, template_for, templates
from afterword.rules.loading.packs import load_packs
from afterword.tenancy import practice
from afterword.tenancy.models import Practice
from tests.factories import a_client, a_clinician, a_member, a_practice


def an_ending(**said: str) -> Ending:
    return Ending(practice_id=uuid4(), **said)


def shown(ending: Ending, held: parts.Held) -> list[str]:
    return [one.key for one in parts.tasks(ending, held)]


def test_every_approach_has_a_template_with_the_facts_and_the_contact():
    """Ten of them, and what a format or an age adds."""
    named = {"cbt", "low_intensity", "ipt", "dbt", "psychodynamic", "emdr",
             "humanistic", "systemic", "integrative", "other"}  # fmt: skip

    assert set(templates()) == named
    assert set(additions()) == {"couple", "family", "group", "young_people"}
    assert all(set(ALWAYS) <= set(one.sections) for one in templates().values())
    assert all(one.sources for one in templates().values())


def test_a_psychodynamic_ending_has_no_measures_and_no_follow_up():
    """Neither is in it, and neither is needed to close it."""
    template = template_for("psychodynamic")
    ending, held = an_ending(kind="planned"), parts.Held(template=template)

    assert (template.measures, template.follow_up) == ("off", "off")
    assert not {"measure", "plan", "keeping"} & set(shown(ending, held))
    assert "measure" not in parts.missing(ending, held)
    assert "measure" in parts.missing(ending, parts.Held(template=template_for("cbt")))


def test_a_format_and_an_age_add_to_the_approach():
    """A couple's ending says whose it is; a young person keeps a plan."""
    both = template_for("psychodynamic", format="couple", is_minor=True)

    assert "plan" in both.sections
    assert any("shown to the other" in note for note in both.notes)
    assert any("guardian" in note for note in both.notes)
    assert not template_for("cbt").notes


def test_a_task_that_the_template_leaves_out_can_be_added():
    """It stands under what can be added, and in the list once something is in it."""
    template = template_for("psychodynamic")
    ending = an_ending(kind="planned")

    assert "keeping" in parts.others(ending, parts.Held(template=template))
    begun = parts.Held(template=template, plain={"keeping": {}})
    assert "keeping" in shown(ending, begun)


@pytest.mark.parametrize("by", ["therapist", "both", "service"])
def test_an_ending_that_we_take_part_in_says_that_it_is_no_pretext(by):
    """Otherwise it cannot be closed; their own ending needs no such word."""
    ending, held = an_ending(kind="planned", ended_by=by), parts.Held()

    assert "notice" in parts.missing(ending, held)
    assert "notice" in parts.missing(
        ending, parts.Held(plain={"notice": {"sessions": 3}})
    )
    said = parts.Held(plain={"notice": {"pretext": "no"}})
    assert "notice" not in parts.missing(ending, said)
    theirs = an_ending(kind="planned", ended_by="client")
    assert "notice" not in parts.missing(theirs, held)


def test_a_question_about_risk_needs_a_word_on_the_worst_days():
    """Whatever the answer was."""
    ending = an_ending(kind="planned", ended_by="client")

    assert "safety" in parts.missing(ending, parts.Held(asks_about_risk=True))
    assert "safety" not in parts.missing(ending, parts.Held())


@pytest.mark.parametrize(
    "change",
    [
        {"sections": ["facts", "poem"]},
        {"measures": "always"},
        {"follow_up": "yes"},
        {"hints": {"review.colour": "Which?"}},
        {"rules": []},
    ],
)
def test_a_change_that_makes_no_template_is_refused(change):
    """With a sentence that says what is wrong."""
    with pytest.raises(TemplateError) as caught:
        changed(template_for("cbt"), change)

    assert caught.value.problem


def test_no_change_takes_the_facts_or_the_contact_out():
    """They are there whatever a practice leaves out."""
    bare = changed(template_for("cbt"), {"sections": []})

    assert bare.sections == ALWAYS


def test_every_task_has_words_and_every_choice_has_too():
    """No code is ever shown to anybody."""
    fields = [field for section in SECTIONS for field in section.fields]

    assert {section.key for section in SECTIONS} == set(TASKS)
    assert set(FORMS) <= set(HEADINGS)
    assert {f.name for f in fields if f.choices} <= set(CHOICES)
    for form in FORMS.values():
        asked = {name for name in form.base_fields if name not in form.columns}
        assert BY_KEY[form.key].names - {"goals"} <= asked


def test_what_asks_for_a_prepared_ending_is_a_rule_of_a_pack():
    """Each named rule is there, whatever its grade; its own words are shown."""
    rules = load_packs().rules

    assert [r for named in asked_by().values() for r in named if r not in rules] == []


@pytest.mark.django_db
def test_a_task_takes_what_it_asks_and_nothing_else():
    """A name or a choice that is not there is refused; nothing is saved."""
    home = a_practice()
    ruth = a_member(home, Role.CLINICIAN)
    ending = writing.open_ending(
        client=a_client(home, a_clinician(home, ruth)).pk, by=ruth
    )

    for plain, words in (
        ({"pretext": "perhaps"}, {}),
        ({"poem": "no"}, {}),
        ({}, {"pretext": "no"} | {"poem": "A line"}),
        ({"alternatives": "in plain"}, {}),
    ):
        with pytest.raises(WrongPartError):
            writing.write_part(
                ending=ending, key="notice", plain=plain, words=words, by=ruth
            )

    with practice(home.pk):
        assert not EndingPart.objects.exists()


@pytest.mark.django_db
def test_a_practice_adapts_a_template_and_a_clinician_does_not():
    """It is stored as what differs; an empty change takes it back."""
    home = a_practice()
    boss = a_member(home, Role.ADMINISTRATOR)
    ruth = a_member(home, Role.CLINICIAN)

    with pytest.raises(NotTheirsError):
        adapting.adapt_template(approach="cbt", change={"follow_up": "off"}, by=ruth)
    with pytest.raises(NoSuchTemplateError):
        adapting.adapt_template(approach="cbt", change={"poem": 1}, by=boss)
    adapting.adapt_template(approach="cbt", change={"follow_up": "off"}, by=boss)

    stored = Practice.objects.get(pk=home.pk).ending_templates
    assert template_for("cbt", changes=stored).follow_up == "off"
    adapting.adapt_template(approach="cbt", change={}, by=boss)
    assert Practice.objects.get(pk=home.pk).ending_templates == {}
