"""My plan on the client's own pages: their words, their choice, their files."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from afterword.audit.models import Event
from afterword.clinic.models import Client
from afterword.ending.models import Ending, EndingPart, PlanCopy, PlanSection
from afterword.ending.services import planning
from afterword.support.marks import mark_of
from afterword.tenancy import practice
from afterword.vault import services as vault
from tests.portal.people import SIGNS, a_draft, a_visitor, words

TAKE = {"file": "txt", "country": "GB"}


def part(visitor, key="helps"):
    by = visitor.story.by_client()
    return planning.read(client=visitor.client, by=by).part(key)


def file(visitor, **changed):
    answer = visitor.post("/p/take", **(TAKE | changed))
    assert answer.status_code == 200, words(answer)
    return answer


def test_the_plan_holds_what_they_wrote(inside):
    """In their own words and lines; the look is in the record as their own."""
    page = inside.get("/p")

    mark = mark_of(inside.home)
    for way in (f"/h/{mark}/us", f"/h/{mark}/where", f"/help/{mark}"):
        assert f'href="{way}"' in page.content.decode()
    assert "Walk by the river.<br>Ring Sam on Sundays." in page.content.decode()
    assert SIGNS in words(page)
    with practice(inside.home):
        rows = Event.objects.filter(name="vault.opened", client_id=inside.client)
        assert set(rows.values_list("by_kind", "why")) == {("client", "own_pages")}


def test_there_are_twelve_parts_and_an_example_in_each_empty_one(inside):
    """Gentle, and once each."""
    html = inside.get("/p").content.decode()
    told = 2 + 1 + 1  # what they wrote, what comes next, what the practice says

    assert re.findall(r'<h2 id="p(\d+)"', html) == [str(n) for n in range(1, 13)]
    assert html.count("Nothing here yet. Like: ") == 12 - told


def test_an_empty_plan_looks_finished(db, hands):
    """Nothing is an answer too."""
    jo = a_visitor().come_in()
    with practice(jo.home):
        PlanSection.objects.all().delete()

    shown = words(jo.get("/p"))

    assert "Write anything you want to keep, or nothing." in shown
    assert "Delete my plan" not in shown


def test_a_part_is_written_and_the_change_taken_back(inside):
    """The page says that it is saved; undo brings the words before."""
    answer = inside.post("/p/3", text="Swim")
    assert (answer.status_code, answer["Location"]) == (303, "/p#p3")
    assert "Saved. It is your own. My plan" in words(inside.get("/p"))
    assert part(inside).words == {"text": "Swim"}

    assert inside.post("/p/3/undo")["Location"] == "/p#p3"

    assert "Walk by the river." in words(inside.get("/p"))


def test_what_was_written_on_another_device_is_not_written_over(inside):
    """The page that stood open shows both, and saves nothing before a look."""
    page = inside.get("/p/12").content.decode()
    (shown,) = re.findall(r'name="shown" value="(\w+)"', page)
    inside.post("/p/12", text="A song")

    met = inside.post("/p/12", text="A name", shown=shown)

    assert met.status_code == 422
    assert "Something else was written here meanwhile" in words(met)
    assert "A song\nA name</textarea>" in met.content.decode()
    assert part(inside, "notes").words == {"text": "A song"}


def test_a_hidden_part_is_not_shown_and_not_taken(inside):
    """Until it is shown again; the file of all data still has it."""
    inside.post("/p/3/hide")

    assert "river" not in words(inside.get("/p"))
    for kind in ("txt", "html", "json"):
        assert b"river" not in file(inside, file=kind).content
    assert b"river" in inside.get("/d/take").content
    inside.post("/p/3/show")
    assert "river" in words(inside.get("/p"))


def test_the_six_lists_are_written_and_none_is_needed(inside):
    """Each on its own; a name and how to reach them; too many lines come back."""
    page = words(inside.get("/p/8"))
    assert "Nobody counts or checks what you write here. Nobody is told." in page

    answer = inside.post("/p/8", people="Sam: 555 0100", signs="No sleep")
    assert answer.status_code == 303
    shown = words(inside.get("/p"))
    assert "People I can ask for help Sam: 555 0100" in shown
    assert "Last looked through on Sunday 28 February 2027." in shown
    long = inside.post("/p/8", signs="\n".join("abcdef"))
    assert long.status_code == 422
    assert "Keep at most 5 lines" in words(long)
    assert "a\nb\nc\nd\ne\nf</textarea>" in long.content.decode()


def test_nobody_is_told_of_an_edit(inside):
    """No item waits for anybody, whatever is written."""
    from afterword.attention.models import Item

    inside.post("/p/8", signs="I do not want to live any more")

    with practice(inside.home):
        assert not Item.objects.exists()


@pytest.mark.parametrize(
    ("path", "seen"), [("/p/0", 404), ("/p/11", 200), ("/p/13", 404)]
)
def test_only_what_is_written_can_be_written(inside, path, seen):
    """What comes next is what was agreed: it can be hidden, and nobody types it."""
    answer = inside.get(path)
    assert answer.status_code == seen
    assert b"<textarea" not in answer.content
    assert inside.post(path, text="x").status_code == 404


def test_what_comes_next_is_live(inside):
    """What they said yes to, when, by which way, who reads it; then the stop."""
    shown = words(inside.get("/p"))
    assert "3 short notes by email. Around 28 February 2027, 30 April 2027" in shown
    assert "Ruth reads what you answer, on Tuesdays." in shown
    assert "/stop and use the code on your card." in shown

    inside.post("/c/stop")

    shown = words(inside.get("/p"))
    assert "3 short notes by email." not in shown
    assert "You get no messages now." in shown


def test_services_stand_below_their_own_words(inside):
    """What they were referred to in the ending that closed."""
    with practice(inside.home):
        ending = Ending.objects.get(client_id=inside.client)
        vault.seal(ending, referrals="Example Clinic, Thursdays")
        ending.save()
    inside.post("/p/9", text="My doctor")

    shown = words(inside.get("/p"))

    own, named = shown.index("My doctor"), shown.index("Example Clinic, Thursdays")
    assert own < shown.index("Services that were named to you") < named


def test_a_service_of_the_list_is_shown_with_its_ways_cost_and_day():
    """In one line; what was written in words stands as it was written."""
    from datetime import date
    from uuid import uuid4

    from afterword.ending import plan_words
    from afterword.ending.referrals import ReferralView
    from afterword.support.directory import ServiceFacts, ServiceView

    facts = ServiceFacts(
        name="Elm House",
        needs=(),
        cost="free",
        cost_words="Free",
        checked_by="Sam",
        checked_on=date(2027, 1, 4),
        phone="555 0100",
    )
    listed = ServiceView(uuid4(), facts, is_retired=False)

    def said(service, own_words):
        day = date(2027, 1, 31)
        return plan_words.service(
            ReferralView(
                uuid4(), uuid4(), None, service, own_words, "", "offered", day, day,
                uuid4(),
            )
        )  # fmt: skip

    assert said(listed, "") == (
        "Elm House: 555 0100. Free. Looked up on Monday 4 January 2027."
    )
    assert said(None, "My old choir\non Mondays") == "My old choir on Mondays."


def test_the_way_back_is_the_one_that_was_agreed(inside):
    """Where an ending holds none, the practice's own words stand there."""
    assert "Ruth has room from May." in words(inside.get("/p"))
    with practice(inside.home):
        ending = Ending.objects.get(client_id=inside.client)
        row = EndingPart(client_id=inside.client, ending=ending, key="returning")
        row.plain, row.saved_at = {"may_return": "yes_same"}, ending.closed_at
        told = {"how": "Ring on Mondays", "triggers": "Private"}
        vault.seal(row, words=json.dumps(told))
        row.save(force_insert=True)

    page = words(inside.get("/p"))

    assert "Ring on Mondays" in page
    assert "Private" not in page
    assert "Ruth has room from May." not in page


