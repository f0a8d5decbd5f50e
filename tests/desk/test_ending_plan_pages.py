"""The plan in an ending: drafted by two, handed over, then out of reach."""

from __future__ import annotations

import re

import pytest
from django.test import Client as Browser
from django.urls import reverse

from afterword import clock
from afterword.audit.actors import Role, the_client
from afterword.audit.models import Event
from afterword.ending import queries
from afterword.ending.models import Ending, PlanCopy
from afterword.ending.services import closing, planning, sharing, writing
from afterword.tenancy import practice
from tests import factories
from tests.portal.people import words

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ending(person, ruth):
    """An ending of that client's, open."""
    return writing.open_ending(client=person.pk, by=ruth)


@pytest.fixture
def me(home, person):
    """The client, on their own pages."""
    return the_client(home.pk, person.pk, door="portal")


def task(ending, name="plan"):
    return reverse("desk:ending_task", args=[ending, name])


def drafted(ending, person, by):
    return planning.read(client=person.pk, by=by, ending=ending)


def close(ending, by):
    today = clock.today("America/Los_Angeles")
    facts = writing.EndingFacts("planned", "both", "yes", "formal", today, today, "cbt")
    writing.write_facts(ending=ending, facts=facts, by=by)
    writing.write_part(ending=ending, key="notice", plain={"pretext": "no"}, by=by)
    writing.settle_measure(ending=ending, how="skipped", by=by)
    writing.decide_contact(ending=ending, decision="none", by=by)
    closing.close(ending=ending, by=by)


def a_copy(me, ruth, audience="clinician"):
    planning.write(client=me.id, key="helps", typed={"text": "Walk"}, by=me)
    planning.write(client=me.id, key="notes", typed={"text": "Private"}, by=me)
    return sharing.share(client=me.id, audience=audience, keys=["helps"], by=me)


def test_a_draft_is_saved_part_by_part(home, desk, ending, person, ruth):
    """What was changed is written, and nothing else; it comes back on the page."""
    given = {"helps-text": "Walk", "steps-alone": "Rest", "early_signs-text": ""}
    answer = desk.post(task(ending), given)

    assert answer.status_code == 303
    plan = drafted(ending, person, ruth)
    assert [part.key for part in plan.written] == ["helps", "steps"]
    with practice(home.pk):
        assert Event.objects.filter(name="ending.plan_drafted").count() == 2
    assert "Rest</textarea>" in desk.get(task(ending)).content.decode()


def marks(page) -> dict[str, str]:
    """Give what a page carries unseen, as a browser sends it back."""
    hidden = re.findall(r'<input type="hidden" name="([^"]*shown)" value="(\w+)"', page)
    assert hidden
    return dict(hidden)


def test_what_the_client_wrote_meanwhile_is_not_written_over(  # noqa: PLR0913
    home, desk, ending, person, ruth, me
):
    """What the page left alone stays theirs; where both wrote, both are shown first."""
    desk.post(task(ending), {"helps-text": "Walk", "notes-text": "A song"})
    shown = marks(desk.get(task(ending)).content.decode())
    at_tablet = the_client(home.pk, person.pk, door="tablet")
    for key, text in (("helps", "Walk\nSwim"), ("notes", "A song, loud")):
        planning.write(
            client=me.id, key=key, typed={"text": text}, by=at_tablet, ending=ending
        )
    mine = {"helps-text": "Walk\r\nCall Sam", "notes-text": "A song"}
    met = desk.post(task(ending), mine | shown)
    page = met.content.decode()

    assert met.status_code == 422
    assert "Something else was written here meanwhile" in words(met)
    assert "Walk\nSwim\nCall Sam</textarea>" in page
    assert "A song, loud</textarea>" in page
    part = drafted(ending, person, ruth).part
    assert part("helps").words == {"text": "Walk\nSwim"}

    both = {"helps-text": "Walk\nSwim\nCall Sam", "notes-text": "A song, loud"}
    saved = desk.post(task(ending), both | marks(page))
    part = drafted(ending, person, ruth).part
    assert saved.status_code == 303
    assert part("helps").words == {"text": "Walk\nSwim\nCall Sam"}
    assert part("notes").words == {"text": "A song, loud"}


def test_the_six_steps_are_not_written_over_either(home, desk, ending, person, ruth):
    """The client added one at the tablet while the page stood open."""
    url = reverse("desk:plan_steps", args=[ending])
    shown = marks(desk.get(url).content.decode())
    at_tablet = the_client(home.pk, person.pk, door="tablet")
    planning.write(
        client=person.pk,
        key="safety",
        typed={"alone": "Music", "made_with": "Ruth"},
        by=at_tablet,
        ending=ending,
    )
    met = desk.post(url, {"alone": "A shower", "made_with": "Sam"} | shown)

    assert met.status_code == 422
    assert "Music\nA shower</textarea>" in met.content.decode()
    assert 'value="Ruth, Sam"' in met.content.decode()
    assert drafted(ending, person, ruth).part("safety").words["alone"] == ["Music"]


