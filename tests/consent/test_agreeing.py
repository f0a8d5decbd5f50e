"""Proposing, confirming and changing: only the client widens."""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from afterword.audit.actors import Actor, ActorKind, Role, machine, the_client
from afterword.audit.models import Event
from afterword.consent import errors, ledger, queries, suppression
from afterword.consent import services as consent
from afterword.consent.models import LedgerEntry, PaperForm
from afterword.consent.scopes import Scope
from afterword.tenancy import practice
from tests import factories


def propose(world, **rest):
    terms = rest.pop("terms", None) or factories.light_terms(
        world.point, world.clinician, starts_on=world.ended_on
    )
    values = {"client": world.client.id, "terms": terms, "by": world.staff}
    return consent.propose(**(values | {"at": world.now} | rest))


def confirm(world, directive, *, door="tablet", by=None, **rest):
    return consent.confirm_directive(
        directive=directive,
        client=world.client.id,
        by=by or world.as_client(door),
        at=rest.pop("at", world.now),
        door=door,
        **rest,
    )


def state(world, directive):
    with practice(world.home.id):
        return queries.standing_of(world.client.id).directives[directive]


def releasable(world):
    with practice(world.home.id):
        return queries.standing_of(world.client.id).releasable()


def record(world, name):
    with practice(world.home.id):
        lines = Event.objects.filter(name=name).order_by("at")
        return list(lines.values_list("outcome", "why"))


@pytest.mark.parametrize("door", ["tablet", "card"])
def test_the_client_confirms_what_staff_proposed(asked, door):
    """Nothing takes effect until the client confirms; then exactly that does."""
    directive = propose(asked)
    before = releasable(asked)

    receipt = confirm(asked, directive, door=door)

    found = state(asked, directive)
    assert not before
    assert found.is_live
    assert found.given_on == found.confirmed_on == asked.ended_on
    with practice(asked.home.id):
        assert queries.ledger_of(asked.client.id)[-1].receipt == receipt
    assert record(asked, "consent.confirmed") == [("done", "")]


@pytest.mark.parametrize("door", ["portal", "link", "one_click", "told_staff", ""])
def test_other_doors_do_not_confirm(asked, door):
    """A link or a session elsewhere is no confirmation."""
    directive = propose(asked)

    with pytest.raises(errors.NotAllowedError):
        confirm(asked, directive, door=door)

    assert state(asked, directive).state == "proposed"
    assert record(asked, "consent.confirmed") == [("refused", "not_allowed")]


def test_staff_cannot_say_they_are_the_tablet(asked):
    """Staff at the tablet's door are still staff."""
    directive = propose(asked)

    for by in (asked.staff, machine(asked.home.id), asked.as_client("card")):
        with pytest.raises(errors.NotAllowedError):
            confirm(asked, directive, by=by)


def test_a_paper_needs_a_second_person(asked):
    """Two different people of this practice make a paper count."""
    directive = propose(asked)
    second = factories.a_member(asked.home, Role.ADMINISTRATOR)
    stranger = factories.a_member(factories.a_practice(), Role.ADMINISTRATOR)

    for attested_by in (None, asked.staff.id, stranger.id, uuid.uuid4()):
        with pytest.raises(errors.NotAttestedError):
            confirm(
                asked, directive, door="paper", by=asked.staff, attested_by=attested_by
            )
    confirm(asked, directive, door="paper", by=asked.staff, attested_by=second.id)

    assert state(asked, directive).is_live
    with practice(asked.home.id):
        paper = PaperForm.objects.get()
    assert (paper.first_attested_by, paper.second_attested_by) == (
        asked.staff.id,
        second.id,
    )


