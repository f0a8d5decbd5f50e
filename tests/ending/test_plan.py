"""A plan: drafted by two, given once, and then the client's own and nobody else's."""

from __future__ import annotations

import pytest

from afterword import clock
from afterword.audit.actors import Role, machine, the_client
from afterword.audit.models import Event
from afterword.ending import plans, queries
from afterword.ending.errors import (
    NobodyToShowError,
    NoCopyError,
    NoSuchEndingError,
    NotTheirsError,
    PlanIsTheirsError,
    PlanMovedError,
    PlanNotYoursError,
    PlanWordsError,
    PlanWrittenError,
)
from afterword.ending.models import Ending, PlanCopy, PlanSection
from afterword.ending.services import closing, giving, planning, sharing, writing
from afterword.tenancy import practice
from afterword.vault import keys
from afterword.vault.fields import DataClass
from tests.factories import a_client, a_clinician, a_member, a_practice

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return a_practice()


@pytest.fixture
def ruth(home):
    return a_member(home, Role.CLINICIAN)


@pytest.fixture
def clinician(home, ruth):
    return a_clinician(home, ruth)


@pytest.fixture
def client(home, clinician):
    return a_client(home, clinician)


@pytest.fixture
def me(home, client):
    return the_client(home.id, client.pk, door="portal")


@pytest.fixture
def at_tablet(home, client):
    return the_client(home.id, client.pk, door="tablet")


@pytest.fixture
def ending(client, ruth):
    return writing.open_ending(client=client.pk, by=ruth)


def make_ready(ending, by):
    today = clock.today("America/Los_Angeles")
    facts = writing.EndingFacts("planned", "both", "yes", "formal", today, today, "cbt")
    writing.write_facts(ending=ending, facts=facts, by=by)
    writing.write_part(ending=ending, key="notice", plain={"pretext": "no"}, by=by)
    writing.settle_measure(ending=ending, how="skipped", by=by)
    writing.decide_contact(ending=ending, decision="none", by=by)


def close(ending, by):
    make_ready(ending, by)
    closing.close(ending=ending, by=by)


def write(by, text, *, key="helps", ending=None, client=None, expecting=None):  # noqa: PLR0913
    planning.write(
        client=client or by.id,
        key=key,
        typed={"text": text},
        by=by,
        ending=ending,
        expecting=expecting,
    )


def own(me, key="helps"):
    return planning.read(client=me.id, by=me).part(key)


def drafted(ending, ruth, client, text="Walk by the river", key="helps"):
    write(ruth, text, key=key, ending=ending, client=client.pk)


def last(home, name):
    with practice(home.id):
        return Event.objects.filter(name=name).order_by("at").last().outcome


def test_a_draft_becomes_theirs_as_the_ending_closes(home, client, ending, ruth, me):
    """Word for word, in the place where it was written."""
    drafted(ending, ruth, client)
    assert own(me).is_empty

    close(ending, ruth)

    assert own(me).words == {"text": "Walk by the river"}
    assert last(home, "ending.plan_given") == "done"
    with practice(home.id):
        assert not PlanSection.objects.filter(ending__isnull=False).exists()


def test_the_draft_is_written_at_the_tablet_too(client, ending, ruth, at_tablet):
    """By the client, while the ending is open; both read the same words."""
    write(at_tablet, "Ring Sam", ending=ending)

    plan = planning.read(client=client.pk, by=ruth, ending=ending)

    assert plan.part("helps").words == {"text": "Ring Sam"}


def test_after_closing_staff_neither_read_nor_write(home, client, ending, ruth, me):
    """By no way: not the draft, not the plan; each try stands in the record."""
    drafted(ending, ruth, client)
    close(ending, ruth)
    boss = a_member(home, Role.ADMINISTRATOR, Role.SUPERVISOR)

    for by in (ruth, boss, machine(home.id)):
        with pytest.raises(PlanNotYoursError):
            planning.read(client=client.pk, by=by)
        assert last(home, "ending.plan_read") == "refused"
        with pytest.raises(PlanNotYoursError):
            write(by, "x", client=client.pk)
        assert last(home, "ending.plan_written") == "refused"
    with pytest.raises(PlanIsTheirsError):
        planning.read(client=client.pk, by=ruth, ending=ending)
    with pytest.raises(PlanIsTheirsError):
        drafted(ending, ruth, client)
    assert last(home, "ending.plan_drafted") == "refused"
    assert own(me).words == {"text": "Walk by the river"}