def test_an_empty_draft_shows_nothing_of_the_notes(desk, ending, person, ruth):
    """No word of the ending's own parts stands in it."""
    notes = {"goals": "Sleep", "what_changed": "Much", "coping": "Swim"}
    writing.write_words(ending=ending, words=notes, by=ruth)

    html = desk.get(task(ending)).content.decode()

    assert re.findall(r"<textarea[^>]*>\s*([^<\s])", html) == []


def test_once_closed_no_page_opens_the_plan(desk, ending, person, ruth):
    """Neither the task, nor the steps, nor the print; also when opened again."""
    planning.write(
        client=person.pk, key="helps", typed={"text": "W"}, by=ruth, ending=ending
    )
    close(ending, ruth)
    assert desk.get(task(ending)).status_code == 303
    closing.reopen(ending=ending, by=ruth)

    page = words(desk.get(task(ending)))

    assert "The plan is theirs now" in page
    assert desk.post(task(ending), {"helps-text": "x"}).status_code == 200
    for name in ("plan_steps", "plan_tablet", "plan_print"):
        address = reverse(f"desk:{name}", args=[ending])
        assert desk.post(address, {"signs": "x"}).status_code == 404
    with practice(ruth.practice):
        assert not Event.objects.filter(
            name="ending.plan_drafted", at__gt=Ending.objects.get().closed_at
        ).exists()


def test_the_tablet_opens_the_draft_and_nothing_else(desk, ending, person, ruth):
    """Staff are signed out; the client writes; then the tablet goes back."""
    given = desk.post(reverse("desk:plan_tablet", args=[ending]))["Location"]
    assert desk.get(reverse("desk:today")).status_code == 302
    tablet = Browser()

    assert "Empty" in words(tablet.get(given))
    assert tablet.post(f"{given}/3", {"text": "Ring Sam"}).status_code == 303
    assert drafted(ending, person, ruth).part("helps").words == {"text": "Ring Sam"}
    for path in ("/t", "/p", "/d"):
        assert tablet.get(path)["Location"] == "/"
    token = given.removeprefix("/o/")
    assert "This page has ended." in words(tablet.get(f"/w/{token}"))
    assert tablet.get(reverse("desk:tablet_questions", args=[token])).status_code == 404

    assert tablet.post(given)["Location"] == "/o/done"

    assert "This page has ended." in words(tablet.get(given))
    assert tablet.post(f"{given}/3", {"text": "x"}).status_code == 200
    assert drafted(ending, person, ruth).part("helps").words == {"text": "Ring Sam"}


def test_a_tablet_that_stayed_out_ends_with_the_ending(desk, ending, person, ruth, me):
    """Once it is closed the key opens no draft, and not the plan either."""
    given = desk.post(reverse("desk:plan_tablet", args=[ending]))["Location"]
    tablet = Browser()
    tablet.post(f"{given}/3", {"text": "Ring Sam"})
    close(ending, ruth)

    for path in ("", "/3", "/copy"):
        page = words(tablet.get(f"{given}{path}"))
        assert "This page has ended." in page
        assert "Sam" not in page
    assert planning.read(client=person.pk, by=me).part("helps").words


def test_a_guardian_is_handed_what_was_chosen_and_no_more(home, desk, ending, ruth):
    """The young person composes it at the tablet; the clinician prints just that."""
    given = desk.post(reverse("desk:plan_tablet", args=[ending]))["Location"]
    tablet = Browser()
    for number, text in ((3, "Walk"), (12, "Nobody at home reads this")):
        tablet.post(f"{given}/{number}", {"text": text})
    page = tablet.get(f"{given}/copy").content.decode()
    assert " checked" not in page
    check = words(tablet.post(f"{given}/copy", {"parts": ["helps"]}))
    assert "They are handed this, and nothing else of your plan." in check
    assert "Nobody at home" not in check
    with practice(home.pk):
        assert not PlanCopy.objects.exists()

    tablet.post(f"{given}/copy", {"parts": ["helps"], "sure": "1"})

    with practice(home.pk):
        row = PlanCopy.objects.get()
    assert (row.audience, row.keys) == ("guardian", ["helps"])
    opened = sharing.read_copy(copy=row.pk, by=ruth)
    assert [part.words for part in opened.parts] == [{"text": "Walk"}]


@pytest.mark.parametrize("came", ["no", "declined", "existing", "made_today"])
def test_what_came_of_the_offer_is_written_down(home, desk, ending, came):
    """No is an answer, and is kept like the others; so is the day of the numbers."""
    answer = desk.get(task(ending, "safety"))
    page = words(answer)
    assert b" checked" not in answer.content
    assert "Help in the United States, to show them" in page
    assert "If your life is in danger, call 911." in page

    given = {"needed": came, "means_discussed": "no", "country": "US"}
    assert desk.post(task(ending, "safety"), given).status_code == 303

    today = clock.today("America/Los_Angeles").isoformat()
    with practice(home.pk):
        held = queries.plain_of(ending, "safety")
    assert held == given | {"lines_shown_on": today}
    again = desk.get(task(ending, "safety")).content.decode()
    assert again.count(" checked") == 2