def test_a_scan_stands_in_where_one_works_alone(asked):
    """A scan counts in a solo practice and in no other."""
    directive = propose(asked)
    with pytest.raises(errors.NotAttestedError):
        confirm(asked, directive, door="paper", by=asked.staff, scan=b"%PDF")
    asked.home.is_solo = True
    asked.home.save()

    confirm(asked, directive, door="paper", by=asked.staff, scan=b"%PDF")

    assert state(asked, directive).is_live
    with practice(asked.home.id):
        assert PaperForm.objects.get().scan is not None


@pytest.mark.parametrize(("late", "is_in_time"), [(14, True), (15, False)])
def test_fourteen_days_from_the_ending(asked, late, is_in_time):
    """The fourteenth day is the last on which a proposal can be confirmed."""
    directive = propose(asked)
    at = asked.now + timedelta(days=late)

    if is_in_time:
        confirm(asked, directive, door="card", at=at)
        assert state(asked, directive).is_live
    else:
        with pytest.raises(errors.NotConfirmedInTimeError):
            confirm(asked, directive, door="card", at=at)
        assert not releasable(asked)


def test_a_yes_after_the_ending_is_refused(asked):
    """Consent given after therapy ended is none, whoever brings it."""
    directive = propose(asked)
    day_after = asked.ended_on + timedelta(days=1)

    with pytest.raises(errors.GivenTooLateError):
        confirm(
            asked,
            directive,
            door="card",
            at=asked.now + timedelta(days=2),
            given_on=day_after,
        )


def test_nobody_is_asked_after_the_ending(asked):
    """A proposal is made up to the ending, not after it."""
    with pytest.raises(errors.GivenTooLateError):
        propose(asked, at=asked.now + timedelta(days=1))


@pytest.mark.parametrize("kind", sorted(consent.BARRED_ENDINGS))
def test_after_a_barred_ending_nothing_is_agreed(asked, kind):
    """Nothing is proposed or confirmed after an ending where nobody was free."""
    directive = propose(asked)

    with pytest.raises(errors.BarredEndingError):
        propose(asked, ending_kind=kind)
    with pytest.raises(errors.BarredEndingError):
        confirm(asked, directive, ending_kind=kind)


def test_who_may_propose(asked):
    """Administrators, clients and the machine propose nothing."""
    clerk = factories.a_member(asked.home, Role.ADMINISTRATOR)

    for by in (clerk, asked.as_client(), machine(asked.home.id)):
        with pytest.raises(errors.NotAllowedError):
            propose(asked, by=by)


def test_terms_that_name_what_is_not_there_are_refused(asked):
    """Somebody else's address, a retired one and a stranger's name are refused."""
    other = factories.an_email(factories.a_client(asked.home, asked.clinician))
    good = factories.light_terms(asked.point, asked.clinician)

    with pytest.raises(errors.UnknownClientError):
        propose(asked, terms=replace(good, contact_point=other.id))
    for wrong in (
        replace(good, grantee=uuid.uuid4()),
        replace(good, channel="sms"),
        replace(good, grantee_kind="practice"),
        replace(good, count=0),
    ):
        with pytest.raises(errors.BadTermsError):
            propose(asked, terms=wrong)


def test_a_no_is_kept_and_ends_it(asked):
    """What the client declined cannot be confirmed afterwards."""
    directive = propose(asked)
    consent.decline(
        directive=directive,
        client=asked.client.id,
        by=asked.as_client("tablet"),
        at=asked.now,
    )

    with pytest.raises(errors.NotReadyError):
        confirm(asked, directive)
    assert state(asked, directive).state == "declined"


def test_what_nobody_confirmed_becomes_void(asked):
    """After fourteen days a proposal is void; one that was confirmed is not."""
    directive = propose(asked)
    kept = propose(asked)
    confirm(asked, kept)

    early = consent.void_unconfirmed(
        practice_id=asked.home.id, at=asked.now + timedelta(days=14)
    )
    late = consent.void_unconfirmed(
        practice_id=asked.home.id, at=asked.now + timedelta(days=15)
    )
    again = consent.void_unconfirmed(
        practice_id=asked.home.id, at=asked.now + timedelta(days=16)
    )

    assert (early, late, again) == (0, 1, 0)
    assert state(asked, directive).state == "void"
    assert state(asked, kept).is_live