def test_opening_the_ending_again_opens_no_plan(client, ending, ruth, me):
    """It stays theirs, and closing once more gives nothing a second time."""
    drafted(ending, ruth, client)
    close(ending, ruth)
    write(me, "My own words now")
    closing.reopen(ending=ending, by=ruth)

    with pytest.raises(PlanIsTheirsError):
        planning.read(client=client.pk, by=ruth, ending=ending)
    writing.write_words(ending=ending, words={"coping": "Later words"}, by=ruth)
    closing.close(ending=ending, by=ruth)

    assert own(me).words == {"text": "My own words now"}


def test_what_the_ending_held_begins_the_plan_once(client, ending, ruth, me):
    """What helps and the early signs, where no draft says it in other words."""
    writing.write_words(
        ending=ending,
        words={"coping": "Walk", "early_signs": "Waking at four", "goals": "Sleep"},
        by=ruth,
    )
    drafted(ending, ruth, client, "Swim")

    close(ending, ruth)

    plan = planning.read(client=me.id, by=me)
    assert plan.part("helps").words == {"text": "Swim"}
    assert plan.part("early_signs").words == {"text": "Waking at four"}
    assert [part.key for part in plan.written] == ["helps", "early_signs"]


def test_nothing_is_filled_in_from_notes(client, ending, ruth, me):
    """What they came for, what changed and why stay with the clinician."""
    words = dict.fromkeys(("reason", "goals", "what_changed", "referrals"), "Private")
    writing.write_words(ending=ending, words=words, by=ruth)

    close(ending, ruth)

    assert planning.read(client=me.id, by=me).is_empty


def test_a_second_ending_puts_new_words_below_the_old(client, ending, ruth, me):
    """What was theirs stays above, and they can take the new words off again."""
    drafted(ending, ruth, client, "Walk")
    close(ending, ruth)
    second = writing.open_ending(client=client.pk, by=ruth)
    drafted(second, ruth, client, "Swim")
    close(second, ruth)

    assert own(me).words == {"text": "Walk\nSwim"}
    planning.undo(client=me.id, key="helps", by=me)
    assert own(me).words == {"text": "Walk"}


def test_words_written_while_it_closes_are_not_lost(
    home, client, ending, ruth, at_tablet
):
    """The closing is refused, and nothing was given."""
    drafted(ending, ruth, client, "Walk")
    make_ready(ending, ruth)
    ready = giving.prepare(ending=ending, by=ruth)
    write(at_tablet, "Swim", ending=ending)

    with practice(home.id), pytest.raises(PlanMovedError):
        giving.give(Ending.objects.get(), ready, by=ruth)

    write(at_tablet, "Swim", ending=ending)
    with practice(home.id):
        assert Ending.objects.get().plan_given_at is None


def test_an_ending_that_cannot_close_opens_nothing(home, client, ending, ruth):
    """Nothing is read for a plan that is not given."""
    drafted(ending, ruth, client)

    assert giving.prepare(ending=ending, by=ruth) == giving.Ready()
    with practice(home.id):
        assert not Event.objects.filter(why="plan_given").exists()


def test_only_their_own_doors_open_it(home, client, me):
    """A code that was sent opens one form, and no plan; nobody else's door does."""
    write(me, "Walk")
    other = a_client(home)

    for by in (
        the_client(home.id, client.pk, door="form_code"),
        the_client(home.id, client.pk, door="link"),
        the_client(home.id, other.pk, door="portal"),
    ):
        with pytest.raises(PlanNotYoursError):
            planning.read(client=client.pk, by=by)
    assert own(me).words == {"text": "Walk"}


def test_another_clinician_does_not_see_the_draft(home, client, ending, ruth):
    """Neither reads nor writes; an ending of somebody else is not found."""
    tom = a_member(home, Role.CLINICIAN)
    a_clinician(home, tom)
    drafted(ending, ruth, client)
    other = a_client(home)

    with pytest.raises(NotTheirsError):
        planning.read(client=client.pk, by=tom, ending=ending)
    with pytest.raises(NoSuchEndingError):
        planning.read(client=other.pk, by=ruth, ending=ending)


