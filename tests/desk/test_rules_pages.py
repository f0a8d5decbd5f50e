"""The rules on their pages: every text in words, its cases, what depends on it."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from afterword import clock
from afterword.audit.actors import Role
from afterword.audit.models import Event
from afterword.contact import services as gate
from afterword.contact.weighing import book
from afterword.desk.sources import page_of, page_of_pack
from afterword.rules.casebook import cases_of
from afterword.rules.catalogue import policies_of
from afterword.rules.loading.packs import PACKS
from afterword.tenancy import practice
from tests import factories
from tests.desk.pages import title, words
from tests.staff import sign_in
from tests.stories import FIRST_NOON

RULES = "desk:rules"
A_RULE = ("desk:rule", ["aca_2014", "sA-5-c"])


def read(answer) -> str:
    """Give a page's words as somebody reads them."""
    assert answer.status_code == 200, answer.status_code
    return unescape(words(answer))


def get(browser, name, args=(), **query):
    return browser.get(reverse(name, args=args), query)


@pytest.mark.parametrize(
    "role", [Role.CLINICIAN, Role.SUPERVISOR, Role.COMPLIANCE, Role.ADMINISTRATOR]
)
def test_whoever_works_here_reads_the_rules(home, browser_of, role):
    """Four roles, three kinds of page; each has the place in its navigation."""
    browser = browser_of(factories.a_member(home, role))
    for name, args in ((RULES, ()), ("desk:pack", ["aca_2014"]), A_RULE):
        answer = get(browser, name, args)
        assert answer.status_code == 200
        assert 'aria-current="page">Rules' in answer.content.decode()


def test_nobody_else_reads_them(home, browser_of):
    """An executor finds nothing; somebody who is not signed in is asked to."""
    executor = browser_of(factories.a_member(home, Role.EXECUTOR))
    for name, args in ((RULES, ()), ("desk:pack", ["aca_2014"]), A_RULE):
        assert get(executor, name, args).status_code == 404
        assert get(Client(), name, args).status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "/desk/rules/no_such_text",
        "/desk/rules/aca_2014/no_such_section",
        "/desk/rules/no_such_text/sA-5-c",
        "/desk/rules/aca_2014/%00",
        "/desk/rules/aca_2014/..",
        "/desk/rules/aca_2014/gdpr.art9",
    ],
)
def test_what_is_not_held_is_not_found(desk, path):
    """No page for a text or section of nobody, and no trace."""
    assert desk.get(path).status_code == 404


def test_a_clinician_sees_first_what_binds_them(home, browser_of):
    """By profession, membership and place as on file; measured is not bound."""
    actor = factories.a_member(home, Role.CLINICIAN)
    factories.a_clinician(
        home, actor, professions=["counsellor"], memberships=["amhca"]
    )
    text = read(get(browser_of(actor), RULES))
    own = text.partition("What binds you")[2].partition("By what a contact is for")[0]
    assert re.search(r"AMHCA Code of Ethics 2020 \S+.*? Binds", own)
    assert re.search(r"ACA Code of Ethics 2014 .*? Measures, and does not bind", own)
    assert "HIPAA" in own
    assert "BACP" not in own
    assert "House policy" not in own.partition("Not held here")[0]


def test_a_house_policy_binds_where_the_practice_adopted_it(home, browser_of):
    """Before, it is one that may be adopted; afterwards, it is among what binds."""
    home.house_policies = ["psychodynamic"]
    home.save()
    actor = factories.a_member(home, Role.CLINICIAN)
    factories.a_clinician(home, actor)
    answer = get(browser_of(actor), RULES)
    mine = {line.title: how for line, how in answer.context["mine"]}
    assert mine["House policy for psychodynamic work"] == "Adopted by this practice"
    offered = {line.title for line in answer.context["policies"]}
    assert "House policy for psychodynamic work" not in offered
    assert "House policy for cognitive behavioural work" in offered


def test_what_is_not_held_for_them_is_said(home, browser_of):
    """A profession in a place whose own rules are not all here is named."""
    actor = factories.a_member(home, Role.CLINICIAN)
    factories.a_clinician(home, actor, professions=["nurse"], places=["US-AK"])
    text = read(get(browser_of(actor), RULES))
    assert "nurse in Alaska (US-AK)" in text.partition("Not held here")[2]


def test_who_is_no_clinician_sees_what_binds_those_here(
    home, clinician, browser_of, administrator
):
    """An administrator reads for the clinicians of the practice."""
    text = read(get(browser_of(administrator), RULES))
    assert "What binds the clinicians here" in text
    assert "HIPAA" in text