def test_without_a_record_there_is_no_directive(asked, monkeypatch):
    """If the record cannot be written, the confirmation is undone with it."""
    directive = propose(asked)

    def broken(*_args, **_rest):
        raise OSError("disk full")

    monkeypatch.setattr("afterword.audit.services.record", broken)
    with pytest.raises(OSError, match="disk full"):
        confirm(asked, directive)

    assert state(asked, directive).state == "proposed"


def test_a_confirmation_that_a_stop_overtook_is_refused(asked, monkeypatch):
    """What widens is never added to a ledger that moved on since it was read."""
    directive = propose(asked)
    seen = ledger.standing_now

    def overtaken(client):
        now = seen(client)
        monkeypatch.setattr(ledger, "standing_now", seen)
        ledger.add("no_contact", client=client, by=asked.as_client(), at=asked.now)
        return now

    monkeypatch.setattr(ledger, "standing_now", overtaken)

    with pytest.raises(errors.ChangedMeanwhileError):
        confirm(asked, directive)
    assert not releasable(asked)


def a_narrower(world):
    terms = state(world, world.directive).terms
    return replace(terms, steps=terms.steps[:1], count=1)


def test_narrower_is_open_to_client_and_staff_wider_to_nobody(world):
    """Terms can shrink by anybody's hand and grow by nobody's."""
    wide = state(world, world.directive).terms
    for by in (world.staff, world.as_client("portal")):
        consent.narrow(
            directive=world.directive,
            client=world.client.id,
            terms=a_narrower(world),
            by=by,
            at=world.now,
        )
        with pytest.raises(errors.WiderThanAgreedError):
            consent.narrow(
                directive=world.directive,
                client=world.client.id,
                terms=wide,
                by=by,
                at=world.now,
            )

    assert len(state(world, world.directive).terms.steps) == 1


def test_pause_and_start_again(world):
    """A pause stops; only the client starts again, and only at a door of their own."""
    before = releasable(world)
    about = {"directive": world.directive, "client": world.client.id, "at": world.now}
    consent.pause(**about, by=world.as_client("link"))
    consent.pause(**about, by=world.staff)
    assert not releasable(world)

    for by in (world.staff, machine(world.home.id), world.as_client("link")):
        with pytest.raises(errors.WiderThanAgreedError):
            consent.resume(**about, by=by)
    assert not releasable(world)
    consent.resume(**about, by=world.as_client("portal"))

    assert releasable(world) == before
    assert [o for o, _ in record(world, "consent.paused")] == ["done", "repeated"]
    assert [why for _, why in record(world, "consent.resumed")] == [
        *["wider_than_agreed"] * 3,
        "",
    ]


def test_starting_again_opens_the_address_that_the_stop_closed(world):
    """A stop of everything stops the address; starting again opens that one."""
    consent.withdraw(
        client=world.client.id,
        scope=Scope.everything(),
        by=world.as_client("link"),
        at=world.now,
    )
    consent.resume(
        directive=world.directive,
        client=world.client.id,
        by=world.as_client("card"),
        at=world.now,
    )

    with practice(world.home.id):
        assert not suppression.is_stopped(bytes(world.point.address_index))


def test_after_the_window_nothing_starts_again(world):
    """What has run out is not started again."""
    about = {"directive": world.directive, "client": world.client.id}
    consent.pause(**about, by=world.as_client(), at=world.now)

    with pytest.raises(errors.NotReadyError):
        consent.resume(
            **about, by=world.as_client(), at=world.now + timedelta(days=300)
        )