def test_two_of_a_couple_have_plans_of_their_own(home, clinician, ruth):
    """Nothing of one is in the other's plan, draft, copies or services."""
    one, two = (a_client(home, clinician) for _ in range(2))
    endings = [writing.open_ending(client=each.pk, by=ruth) for each in (one, two)]
    drafted(endings[0], ruth, one, "Only Jo wrote this")
    writing.write_words(ending=endings[0], words={"referrals": "Jo's clinic"}, by=ruth)
    for ending in endings:
        close(ending, ruth)
    jo, al = (the_client(home.id, each.pk, door="portal") for each in (one, two))
    copy = sharing.share(client=jo.id, audience="clinician", keys=["helps"], by=jo)

    assert planning.read(client=al.id, by=al).is_empty
    assert queries.services_for_plan(al.id, by=al) == ()
    with pytest.raises(NoCopyError):
        sharing.read_copy(copy=copy, by=al)
    with pytest.raises(NoCopyError):
        sharing.take_back(client=al.id, copy=copy, by=al)
    with practice(home.id):
        assert queries.copies_of(al.id) == ()
        assert queries.drafted(endings[1]) == ()


def test_the_last_change_can_be_taken_back(home, me):
    """Once; then the one before it holds, and older words are gone."""
    for text in ("One", "Two", "Three"):
        write(me, text)
    with practice(home.id):
        assert PlanSection.objects.count() == 2

    planning.undo(client=me.id, key="helps", by=me)
    assert own(me).words == {"text": "Two"}
    assert not own(me).can_undo
    planning.undo(client=me.id, key="helps", by=me)

    assert last(home, "ending.plan_undone") == "repeated"
    assert own(me).words == {"text": "Two"}


def test_the_same_words_are_no_change(home, me):
    """A button pressed twice leaves what there was to take back."""
    for text in ("One", "Two", "Two"):
        write(me, text)

    assert last(home, "ending.plan_written") == "repeated"
    planning.undo(client=me.id, key="helps", by=me)
    assert own(me).words == {"text": "One"}


def test_over_a_version_that_was_not_read_nothing_is_written(me):
    """Somebody wrote between the look and the press."""
    write(me, "Walk")
    read = own(me)
    write(me, "Swim")

    with pytest.raises(PlanWrittenError):
        write(me, "Run", expecting=read.version)
    assert own(me).words == {"text": "Swim"}
    write(me, "Run", expecting=own(me).version)
    assert own(me).words == {"text": "Run"}


def test_what_was_given_is_no_change_of_theirs(client, ending, ruth, me):
    """It can be changed and hidden; there is nothing before it to go back to."""
    drafted(ending, ruth, client)
    close(ending, ruth)

    planning.undo(client=me.id, key="helps", by=me)

    assert not own(me).can_undo
    assert own(me).words == {"text": "Walk by the river"}


def test_a_hidden_part_keeps_its_words(me):
    """It is not shown, not taken along, and can be shown again."""
    write(me, "Walk")
    planning.set_hidden(client=me.id, key="helps", hidden=True, by=me)
    planning.set_hidden(client=me.id, key="next", hidden=True, by=me)

    plan = planning.read(client=me.id, by=me)
    assert plan.written == ()
    assert not {"helps", "next"} & {part.key for part in plan.shown}
    assert not plan.is_empty
    planning.set_hidden(client=me.id, key="helps", hidden=False, by=me)
    assert own(me).words == {"text": "Walk"}
    assert not own(me).hidden


def test_a_plan_that_is_deleted_is_gone(home, client, clinician, me, ruth):
    """With every version, and with what others were shown."""
    write(me, "Walk")
    write(me, "Swim")
    copy = sharing.share(client=me.id, audience="clinician", keys=["helps"], by=me)

    planning.delete(client=me.id, by=me)

    with practice(home.id):
        assert not PlanSection.objects.exists()
        assert PlanCopy.objects.get().words is None
    with pytest.raises(NoCopyError):
        sharing.read_copy(copy=copy, by=ruth)
    planning.delete(client=me.id, by=me)
    assert last(home, "ending.plan_deleted") == "repeated"


