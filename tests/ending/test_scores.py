"""Import of scores: shown first, done once, known again, undone."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest

from afterword import clock
from afterword.attention.models import Item
from afterword.audit.actors import Role
from afterword.clinic.errors import NotAllowedError
from afterword.clinic.models import Administration, Client, ImportPart
from afterword.ending.models import Ending
from afterword.ending.services import filling, scores, writing
from afterword.ending.services.filling import Filling
from afterword.tenancy import practice
from afterword.vault import services as vault
from tests import factories

pytestmark = pytest.mark.django_db
HEAD = "id,instrument,date,moment,total," + ",".join(f"q{n}" for n in range(1, 10))


@pytest.fixture
def boss(home):
    return factories.a_member(home, Role.ADMINISTRATOR)


@pytest.fixture
def client(home, ruth):
    made = factories.a_client(home, factories.a_clinician(home, ruth))
    with practice(home.pk):
        Client.objects.filter(pk=made.pk).update(external_id="17")
    return made


def file(*rows: str) -> bytes:
    return "\r\n".join([HEAD, *rows, ""]).encode()


def tried(boss, data):
    batch = scores.take_scores(data=data, date_order="ymd", by=boss)
    return batch, scores.try_scores(batch=batch, by=boss)


def kept(home):
    with practice(home.pk):
        return list(Administration.objects.order_by("taken_on"))


def test_nothing_is_stored_before_it_is_confirmed(home, client, boss, ruth):
    """Then score, day and moment are there, sealed, and said to be a file's."""
    data = file(
        "17,phq9,2024-01-05,start,21",
        f"{client.reference},phq9,2024-06-01,end,,1,1,1,1,1,1,1,1,0",
    )
    batch, counts = tried(boss, data)
    before = kept(home)

    done = scores.import_scores(batch=batch, by=boss)

    first, last = kept(home)
    told = vault.open(
        by=ruth, purpose="test", rows=[first, last], fields=["total", "answers"]
    )
    assert (before, counts.new, done) == ([], 2, 2)
    assert told[0] == {"total": "21", "answers": None}
    assert json.loads(told[1]["answers"]) == [1] * 8 + [0]
    assert (first.moment, first.entered_by) == ("start", "import")
    with practice(home.pk):
        assert not ImportPart.objects.filter(holds="file").exists()


def test_the_same_file_again_changes_nothing(home, client, boss):
    """A repeat is the same; another number for that time is set aside; ours stays."""
    data = file("17,phq9,2024-01-05,start,21", "17,phq9,2024-06-01,end,9")
    batch, _counts = tried(boss, data)
    scores.import_scores(batch=batch, by=boss)

    again, counts = tried(boss, data)
    changed, other = tried(boss, file("17,phq9,2024-01-05,start,20"))

    assert (counts.new, counts.same) == (0, 2)
    assert (other.new, other.conflict) == (0, 1)
    assert scores.import_scores(batch=again, by=boss) == 0
    assert scores.import_scores(batch=changed, by=boss) == 0
    assert scores.import_scores(batch=batch, by=boss) == 0
    assert len(kept(home)) == 2


def test_what_was_entered_by_hand_stays(home, client, ruth, boss):
    """The file's row is set aside in words."""
    ending = writing.open_ending(client=client.pk, by=ruth)
    filling.add(ending=ending, filling=Filling(instrument="phq9", total=4), by=ruth)

    batch, counts = tried(boss, file("17,phq9,2024-06-01,end,9"))
    aside = scores.scores_set_aside(batch=batch, by=boss).decode("utf-8-sig")

    assert counts.conflict == 1
    assert "PHQ-9 is here already" in aside


def test_every_bad_line_is_named_by_its_number_and_none_is_lost(home, client, boss):
    """Unknown people, wrong numbers, twice the same; the good one still comes."""
    data = file(
        "17,phq9,2024-01-05,start,21",
        "99,phq9,2024-01-05,start,21",
        "17,phq9,2024-01-06,end,28",
        "17,phq9,2024-01-05,start,20",
        "=1+1,phq9,2024-01-05,start,3",
    )
    batch, counts = tried(boss, data)
    told = scores.scores_set_aside(batch=batch, by=boss).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(told)))[1:]

    assert (counts.rows, counts.new, counts.refused) == (5, 1, 4)
    assert [row[0] for row in rows] == ["3", "4", "5", "6"]
    assert "nobody here" in rows[0][2]
    assert "from 0 to 27" in rows[1][2]
    assert "line 2 already" in rows[2][2]
    assert rows[3][3] == "'=1+1"
    assert scores.import_scores(batch=batch, by=boss) == 1