def test_another_address_by_the_client_alone(world):
    """The client moves a directive to another own address; staff cannot."""
    new = factories.an_email(world.client)
    theirs = factories.an_email(factories.a_client(world.home))
    about = {"directive": world.directive, "client": world.client.id, "at": world.now}

    with pytest.raises(errors.WiderThanAgreedError):
        consent.change_address(**about, contact_point=new.id, by=world.staff)
    with pytest.raises(errors.UnknownClientError):
        consent.change_address(**about, contact_point=theirs.id, by=world.as_client())
    consent.change_address(**about, contact_point=new.id, by=world.as_client())

    assert state(world, world.directive).terms.contact_point == new.id


def test_a_stopped_address_is_not_chosen(world):
    """An address at which somebody's stop holds cannot be moved to."""
    new = factories.an_email(world.client)
    with practice(world.home.id):
        suppression.stop_address(bytes(new.address_index), "client")

    with pytest.raises(errors.AddressStoppedError):
        consent.change_address(
            directive=world.directive,
            client=world.client.id,
            contact_point=new.id,
            by=world.as_client(),
            at=world.now,
        )


def every_verb(world, by):
    """Call every verb that could widen, as this actor; refusals are fine."""
    about = {"directive": world.directive, "client": world.client.id, "at": world.now}
    new = factories.an_email(world.client)
    wide = state(world, world.directive).terms
    proposal = propose(world)
    yield lambda: consent.narrow(**about, terms=replace(wide, count=9), by=by)
    yield lambda: consent.change_address(**about, contact_point=new.id, by=by)
    yield lambda: consent.pause(**about, by=by)
    yield lambda: consent.resume(**about, by=by)
    yield lambda: consent.reopen_contact(client=world.client.id, by=by, at=world.now)
    yield lambda: consent.decline(**(about | {"directive": proposal}), by=by)
    yield lambda: propose(world, by=by)
    yield lambda: consent.lapse(**about, by=by, why="window")
    yield lambda: consent.withdraw(
        client=world.client.id, scope=Scope.everything(), by=by, at=world.now
    )
    yield lambda: consent.resume(**about, by=by)
    yield lambda: consent.void_unconfirmed(practice_id=world.home.id, at=world.now)


@pytest.mark.parametrize("role", [*Role, None], ids=str)
def test_no_verb_of_any_role_widens(world, role):
    """Whatever staff or the machine call, less or the same can be sent afterwards."""
    if role is None:
        by = machine(world.home.id)
    else:
        by = Actor(ActorKind.STAFF, world.home.id, uuid.uuid4(), frozenset({role}))

    for verb in every_verb(world, by):
        before = releasable(world)
        with suppress(errors.ConsentError):
            verb()
        assert releasable(world) <= before


def test_another_client_changes_nothing_here(world):
    """A client acts for themselves; another's directive is not found."""
    other = the_client(world.home.id, uuid.uuid4(), door="portal")
    before = releasable(world)

    for verb in every_verb(world, other):
        with suppress(errors.ConsentError):
            verb()
    assert releasable(world) == before


def test_no_contact_and_the_way_back(world):
    """Nobody may write first, until the client says so at a door of their own."""
    consent.say_no_contact(
        client=world.client.id, by=world.as_client("portal"), at=world.now
    )
    assert not releasable(world)

    with pytest.raises(errors.WiderThanAgreedError):
        consent.reopen_contact(
            client=world.client.id, by=world.as_client("link"), at=world.now
        )
    consent.reopen_contact(
        client=world.client.id, by=world.as_client("portal"), at=world.now
    )

    with practice(world.home.id):
        assert not queries.standing_of(world.client.id).no_contact


def test_the_ledger_is_only_added_to(world):
    """No line of the ledger can be changed or taken out by the application."""
    from django.db import connection, transaction
    from django.db.utils import ProgrammingError

    for wrong in (
        "UPDATE consent_ledgerentry SET says = 'confirmed'",
        "DELETE FROM consent_ledgerentry",
        "UPDATE consent_suppression SET says = 'reopened'",
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(wrong)
    with practice(world.home.id):
        assert LedgerEntry.objects.count() == 2