def test_a_copy_is_what_was_chosen_as_it_was(home, me, ruth):
    """It does not follow the plan; opening it is told to the client."""
    write(me, "Walk")
    write(me, "Nobody reads this", key="notes")
    copy = sharing.share(client=me.id, audience="clinician", keys=["helps"], by=me)
    write(me, "Something new")

    opened = sharing.read_copy(copy=copy, by=ruth)

    assert [(part.key, part.words) for part in opened.parts] == [
        ("helps", {"text": "Walk"})
    ]
    with practice(home.id):
        assert Event.objects.filter(why="shared_plan", client_id=me.id).count() == 1


def test_a_copy_that_was_taken_back_is_gone(home, me, ruth):
    """Its words too; taking it back twice is success."""
    write(me, "Walk")
    copy = sharing.share(client=me.id, audience="guardian", keys=["helps"], by=me)
    for _ in range(2):
        sharing.take_back(client=me.id, copy=copy, by=me)

    assert last(home, "ending.plan_taken_back") == "repeated"
    with pytest.raises(NoCopyError):
        sharing.read_copy(copy=copy, by=ruth)
    assert last(home, "ending.plan_copy_read") == "refused"
    with practice(home.id):
        assert PlanCopy.objects.get().words is None
        assert queries.copies_of(me.id) == ()


def test_only_the_client_shows_a_copy_and_only_one_reads_it(home, client, me, ruth):
    """Not staff for them, nothing hidden, nothing empty, nobody else in the office."""
    write(me, "Walk")
    write(me, "Hidden", key="notes")
    planning.set_hidden(client=me.id, key="notes", hidden=True, by=me)
    for by, chosen, error in (
        (ruth, ["helps"], PlanNotYoursError),
        (me, ["notes"], PlanWordsError),
        (me, ["learned"], PlanWordsError),
        (me, [], PlanWordsError),
    ):
        with pytest.raises(error):
            sharing.share(client=me.id, audience="clinician", keys=chosen, by=by)
    copy = sharing.share(client=me.id, audience="clinician", keys=["helps"], by=me)
    boss = a_member(home, Role.ADMINISTRATOR, Role.SUPERVISOR, Role.CLINICIAN)
    for by in (boss, machine(home.id)):
        with pytest.raises(NoCopyError):
            sharing.read_copy(copy=copy, by=by)


def test_staff_make_no_copy_of_the_draft(client, ending, ruth):
    """They write it too, and still only the client shows it to a parent or carer."""
    drafted(ending, ruth, client)

    with pytest.raises(PlanNotYoursError):
        sharing.share(
            client=client.pk,
            audience="guardian",
            keys=["helps"],
            by=ruth,
            ending=ending,
        )


def test_a_client_whom_nobody_carries_shows_nobody(home):
    """The words say so, and nothing is kept."""
    alone = a_client(home)
    me = the_client(home.id, alone.pk, door="portal")
    write(me, "Walk")

    with pytest.raises(NobodyToShowError):
        sharing.share(client=me.id, audience="clinician", keys=["helps"], by=me)


def test_the_words_are_sealed_and_go_with_the_key(home, me):
    """No part lies in plain text; without the key there is nothing to read."""
    write(me, "Walk by the river")
    with practice(home.id):
        assert b"river" not in bytes(PlanSection.objects.get().words)
        keys.destroy(me.id, DataClass.FOLLOW_UP)

    assert own(me).is_empty


def test_every_part_can_be_written_but_the_live_one(me):
    """What comes next is what was agreed; nobody types it."""
    for key in plans.KEYS:
        if key == plans.LIVE:
            with pytest.raises(PlanWordsError):
                planning.write(client=me.id, key=key, typed={}, by=me)
            continue
        field = plans.FIELDS[key][0]
        planning.write(client=me.id, key=key, typed={field: "Words"}, by=me)

    written = planning.read(client=me.id, by=me).written
    assert [part.key for part in written] == [k for k in plans.KEYS if k != plans.LIVE]
    with pytest.raises(PlanWordsError):
        write(me, "x", key="poem")
