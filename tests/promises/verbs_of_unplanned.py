"""The verbs of endings that nobody planned, with one call of each outcome."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from afterword.audit.actors import Actor, Role
from afterword.clinic.services import policies
from afterword.contact import closures
from afterword.contact.services import closing_down, posting, standing
from afterword.ending.services import (
    closing,
    dropping_out,
    executing,
    leaving,
    unplanned,
    writing,
)
from afterword.ending.unplanned import Closure, ProfessionalWill, Transfer
from afterword.tenancy import practice
from tests import factories as make
from tests.promises.verb_settings import Setting


def dropout(s: Setting, client: UUID) -> UUID:
    absence = dropping_out.Absence(s.today - timedelta(days=20))
    return dropping_out.record_dropout(client=client, absence=absence, by=s.ruth)


def came_back(s: Setting) -> object:
    made = dropout(s, s.current.id)
    return dropping_out.came_back(ending=made, by=s.ruth)


def plan(s: Setting, by: Actor) -> UUID:
    told = closing_down.Plan(
        last_day=s.today + timedelta(days=60),
        custodian="Oak Records Example Ltd",
        ask_how="Write to 4 Oak Street.",
        questions_to="Kim Example.",
        options=("One", "Two", "Three"),
    )
    return closing_down.plan_closure(plan=told, by=by, at=s.now)


def the_closure(s: Setting) -> UUID:
    with practice(s.home.id):
        row = Closure.objects.first()
    return row.pk if row else plan(s, make.a_member(s.home, Role.COMPLIANCE))


def backed(s: Setting) -> object:
    return closing_down.stand_behind(
        closure=the_closure(s), reasons="The lease ends.", by=s.kim, at=s.now
    )


def held(s: Setting) -> UUID:
    """Give a closure that two people stand behind."""
    made = the_closure(s)
    row = closing_down.stand_behind(
        closure=made,
        reasons="r",
        by=make.a_member(s.home, Role.COMPLIANCE),
        at=s.now,
    )
    standing.confirm(standing=row, by=make.a_member(s.home, Role.SUPERVISOR), at=s.now)
    return made


def begun(s: Setting) -> UUID:
    made = held(s) if not _has_begun(s) else the_closure(s)
    lead = make.a_member(s.home, Role.COMPLIANCE)
    if not _has_begun(s):
        closing_down.begin(closure=made, by=lead, at=s.now)
    return made


def _has_begun(s: Setting) -> bool:
    with practice(s.home.id):
        return Closure.objects.filter(begun_at__isnull=False).exists()


def prepared(s: Setting) -> UUID:
    made = begun(s)
    lead = make.a_member(s.home, Role.COMPLIANCE)
    while closing_down.prepare(closure=made, by=lead, at=s.now):
        pass
    return made


def named(s: Setting) -> executing.Named:
    executor = make.a_member(s.home, Role.EXECUTOR)
    second = make.a_member(s.home, Role.SUPERVISOR)
    assert executor.id
    assert second.id
    return executing.Named(
        executor.id, second.id, "In the safe.", "Oak", "Write.", "Eva", ("1", "2", "3")
    )


def will(s: Setting, by: Actor) -> UUID:
    return executing.make_will(clinician=s.clinician.pk, named=named(s), by=by)


def the_will(s: Setting) -> ProfessionalWill:
    with practice(s.home.id):
        row = ProfessionalWill.objects.first()
    if row is None:
        will(s, s.story.staff)
        return the_will(s)
    return row


def who(s: Setting, *roles: Role, id_: UUID) -> Actor:
    """Give somebody whom a will names, unless another makes every call."""
    from afterword.audit.actors import ActorKind

    return s.acts or Actor(ActorKind.STAFF, s.home.id, id_, frozenset(roles))


def breaks(s: Setting, **kept: Any) -> UUID:
    row = the_will(s)
    stated = executing.Stated("died", s.today - timedelta(days=2), "The family rang.")
    return executing.break_glass(
        **{
            "will": row.pk,
            "stated": stated,
            "by": who(s, Role.EXECUTOR, id_=row.executor_id),
            "at": s.now,
        }
        | kept
    )


def glass(s: Setting) -> UUID:
    from afterword.ending.unplanned import BreakGlass

    with practice(s.home.id):
        row = BreakGlass.objects.first()
    return row.pk if row else breaks(s)


def confirms(s: Setting) -> object:
    return executing.confirm_glass(
        glass=glass(s),
        by=who(s, Role.SUPERVISOR, id_=the_will(s).second_id),
        at=s.now,
    )


def executor(s: Setting) -> Actor:
    return who(s, Role.EXECUTOR, id_=the_will(s).executor_id)


def opens_endings(s: Setting) -> object:
    assert s.current
    confirms(s)
    return executing.open_endings(glass=glass(s), by=executor(s))


def announces(s: Setting, by: Actor) -> UUID:
    told = leaving.Announcement(
        s.today + timedelta(days=60),
        s.today + timedelta(days=30),
        "Oak",
        "Write",
        "Eva",
    )
    return leaving.announce(clinician=s.clinician.pk, said=told, by=by)


def chooses(s: Setting, choice: str) -> object:
    made = announces(s, s.story.staff)
    return leaving.write_choice(
        leaving=made, client=s.current.id, choice=choice, by=s.ruth
    )


def transfer(s: Setting) -> UUID:
    ending = s.ending
    told = writing.EndingFacts(
        "transfer", "both", "yes", "formal", s.today, s.today, "cbt"
    )
    writing.write_facts(ending=ending, facts=told, by=s.story.staff)
    return ending


def receiver(s: Setting) -> Any:
    by = make.a_member(s.home, Role.CLINICIAN)
    return make.a_clinician(s.home, by)


def takes_over(s: Setting) -> object:
    by = s.story.staff
    with practice(s.home.id):
        row = Transfer.objects.select_related("to_clinician").first()
    if row is None:
        ending = transfer(s)
        leaving.name_receiver(ending=ending, to=receiver(s).pk, by=by)
        writing.write_part(ending=ending, key="notice", plain={"pretext": "no"}, by=by)
        writing.settle_measure(ending=ending, how="skipped", by=by)
        writing.decide_contact(ending=ending, decision="none", by=by)
        closing.close(ending=ending, by=by)
        return takes_over(s)
    return leaving.take_over(
        transfer=row.pk,
        started_on=s.today,
        by=who(s, Role.CLINICIAN, id_=row.to_clinician.user_id),
    )


def names(s: Setting) -> object:
    ending = s.ending if _has_transfer(s) else transfer(s)
    with practice(s.home.id):
        row = Transfer.objects.first()
    to = row.to_clinician_id if row else receiver(s).pk
    return leaving.name_receiver(ending=ending, to=to, by=s.ruth)


def _has_transfer(s: Setting) -> bool:
    with practice(s.home.id):
        return Transfer.objects.exists()


def event(s: Setting, kind: str) -> object:
    return unplanned.open_by_event(client=s.current.id, kind=kind, by=s.boss)


WITHOUT = {
    "contact.services.closing_down.today_of": "a look-up inside verbs",
    "contact.services.standing.end_with_it": "a part of verbs that end what it is for",
    "contact.services.posting.in_hand": "one look a letter, each by its own verb",
    "contact.services.posting.waiting": "a count on a page",
    "ending.services.executing.open_for": "a look-up inside verbs",
    "ending.services.executing.opened": "a look-up inside verbs",
}
"""Functions that take ``by`` and are no verbs, each with its reason."""

CALLS: dict[str, dict[str, Any]] = {
    "clinic.services.policies.limit_outreach": {
        "event": "clinic.outreach_limited",
        "done": lambda s: policies.limit_outreach(attempts=1, by=s.boss),
        "refused": lambda s: policies.limit_outreach(attempts=9, by=s.boss),
        "repeated": lambda s: policies.limit_outreach(attempts=1, by=s.boss),
    },
    "ending.services.dropping_out.record_dropout": {
        "event": "ending.dropout_recorded",
        "done": lambda s: dropout(s, s.current.id),
        "refused": lambda s: dropout(s, uuid4()),
        "repeated": lambda s: dropout(s, s.current.id),
    },
    "ending.services.dropping_out.came_back": {
        "event": "ending.came_back",
        "done": came_back,
        "refused": lambda s: dropping_out.came_back(ending=uuid4(), by=s.ruth),
    },
    "ending.services.unplanned.open_by_event": {
        "event": "ending.opened_by_event",
        "done": lambda s: event(s, "practice_change"),
        "refused": lambda s: event(s, "planned"),
        "repeated": lambda s: event(s, "practice_change"),
    },
    "contact.services.closing_down.plan_closure": {
        "event": "contact.closure_planned",
        "done": lambda s: plan(s, s.kim),
        "refused": lambda s: plan(s, s.ruth),
    },
    "contact.services.closing_down.stand_behind": {
        "event": "contact.closure_backed",
        "done": backed,
        "refused": lambda s: closing_down.stand_behind(
            closure=the_closure(s), reasons="", by=s.kim, at=s.now
        ),
        "repeated": backed,
    },
    "contact.services.closing_down.begin": {
        "event": "contact.closure_begun",
        "done": lambda s: closing_down.begin(closure=held(s), by=s.kim, at=s.now),
        "refused": lambda s: closing_down.begin(
            closure=the_closure(s), by=s.kim, at=s.now
        ),
        "repeated": lambda s: closing_down.begin(
            closure=the_closure(s), by=s.kim, at=s.now
        ),
    },
    "contact.services.closing_down.prepare": {
        "event": "contact.closure_prepared",
        "done": lambda s: closing_down.prepare(closure=begun(s), by=s.kim, at=s.now),
        "refused": lambda s: closing_down.prepare(
            closure=the_closure(s), by=s.kim, at=s.now
        ),
        "repeated": lambda s: closing_down.prepare(
            closure=the_closure(s), by=s.kim, at=s.now
        ),
    },
    "contact.services.closing_down.reconsider": {
        "event": "contact.closure_reconsidered",
        "done": lambda s: closing_down.reconsider(closure=prepared(s), by=s.kim),
        "refused": lambda s: closing_down.reconsider(closure=uuid4(), by=s.kim),
        "repeated": lambda s: closing_down.reconsider(closure=the_closure(s), by=s.kim),
    },
    "contact.services.closing_down.call_off": {
        "event": "contact.closure_called_off",
        "done": lambda s: closing_down.call_off(
            closure=the_closure(s), by=s.kim, at=s.now
        ),
        "refused": lambda s: closing_down.call_off(closure=uuid4(), by=s.kim, at=s.now),
        "repeated": lambda s: closing_down.call_off(
            closure=the_closure(s), by=s.kim, at=s.now
        ),
    },
    "contact.services.posting.release": {
        "event": "contact.closure_released",
        "done": lambda s: posting.release(
            closure=begun(s), confirmed=closures.TICKED, by=s.ruth, at=s.now
        ),
        "refused": lambda s: posting.release(
            closure=the_closure(s), confirmed=(), by=s.kim, at=s.now
        ),
        "says": "repeated",
    },
    "contact.services.posting.record_posted": {
        "event": "contact.closure_posted",
        "done": lambda s: posting.record_posted(
            closure=the_closure(s), posted=True, by=s.ruth, at=s.now
        ),
        "refused": lambda s: posting.record_posted(
            closure=uuid4(), posted=True, by=s.ruth, at=s.now
        ),
        "says": "repeated",
    },
    "ending.services.executing.make_will": {
        "event": "ending.will_made",
        "done": lambda s: will(s, s.ruth),
        "refused": lambda s: will(s, s.boss),
    },
    "ending.services.executing.break_glass": {
        "event": "ending.way_in_stated",
        "done": breaks,
        "refused": lambda s: breaks(s, by=s.ruth),
        "repeated": breaks,
    },
    "ending.services.executing.confirm_glass": {
        "event": "ending.way_in_confirmed",
        "done": confirms,
        "refused": lambda s: executing.confirm_glass(
            glass=glass(s), by=executor(s), at=s.now
        ),
        "repeated": confirms,
    },
    "ending.services.executing.close_glass": {
        "event": "ending.way_in_closed",
        "done": lambda s: executing.close_glass(
            glass=glass(s), by=executor(s), at=s.now
        ),
        "refused": lambda s: executing.close_glass(glass=glass(s), by=s.boss, at=s.now),
        "repeated": lambda s: executing.close_glass(
            glass=glass(s), by=executor(s), at=s.now
        ),
    },
    "ending.services.executing.open_endings": {
        "event": "ending.endings_opened_for",
        "done": opens_endings,
        "refused": lambda s: executing.open_endings(glass=glass(s), by=executor(s)),
    },
    "ending.services.leaving.announce": {
        "event": "ending.leaving_announced",
        "done": lambda s: announces(s, s.ruth),
        "refused": lambda s: announces(s, s.kim),
        "repeated": lambda s: announces(s, s.ruth),
    },
    "ending.services.leaving.stay": {
        "event": "ending.leaving_called_off",
        "done": lambda s: leaving.stay(leaving=announces(s, s.story.staff), by=s.boss),
        "refused": lambda s: leaving.stay(leaving=uuid4(), by=s.boss),
    },
    "ending.services.leaving.write_choice": {
        "event": "ending.choice_written",
        "done": lambda s: chooses(s, "ending"),
        "refused": lambda s: chooses(s, "transfer"),
        "repeated": lambda s: chooses(s, "ending"),
    },
    "ending.services.leaving.name_receiver": {
        "event": "ending.receiver_named",
        "done": names,
        "refused": lambda s: leaving.name_receiver(
            ending=uuid4(), to=uuid4(), by=s.ruth
        ),
        "repeated": names,
    },
    "ending.services.leaving.take_over": {
        "event": "ending.taken_over",
        "done": takes_over,
        "refused": lambda s: leaving.take_over(
            transfer=uuid4(), started_on=s.today, by=s.ruth
        ),
        "repeated": takes_over,
    },
}