def test_what_is_written_cannot_become_markup(inside):
    """On the page and in the file, whatever somebody typed stays what they typed."""
    inside.post("/p/3", text='<script>alert(1)</script> #import "x" $x$')

    for answer in (inside.get("/p"), file(inside, file="html")):
        html = answer.content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)" in html
    assert file(inside, file="pdf").content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("kind", "name", "mime"),
    [
        ("html", "plan.html", "text/html; charset=utf-8"),
        ("pdf", "plan.pdf", "application/pdf"),
        ("large", "plan-large.pdf", "application/pdf"),
        ("txt", "plan.txt", "text/plain; charset=utf-8"),
        ("json", "plan.json", "application/json"),
    ],
)
def test_each_file_has_a_dull_name_and_names_nobody(inside, kind, name, mime):
    """Neither the client, nor the practice, nor the product, nor who wrote it."""
    answer = file(inside, file=kind)

    assert answer["Content-Type"] == mime
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    for never in (b"Jo Example", b"Alder", b"fterword", b"jo@mail"):
        assert never not in answer.content.replace(b"testserver", b"")


def test_the_page_to_keep_needs_nothing_from_anywhere(inside):
    """No script, no style, image or font of another place; small; refuses to load."""
    html = file(inside, file="html").content.decode()

    assert not re.search(r"<(script|link|img|iframe|form|base)\b|src=|url\(", html)
    assert "default-src 'none'" in html
    assert len(html.encode()) < 50_000


