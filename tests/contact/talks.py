"""A practice in which questions are talked over: who asks, who settles. No judging."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from afterword import clock
from afterword.audit.actors import Actor, Role
from afterword.contact import asked, weighing
from afterword.contact import services as gate
from afterword.contact.requests import ContactRequest
from afterword.contact.services import consulting
from afterword.contact.services import standing as standing_services
from afterword.contact.services.consulting import Advice
from afterword.rules.facts import Facts, Known
from afterword.rules.rulebook import RuleBook
from afterword.tenancy import practice
from tests import factories, stories

SETTLED_DONE = frozenset({"coordinate_with_other_provider"})


@dataclass
class Talk:
    """A client who agreed and is treated elsewhere now: that wants a talk first."""

    story: stories.Story
    supervisor: Actor
    compliance: Actor

    @property
    def ruth(self) -> Actor:
        """Who asks."""
        return self.story.staff

    def request(self, **changes):
        return replace(self.story.request(at=clock.now()), **changes)

    def ask(self, request=None, extra=None, on=None):
        """Let Ruth ask; give the stored ruling."""
        return gate.ask(
            request=request or self.request(),
            by=self.ruth,
            at=clock.now(),
            extra=extra,
            on=on,
        )

    def put(self, ruling):
        """Put a ruling before those who settle."""
        return consulting.ask_colleague(ruling=ruling.id, by=self.ruth, at=clock.now())

    def asked(self, request=None, extra=None, on=None):
        """Ask, and put the answer before those who settle."""
        ruling = self.ask(request, extra, on)
        assert ruling.outcome == "consult", ruling.answer
        self.put(ruling)
        return ruling

    def advice(self, days=30, **changes) -> Advice:
        until = clock.now().date() + timedelta(days=days)
        told = Advice("Both know of each other.", until=until, done=SETTLED_DONE)
        return replace(told, **changes)

    def settle(self, ruling, by=None, **changes):
        return consulting.settle(
            ruling=ruling.id,
            advice=self.advice(**changes),
            by=by or self.supervisor,
            at=clock.now(),
        )

    def decline(self, ruling, by=None):
        return consulting.decline(
            ruling=ruling.id,
            advice=Advice("Not now."),
            by=by or self.supervisor,
            at=clock.now(),
        )

    def rows(self, model, **where):
        with practice(self.story.practice.id):
            return list(model.objects.filter(**where))


def a_talk(
    *,
    alone: bool = False,
    reported: str = "treated_elsewhere",
    untold: str = "",
    **episode: str,
) -> Talk:
    """Make the practice; what is reported comes now, which is after the agreement.

    ``untold`` names a fact that nobody has told yet.
    """
    story = stories.an_agreement(
        home_values={"is_solo": alone},
        clinician={"employer_policy": "allows"},
        episode=episode,
        reported={untold: None} if untold else None,
    )
    if not alone:
        factories.a_clinician(story.practice, factories.a_member(story.practice))
    if reported:
        story.report(reported, "yes", clock.now())
    supervisor = compliance = story.staff
    if not alone:
        supervisor = factories.a_member(story.practice, Role.SUPERVISOR)
        compliance = factories.a_member(story.practice, Role.COMPLIANCE)
    return Talk(story, supervisor, compliance)


def new_edition(monkeypatch, pack: str) -> None:
    """Let a pack have another edition from now on."""
    old = weighing.book()
    packs = [
        {**one.plain, "hash": "0" * 64} if one.id == pack else one.plain
        for one in old.packs
    ]
    newer = RuleBook.of(old.vocabulary, packs, covered=old.covered)
    for module in (weighing, asked, standing_services):
        monkeypatch.setattr(module, "book", lambda: newer)


def by_letter(talk: Talk, purpose: str) -> ContactRequest:
    """Give a letter that rests on no agreement."""
    return talk.request(
        purpose=purpose,
        occasion="",
        channel="letter",
        directive_id=None,
        contact_point=None,
        step="",
        template="",
        initiator="practice",
        content_class="administrative",
    )


def stated(**more: object) -> Facts:
    """Give what the asker says of a letter, and more."""
    on = clock.now().date()
    known = {
        "answers_client": False,
        "personal_motive": False,
        "promotional": False,
        "discreet": True,
        "minimal_content": True,
        "address_shared": False,
        "address_stopped": False,
        **more,
    }
    return Facts({n: Known(v, "clinician attests", on) for n, v in known.items()})


def a_breach() -> Facts:
    """Give the facts of a breach, of which the law orders a notice."""
    return stated(
        incident_encrypted=False,
        incident_risk="high",
        incident_discovered_on=clock.now().date() - timedelta(days=8),
    )