def test_it_is_undone_but_for_what_was_entered_again_since(home, client, ruth, boss):
    """The file's scores go, an open ending asks again; a correction by hand stays."""
    ending = writing.open_ending(client=client.pk, by=ruth)
    data = file("17,phq9,2024-01-05,start,21", "17,phq9,2024-06-01,end,9")
    batch, _counts = tried(boss, data)
    scores.import_scores(batch=batch, by=boss)
    with practice(home.pk):
        assert Ending.objects.get().measure == "done"
    start = Filling(instrument="phq9", moment="start", total=20)
    filling.add(ending=ending, filling=start, by=ruth)

    gone = scores.undo_scores(batch=batch, by=boss)

    assert gone == 1
    assert [row.moment for row in kept(home)] == ["start"]
    with practice(home.pk):
        assert Ending.objects.get().measure == ""


def test_a_recent_answer_about_risk_waits_and_an_old_one_does_not(
    home, client, ruth, boss
):
    """For their clinician, with a day; undone once they looked. An old one is shown."""
    recent = clock.today() - timedelta(days=3)
    data = file(
        "17,phq9,2024-01-05,start,,0,0,0,0,0,0,0,0,3",
        f"17,phq9,{recent},end,,0,0,0,0,0,0,0,0,1",
    )
    batch, _counts = tried(boss, data)
    scores.import_scores(batch=batch, by=boss)

    with practice(home.pk):
        (item,) = Item.objects.filter(kind="risk_answer")
        row = Administration.objects.get(moment="end")
    assert (item.about_id, item.owner_id) == (row.pk, client.clinician_id)
    assert item.due_at is not None

    assert scores.undo_scores(batch=batch, by=boss) == 1

    with practice(home.pk):
        assert Item.objects.get(kind="risk_answer").done_at is None
    assert [one.pk for one in kept(home)] == [row.pk]

    filling.looked_at(measure=row.pk, by=ruth)

    assert scores.undo_scores(batch=batch, by=boss) == 1
    assert kept(home) == []
    assert scores.undo_scores(batch=batch, by=boss) == 0


def test_what_an_ending_was_closed_with_stays(home, client, ruth, boss):
    """What came after it was closed goes: the ending is as it was then."""
    ending = writing.open_ending(client=client.pk, by=ruth)
    batch, _counts = tried(boss, file("17,phq9,2024-06-01,end,9"))
    scores.import_scores(batch=batch, by=boss)
    with practice(home.pk):
        Ending.objects.update(state="closed", closed_at=clock.now())
    later, _counts = tried(boss, file("17,gad7,2024-06-01,end,9"))
    scores.import_scores(batch=later, by=boss)

    gone = [scores.undo_scores(batch=each, by=boss) for each in (batch, later)]

    assert gone == [0, 1]
    with practice(home.pk):
        row = Ending.objects.get(pk=ending)
    assert (row.measure, [one.instrument for one in kept(home)]) == ("done", ["phq9"])


def test_undoing_asks_again_only_where_it_took_something_out(home, client, ruth, boss):
    """Another client's measure that was settled in another way stays settled."""
    other = factories.a_client(home, client.clinician)
    settled = writing.open_ending(client=other.pk, by=ruth)
    writing.settle_measure(ending=settled, how="done", by=ruth)
    batch, _counts = tried(boss, file("17,phq9,2024-06-01,end,9"))
    scores.import_scores(batch=batch, by=boss)

    scores.undo_scores(batch=batch, by=boss)

    with practice(home.pk):
        assert Ending.objects.get(pk=settled).measure == "done"


def test_a_clinician_brings_no_file(client, ruth):
    """Administrators do."""
    with pytest.raises(NotAllowedError):
        scores.take_scores(data=file(), date_order="ymd", by=ruth)