def test_before_anybody_is_on_file_the_page_says_so(home, browser_of, administrator):
    """An empty practice has a page that reads as finished."""
    text = read(get(browser_of(administrator), RULES))
    assert "No profession with a place is on file yet." in text


def test_packs_are_found_by_place_profession_topic_and_title(desk):
    """Each narrows; law stands first and our own words last."""
    answer = get(desk, RULES, place="CA-ON", profession="psychologist")
    lines = answer.context["lines"]
    named = [line.title for line in lines]
    assert "CPBAO Standards of Professional Conduct 2024" in named
    assert not [name for name in named if "BACP" in name]
    ranks = [line.rank for line in lines]
    assert ranks == sorted(ranks, key=list(dict.fromkeys(ranks)).index)
    assert (ranks[0], ranks[-1]) == ("Law", "Our own")
    found = get(desk, RULES, title="ethics aca").context["lines"]
    assert [line.title for line in found][:1] == ["ACA Code of Ethics 2014"]
    on_topic = get(desk, RULES, topic="testimonial").context["lines"]
    assert all(line.rules for line in on_topic)
    assert len(on_topic) < len(book().packs)


def test_a_search_for_nothing_that_is_held_says_that_the_baseline_holds(desk):
    """No text, no blame, and what holds all the same."""
    text = read(get(desk, RULES, title="zzzz"))
    assert "0 texts speak of this" in text
    assert "No text for this. The baseline holds." in text


@pytest.mark.parametrize("query", [{"place": "Atlantis"}, {"topic": "' OR 1=1"}])
def test_what_is_no_choice_is_asked_for_again(desk, query):
    """A bad filter comes back with words, and never as an error of ours."""
    answer = get(desk, RULES, **query)
    assert answer.status_code == 422
    assert "Choose an answer from the list" in words(answer)


def test_a_text_is_shown_with_all_that_a_reviewer_asks(desk):
    """Title, kind, whom it binds, how it was read, when, sections, what is left out."""
    answer = get(desk, "desk:pack", ["aca_2014"])
    text = read(answer)
    for said in (
        "ACA Code of Ethics 2014",
        "Code of an association",
        "Members of ACA",
        "Counsellors, where either person is in United States (US)",
        "Read in a copy by others on Monday 23 November 2026",
        "From Saturday 1 March 2014",
        "For 5 years from the last professional contact.",
        "A.10.e (bartering)",
        "About how a service is paid for, not about contact.",
    ):
        assert said in text
    assert title(answer).startswith("ACA Code of Ethics 2014")
    missing = [r.because for r in answer.context["pack"].rules if r.because not in text]
    assert missing == []


def test_a_long_text_can_be_read_by_topic(desk):
    """The baseline has a way to each kind of contact that it speaks of."""
    answer = get(desk, "desk:pack", ["baseline"], topic="safety")
    shown = {rule.id for rule in answer.context["rules"]}
    assert shown == {
        rule.id
        for rule in answer.context["pack"].rules
        if rule.purposes & {"duty_to_protect", "welfare_concern"}
    }
    assert len(get(desk, "desk:pack", ["baseline"]).context["rules"]) > len(shown) > 0


@pytest.mark.parametrize("pack", ["aca_2014", "gdpr", "baseline", "hipaa", "rhpa"])
def test_every_case_of_a_text_is_read_on_its_pages(desk, pack):
    """Each sentence, with what is expected, on the page of each rule it speaks of."""
    (found,) = [one for one in book().packs if one.id == pack]
    for rule in found.rules:
        text = read(desk.get(page_of(rule)))
        for case in cases_of(found, PACKS):
            if rule.id in case.applies | case.stays_silent:
                assert case.says[1:] in text, (rule.id, case.says)


def test_every_page_of_every_rule_opens(desk):
    """Whatever a pack holds, its page is made."""
    failed = [
        rule.id
        for found in book().packs
        for rule in found.rules[:3]
        if desk.get(page_of(rule)).status_code != 200
    ]
    assert failed == []


def test_a_case_says_what_is_known_and_what_is_expected(desk):
    """In words: the answer, by which section, on which day, with which facts."""
    text = read(get(desk, *A_RULE))
    assert (
        "On the last day of the five years an intimate relationship is refused." in text
    )
    assert "Because of A.5.c." in text
    assert "What is known in this case" in text
    assert "On Monday 1 June 2026." in text


