"""One practice with everybody whom a verb may need. It judges nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from afterword.accounts import services as accounts
from afterword.accounts.models import Membership
from afterword.attention import services as attention
from afterword.audit.actors import Actor, Role
from afterword.clinic.models import Client
from afterword.clinic.services import importing
from afterword.clinic.services.likeness import Wanted
from afterword.contact import services as gate
from afterword.contact.services import consulting, standing
from afterword.ending.services import (
    letters,
    letters_going,
    planning,
    sharing,
    writing,
)
from afterword.screening import services as screening
from afterword.screening.models import ConflictCheck
from afterword.tenancy import practice
from tests import ending_letters, go_aheads, stories
from tests import factories as make
from tests.promises import referral_calls as referring


@dataclass
class Setting:
    """A former client who agreed to check-ins, a current one, and the staff."""

    story: stories.Story
    administrator: Actor
    acts: Actor | None = None
    """Somebody who makes every call in everybody's place."""
    now: datetime = stories.FIRST_NOON

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def home(self):
        return self.story.practice

    @property
    def ruth(self) -> Actor:
        """The clinician of everybody here."""
        return self.acts or self.story.staff

    @property
    def boss(self) -> Actor:
        """An administrator."""
        return self.acts or self.administrator

    @cached_property
    def dana(self) -> Actor:
        """A supervisor, who settles what others ask."""
        return self.acts or make.a_member(self.home, Role.SUPERVISOR)

    @cached_property
    def kim(self) -> Actor:
        """A compliance lead, who settles too."""
        return self.acts or make.a_member(self.home, Role.COMPLIANCE)

    @cached_property
    def unsettled(self) -> UUID:
        """A ruling that wants a talk first: somebody else treats the client now."""
        self.story.report("treated_elsewhere", "yes", self.now)
        found = gate.ask(request=self.story.request(), by=self.story.staff, at=self.now)
        assert found.outcome == "consult", found.answer
        return found.id

    @cached_property
    def asked(self) -> UUID:
        """The same, put before those who settle."""
        assert make.a_member(self.home, Role.SUPERVISOR)
        consulting.ask_colleague(
            ruling=self.unsettled, by=self.story.staff, at=self.now
        )
        return self.unsettled

    @cached_property
    def conditional(self) -> UUID:
        """The same, settled on a condition."""
        consulting.settle(
            ruling=self.asked,
            advice=consulting.Advice("Both know.", "On a Monday.", self.today),
            by=make.a_member(self.home, Role.SUPERVISOR),
            at=self.now,
        )
        return self.asked

    @cached_property
    def stands(self) -> UUID:
        """What one person proposed to let stand."""
        by = make.a_member(self.home, Role.SUPERVISOR)
        return standing.propose(
            proposal=standing.Proposal(
                purpose="outcome_measure",
                population="Everybody who left in January",
                rules=frozenset({"baseline.psychodynamic"}),
                reasons="They were prepared for it.",
                starts_on=self.today,
                ends_on=self.today,
            ),
            by=by,
            at=self.now,
        )

    @property
    def as_client(self) -> Actor:
        """The former client, signed in."""
        return self.acts or self.story.by_client()

    @property
    def clinician(self):
        return self.story.clinician

    @property
    def client(self) -> Client:
        return self.story.client

    @property
    def directive(self) -> UUID:
        return self.story.directive

    @cached_property
    def current(self) -> Client:
        """A client whose therapy goes on."""
        return make.a_client(self.home, self.clinician)

    @cached_property
    def ending(self) -> UUID:
        """An ending that is open, with its facts."""
        made = writing.open_ending(client=self.current.id, by=self.ruth)
        writing.write_facts(ending=made, facts=self.facts, by=self.ruth)
        return made

    @property
    def facts(self) -> writing.EndingFacts:
        return writing.EndingFacts(
            "planned", "both", "yes", "formal", self.today, self.today, "cbt"
        )

    @cached_property
    def point(self):
        """An address of the current client's."""
        return make.an_email(self.current)

    @cached_property
    def phone(self):
        """A number of the former client's."""
        return go_aheads.a_point(self.client)

    @cached_property
    def go_ahead(self) -> UUID:
        """A letter that the clinician may post today."""
        home = go_aheads.a_point(self.client, "letter")
        return go_aheads.opened(self.story, home, **go_aheads.BILL)

    @cached_property
    def letter(self) -> UUID:
        """A letter to the current client that was begun; it has gaps."""
        assert self.ending
        return letters.draft_letter(
            client=self.current.id,
            name="planned_end_client",
            recipient="client",
            by=self.ruth,
        )

    @cached_property
    def written(self) -> UUID:
        """A letter to the current client with everything in it."""
        return ending_letters.written(self.current, by=self.ruth)

    @cached_property
    def readied(self) -> UUID:
        """A letter to the current client that is ready."""
        letters.make_letter_ready(letter=self.written, by=self.ruth)
        return self.written

    @cached_property
    def printed(self) -> UUID:
        """The register's row under which a letter to the former client was printed."""
        made = ending_letters.ready(self.client, by=self.ruth)
        row = ending_letters.in_hand(self.client, "closing_letter", by=self.ruth)
        letters_going.print_letter(letter=made, by=self.ruth, hand_off=row)
        return row

    def posted(self) -> UUID:
        """The same, and the person said that it was done."""
        ending_letters.came(self.client, self.printed, "done", by=self.ruth)
        return self.printed

    @property
    def terms(self):
        """What could be put before the current client."""
        return make.light_terms(self.point, self.clinician, starts_on=self.today)

    @cached_property
    def proposal(self) -> UUID:
        """What was put before the current client in the ending."""
        found = writing.decide_contact(
            ending=self.ending,
            decision="light_check_in",
            by=self.ruth,
            terms=self.terms,
        )
        assert found is not None
        return found

    @cached_property
    def ready(self) -> UUID:
        """An ending that can be closed."""
        writing.write_part(
            ending=self.ending, key="notice", plain={"pretext": "no"}, by=self.ruth
        )
        writing.settle_measure(ending=self.ending, how="skipped", by=self.ruth)
        writing.decide_contact(ending=self.ending, decision="none", by=self.ruth)
        return self.ending

    @cached_property
    def plan(self) -> str:
        """A part of the former client's own plan."""
        by = self.story.by_client()
        planning.write(
            client=self.client.id, key="helps", typed={"text": "Walk"}, by=by
        )
        return "helps"

    @cached_property
    def copy(self) -> UUID:
        """A copy of it that their clinician was shown."""
        return sharing.share(
            client=self.client.id,
            audience="clinician",
            keys=[self.plan],
            by=self.story.by_client(),
        )

    @cached_property
    def batch(self) -> UUID:
        """A file that was handed in."""
        return importing.take_file(
            data=b"id,name\r\n1,Jo Example\r\n", date_order="ymd", by=self.boss
        )

    @cached_property
    def read(self) -> UUID:
        """A file that was read."""
        importing.dry_run(batch=self.batch, by=self.boss)
        return self.batch

    @property
    def said(self) -> screening.Declaration:
        """Say that the former client lives next door."""
        return screening.Declaration("community", "existing", "client", "chance")

    @cached_property
    def relationship(self) -> UUID:
        """A second relationship that was declared."""
        return screening.declare(
            client=self.client.id,
            clinician=self.clinician.pk,
            said=self.said,
            by=self.ruth,
            at=self.now,
        )

    @cached_property
    def found(self) -> UUID:
        """A conflict check that waits for whoever leads compliance."""
        screening.check_conflict(
            about="hire", wanted=Wanted(name="Jo Example"), by=self.ruth, at=self.now
        )
        with practice(self.home.id):
            return ConflictCheck.objects.get().pk

    @cached_property
    def item(self) -> UUID:
        """Something that waits."""
        return attention.raise_item(
            kind="unknown",
            key="unknown:test",
            by=self.ruth,
            at=self.now,
            about=self.client,
        )

    @cached_property
    def colleague(self) -> UUID:
        """The membership of somebody else."""
        by = make.a_member(self.home, Role.CLINICIAN)
        return Membership.objects.get(user_id=by.id).pk

    @cached_property
    def invited(self) -> accounts.Invited:
        return accounts.invite(
            email="new@alder-house.example",
            name="New Example",
            roles=[Role.CLINICIAN],
            by=self.boss,
        )

    @cached_property
    def service(self) -> UUID:
        """A service of the list."""
        return referring.add(self, self.boss)

    @cached_property
    def services_file(self) -> UUID:
        """A file of services that waits."""
        return referring.take(self, self.boss)

    @cached_property
    def help_line(self) -> UUID:
        """What the practice said of a help line."""
        return referring.write_line(self, self.boss)

    @cached_property
    def referral(self) -> UUID:
        """Somewhere the current client was pointed to."""
        return referring.offer(self, self.ruth)

    @cached_property
    def release(self) -> UUID:
        """What may be told there."""
        return referring.release(self, self.ruth, self.referral)


def a_setting() -> Setting:
    """Make everybody; the first check-in is due at this noon."""
    story = stories.an_agreement()
    return Setting(story, make.a_member(story.practice, Role.ADMINISTRATOR))