def test_the_longest_plan_still_weighs_less_than_fifty_kilobytes(inside):
    """Every part filled to its end."""
    by = inside.story.by_client()
    for key, field in (
        (key, name)
        for key, names in planning.plans.FIELDS.items()
        for name in names
        if key != "safety"
    ):
        typed = dict.fromkeys(planning.plans.FIELDS[key], "x" * 3000)
        assert field in typed
        planning.write(client=inside.client, key=key, typed=typed, by=by)

    assert len(file(inside, file="html").content) < 50_000


@pytest.mark.parametrize(
    ("country", "number"), [("GB", "999"), ("US", "911"), ("AU", "000")]
)
def test_numbers_are_those_of_where_they_are_now(inside, country, number):
    """With the day, the lists they come from, and where the newest are."""
    text = file(inside, country=country).content.decode()

    assert f"If your life is in danger, call {number}." in text
    assert "Looked up on Sunday 28 February 2027. The newest numbers: " in text
    assert "/help" in text
    assert "From " in text


def test_numbers_can_be_left_out_and_the_country_is_not_kept(inside):
    """Nothing about where they are stays in any row."""
    assert "Help in" not in file(inside, country="-").content.decode()
    assert inside.post("/p/take", file="txt", country="").status_code == 422

    file(inside, country="NZ")

    with practice(inside.home):
        details = [str(row) for row in Event.objects.values_list("details", flat=True)]
    assert not any("NZ" in one for one in details)


def test_no_score_unless_it_is_asked_for(inside):
    """A box of its own, off; then a number and no verdict."""
    step = inside.step().pk
    inside.post(f"/q/{step}", way="all")
    inside.post(f"/q/{step}/all", **{f"a{n}": "1" for n in range(1, 5)})
    inside.post(f"/q/{step}/check")
    assert 'name="answers" id="id_answers">' in inside.get("/p/take").content.decode()

    assert b"PHQ" not in file(inside).content
    asked = file(inside, answers="on").content.decode()

    assert "PHQ-4, Sunday 28 February 2027: 4 of 12." in asked


def test_totals_of_every_sort_are_in_it_when_asked_for(inside):
    """Numbers of a form whose words are not here, a score alone, and one with a gap."""
    from afterword.clinic.services import measuring

    told = {
        "client": inside.client,
        "moment": "end",
        "by": inside.story.staff,
        "at": inside.story.step().made_at,
    }
    for name, answers in (("wsas", [1, 2, 3, 4, 5]), ("phq4", [1, None, 1, 1])):
        measuring.enter(instrument=name, answers=answers, occasion=name, **told)
        told["at"] += timedelta(hours=1)
    measuring.enter_total(instrument="gad7", total=9, occasion="gad7", **told)

    asked = file(inside, answers="on").content.decode()

    assert re.findall(r"^([\w-]+), \w+ \d.*: (.*)\.$", asked, re.MULTILINE) == [
        ("WSAS", "15 of 40"),
        ("PHQ-4", "no total, as an answer is missing"),
        ("GAD-7", "9 of 21"),
    ]