def test_an_offer_needs_an_answer_and_is_needed_for_nothing(home, desk, ending, ruth):
    """The form asks; an ending without questions about risk closes without it."""
    where = task(ending, "safety")
    assert desk.post(where, {"means_discussed": "yes"}).status_code == 422
    assert desk.post(where, {"needed": "high_risk"}).status_code == 422

    close(ending, ruth)

    with practice(home.pk):
        assert queries.plain_of(ending, "safety") == {}


def test_the_list_says_that_a_draft_is_there(home, desk, ending, person, ruth):
    """The task of the plan is done once something is drafted, and once it is theirs."""
    with practice(home.pk):
        row = Ending.objects.get()
        assert not queries.held(row, on=clock.today()).has("plan")
    planning.write(
        client=person.pk, key="helps", typed={"text": "W"}, by=ruth, ending=ending
    )

    with practice(home.pk):
        assert queries.held(row, on=clock.today()).has("plan")
    assert (
        reverse("desk:ending_task", args=[ending, "plan"])
        in desk.get(reverse("desk:ending", args=[ending])).content.decode()
    )


def test_the_six_steps_are_written_together(desk, ending, person, ruth):
    """Into the draft; six lines in one list come back as typed."""
    where = reverse("desk:plan_steps", args=[ending])
    assert desk.post(where, {"people": "Sam: 555 0100"}).status_code == 303
    assert desk.post(where, {"signs": "\n".join("abcdef")}).status_code == 422

    words_kept = drafted(ending, person, ruth).part("safety").words

    assert words_kept["people"] == [{"label": "Sam", "reach": "555 0100"}]


def test_the_draft_is_printed_with_numbers_and_a_dull_name(desk, ending, person, ruth):
    """Normal or large; nothing to print says so."""
    where = reverse("desk:plan_print", args=[ending])
    planning.write(
        client=person.pk, key="helps", typed={"text": "W"}, by=ruth, ending=ending
    )

    normal, large = desk.post(where), desk.post(where, {"large": "1"})

    assert normal["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert normal.content.startswith(b"%PDF")
    assert len(normal.content) != len(large.content)


def test_a_copy_is_found_on_their_page_and_read(desk, person, me, ruth, events):
    """As it was; the look is told to the client by its purpose."""
    copy = a_copy(me, ruth)
    page = desk.get(reverse("desk:person", args=[person.pk])).content.decode()
    where = reverse("desk:plan_copy", args=[person.pk, copy])
    assert where in page

    shown = words(desk.get(where))

    assert "What they showed you" in shown
    assert "Walk" in shown
    assert "Private" not in shown
    printed = desk.post(reverse("desk:plan_copy_print", args=[person.pk, copy]))
    assert printed["Content-Disposition"] == 'attachment; filename="plan.pdf"'


def test_nobody_else_finds_a_copy(home, browser_of, person, me, ruth):
    """Not the office, not a colleague, not another practice, not under another name."""
    copy = a_copy(me, ruth)
    elsewhere = factories.a_practice(set_up_at=clock.now())
    colleague = factories.a_member(home, Role.CLINICIAN)
    factories.a_clinician(home, colleague)
    where = reverse("desk:plan_copy", args=[person.pk, copy])
    for actor in (
        factories.a_member(home, Role.ADMINISTRATOR),
        factories.a_member(home, Role.SUPERVISOR, Role.CLINICIAN),
        factories.a_member(home, Role.EXECUTOR),
        colleague,
        factories.a_member(elsewhere, Role.CLINICIAN),
    ):
        browser = browser_of(actor)
        assert browser.get(where).status_code == 404
        assert browser.post(f"{where}/print").status_code == 404
    assert Browser().get(where).status_code == 302


def test_nobody_else_finds_the_draft(home, browser_of, ending):
    """Every page of it, by every other role and by nobody."""
    elsewhere = factories.a_practice(set_up_at=clock.now())
    colleague = factories.a_member(home, Role.CLINICIAN)
    factories.a_clinician(home, colleague)
    paths = [task(ending), task(ending, "safety")]
    paths += [
        reverse(f"desk:{name}", args=[ending])
        for name in ("plan_steps", "plan_tablet", "plan_print")
    ]
    for actor in (
        factories.a_member(home, Role.ADMINISTRATOR),
        factories.a_member(home, Role.SUPERVISOR),
        colleague,
        factories.a_member(elsewhere, Role.CLINICIAN),
    ):
        browser = browser_of(actor)
        for path in paths:
            assert {browser.get(path).status_code, browser.post(path).status_code} <= {
                404,
                405,
            }
    for path in paths:
        assert Browser().post(path).status_code == 302


def test_a_copy_that_was_taken_back_is_on_no_page(desk, person, me, ruth):
    """The link is gone, and the old address finds nothing."""
    copy = a_copy(me, ruth)
    sharing.take_back(client=me.id, copy=copy, by=me)

    assert (
        desk.get(reverse("desk:plan_copy", args=[person.pk, copy])).status_code == 404
    )
    page = words(desk.get(reverse("desk:person", args=[person.pk])))
    assert "What they showed of their plan" not in page