def test_a_rule_says_what_lifts_it_and_what_rests_on_it(desk):
    """Ties lead to the other rule's own page."""
    rule = next(r for r in book().rules.values() if book().lifted_by.get(r.id))
    answer = desk.get(page_of(rule))
    assert "It is lifted by" in read(answer)
    for other in book().lifted_by[rule.id]:
        assert f'href="{page_of(other)}"' in answer.content.decode()
    rests = desk.get(page_of(book().rules["gdpr.art9-2a"]))
    reading = book().rules["baseline.follow_up_agreed"]
    assert "Our readings that rest on it" in read(rests)
    assert f'href="{page_of(reading)}"' in rests.content.decode()


def test_old_texts_and_dates_to_come_are_said(desk, monkeypatch):
    """As of the practice's own day: nothing is stale at first, everything later."""
    now = clock.now()
    assert not get(desk, RULES).context["stale"]
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=800))
    aged = get(desk, RULES)
    assert len(aged.context["stale"]) == len(book().packs)
    assert not aged.context["coming"]
    assert "Read more than a year ago" in read(get(desk, "desk:pack", ["aca_2014"]))


def test_a_text_that_was_replaced_says_so_and_names_the_newer(desk):
    """Both editions lead to one another."""
    old = get(desk, "desk:pack", ["ukcp_2009"])
    assert "Replaced, or no longer in force" in read(old)
    assert f'href="{reverse("desk:pack", args=["ukcp_2019"])}"' in old.content.decode()


def test_a_rule_that_is_to_come_says_from_when(desk):
    """It is listed with its day, and its own page says it first."""
    coming = get(desk, RULES).context["coming"]
    assert coming
    days = [day for day, _reason in coming]
    later = [
        rule
        for rule in book().rules.values()
        if rule.in_force_from > clock.today("America/Los_Angeles")
    ]
    assert len(days) == len(later)
    text = read(desk.get(page_of(later[0])))
    assert "Holds from " in text


def test_the_compliance_lead_sees_how_many_answers_rest_on_a_rule(story, sink):
    """From the record, which names rules and no facts; nobody else is told."""
    ruling = gate.ask(request=story.request(), by=story.staff, at=FIRST_NOON)
    reasons = [one["rule"] for one in ruling.answer["because_of"]]
    rule = book().rules[reasons[0]]
    lead = sign_in(Client(), factories.a_member(story.practice, Role.COMPLIANCE))
    other = sign_in(Client(), story.staff)
    assert lead.get(page_of(rule)).context["answers"] == 1
    assert "1 answer of this practice named it as a reason" in read(
        lead.get(page_of(rule))
    )
    assert other.get(page_of(rule)).context["answers"] is None
    assert "named it as a reason" not in read(other.get(page_of(rule)))


def test_answers_of_another_practice_are_not_counted(story, sink):
    """Each practice counts its own."""
    ruling = gate.ask(request=story.request(), by=story.staff, at=FIRST_NOON)
    rule = book().rules[ruling.answer["because_of"][0]["rule"]]
    elsewhere = factories.a_practice(set_up_at=clock.now())
    lead = sign_in(Client(), factories.a_member(elsewhere, Role.COMPLIANCE))
    page = lead.get(page_of(rule))
    assert page.context["answers"] == 0
    assert "No answer of this practice in the last 12 months" in read(page)


def test_reading_the_rules_opens_nothing_and_writes_nothing(story, sink):
    """No line in the record, whoever reads."""
    lead = sign_in(Client(), factories.a_member(story.practice, Role.COMPLIANCE))
    with practice(story.practice.pk):
        before = Event.objects.count()
    for name, args in ((RULES, ()), ("desk:pack", ["aca_2014"]), A_RULE):
        assert get(lead, name, args).status_code == 200
    with practice(story.practice.pk):
        assert Event.objects.count() == before


def test_a_ruling_leads_to_each_rule_and_each_text(story, sink):
    """Reasons to the rule, authorities to the text; the silent ones too."""
    ruling = gate.ask(request=story.request(), by=story.staff, at=FIRST_NOON)
    browser = sign_in(Client(), story.staff)
    page = get(browser, "desk:ruling", [ruling.id]).content.decode()
    for one in ruling.answer["because_of"]:
        assert f'href="{page_of(book().rules[one["rule"]])}"' in page
    packs = {pack.id: pack for pack in book().packs}
    asked = [packs[one["pack"]] for one in ruling.answer["authorities"]]
    shown = [pack for pack in asked if not policies_of(pack)]
    assert len(shown) > 3
    assert [p.id for p in shown if f'href="{page_of_pack(p)}"' not in page] == []


def test_no_page_counts_how_complete_anything_is(desk):
    """No percentage and no score anywhere."""
    for name, args in ((RULES, ()), ("desk:pack", ["aca_2014"]), A_RULE):
        text = read(get(desk, name, args))
        assert "%" not in text
        assert not re.search(r"\b(complete|score|progress)\b", text)