def test_the_file_for_programs_has_its_shape(inside):
    """As the guide describes it."""
    taken = json.loads(file(inside, file="json").content)

    assert (taken["what"], taken["version"], taken["country"]) == ("plan", 1, "GB")
    assert taken["made_on"] == "2027-02-28"
    (helps,) = (one for one in taken["parts"] if one["part"] == "helps")
    assert helps == {
        "part": "helps",
        "heading": "What helps me",
        "words": {"text": "Walk by the river.\nRing Sam on Sundays."},
        "lines": ["Walk by the river.", "Ring Sam on Sundays."],
    }
    assert {"help", "next"} <= {one["part"] for one in taken["parts"]}


def test_a_sign_that_cannot_be_printed_is_said_in_words(inside):
    """And the other files have it."""
    inside.post("/p/3", text="My song 🎵")

    answer = inside.post("/p/take", **(TAKE | {"file": "pdf"}))

    assert answer.status_code == 422
    assert "cannot be printed this way" in words(answer)
    assert "🎵" in file(inside, file="html").content.decode()


def test_a_copy_is_seen_before_it_is_shown_and_can_be_taken_back(inside):
    """Nothing is chosen beforehand; the check shows it all; then one press."""
    page = inside.get("/p/show").content.decode()
    assert " checked" not in page
    assert "Ruth" in page
    assert inside.post("/p/show", who="clinician").status_code == 422
    chosen = {"who": "clinician", "parts": ["helps"]}
    check = words(inside.post("/p/show", **chosen))
    assert "This is what Ruth would see" in check
    assert "river" in check
    assert SIGNS not in check
    with practice(inside.home):
        assert not PlanCopy.objects.exists()

    made = inside.post("/p/show", **chosen, sure="1")["Location"]

    shown = words(inside.get(made))
    assert "Ruth can open it." in shown
    assert "A copy for Ruth" in words(inside.get("/p"))
    assert inside.post(made)["Location"] == "/p"
    assert inside.get(made).status_code == 404
    assert "A copy for Ruth" not in words(inside.get("/p"))


def test_nobody_to_show_is_not_offered(inside):
    """Once the clinician has left, the page says so and leads to what they can do."""
    from afterword.clinic.models import Clinician

    with practice(inside.home):
        Clinician.objects.update(left_on="2027-02-01")

    given = {"who": "guardian", "parts": "helps"}
    pages = [inside.get("/p/show"), inside.post("/p/show", **given)]

    for page in pages:
        assert "Nobody here carries your file now" in words(page)
        assert 'href="/p/take"' in page.content.decode()
        assert "A parent or carer of mine" not in words(page)
        assert "Ruth" not in words(page)
    with practice(inside.home):
        assert not PlanCopy.objects.exists()


def test_the_tablet_leads_to_nobody_either(inside):
    """Where nobody carries them yet: it says whom to tell, and hands over nothing."""
    draft = a_draft(inside)
    with practice(inside.home):
        Client.objects.update(clinician=None)

    for answer in (
        inside.get(f"{draft}/copy"),
        inside.post(f"{draft}/copy", parts="helps", sure="1"),
    ):
        assert "they can print your plan for you" in words(answer)
    with practice(inside.home):
        assert not PlanCopy.objects.exists()


def test_deleting_asks_once_and_says_what_goes(inside):
    """One confirmation; then it is gone, and the notes go on."""
    page = words(inside.get("/p/delete"))
    assert "Every part goes, the hidden ones and the older words too." in page

    assert inside.post("/p/delete")["Location"] == "/p"

    assert "Your plan is gone" in words(inside.get("/p"))
    assert inside.state() == "confirmed"
    with practice(inside.home):
        assert not PlanSection.objects.exists()


def test_another_visitor_finds_nothing_of_it(inside):
    """Neither the copy, nor a part, nor a press that lands in the wrong plan."""
    made = inside.post("/p/show", who="clinician", parts=["helps"], sure="1")
    other = a_visitor(address="al@mail.example", home=inside.story.practice).come_in()

    assert other.get(made["Location"]).status_code == 404
    assert other.post(made["Location"]).status_code == 404
    other.post("/p/3", text="Al's")
    other.post("/p/delete")

    assert "Walk by the river." in words(inside.get("/p"))
