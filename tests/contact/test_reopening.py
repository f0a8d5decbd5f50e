"""A later act of the client opens one contact, and no other."""

from __future__ import annotations

from afterword.consent import services as consent
from afterword.consent.queries import standing_of
from afterword.contact import services as gate
from afterword.contact.requests import ContactRequest
from afterword.rules.facts import Facts, Known
from afterword.tenancy import practice
from tests.stories import FIRST_NOON


def weighed(story, occasion):
    """Weigh an answer to what the client wrote."""
    request = ContactRequest(
        client=story.client.id,
        purpose="reply_to_client",
        occasion=occasion,
        on=FIRST_NOON.date(),
        channel="email",
        sender=story.clinician.pk,
        contact_point=story.point.pk,
        initiator="client",
    )
    with practice(story.practice.id):
        return gate.weigh(
            request,
            at=FIRST_NOON,
            extra=Facts(
                {
                    "answers_client": Known(
                        value=True, source="asker", as_of=FIRST_NOON.date()
                    )
                }
            ),
        )


def asked(story, occasion, *facts):
    """Give some facts as the gate finds them for one occasion."""
    found = weighed(story, occasion).decision.facts
    return tuple(found[name].value for name in facts)


def test_what_the_client_wrote_opens_that_one_answer(story, sink):
    """After `no_replies` their own message opens one occasion; the next is closed."""
    consent.say_no_replies(client=story.client.id, by=story.by_client(), at=FIRST_NOON)
    before = weighed(story, "inbound:7").decision
    with practice(story.practice.id):
        closed = standing_of(story.client.id).releasable()
    consent.reopen_contact(
        client=story.client.id,
        by=story.by_client("email"),
        at=FIRST_NOON,
        occasion="inbound:7",
    )

    barred = ("no_contact", "no_replies", "address_stopped")
    assert before.outcome.value == "refuse"
    assert asked(story, "inbound:7", *barred) == (False, False, False)
    assert asked(story, "inbound:8", *barred) == (True, True, True)
    assert weighed(story, "inbound:7").decision.outcome.value != "refuse"
    assert weighed(story, "inbound:8").decision.outcome.value == "refuse"
    with practice(story.practice.id):
        assert standing_of(story.client.id).releasable() == closed == frozenset()


def test_an_answer_that_is_open_opens_no_check_in(story, sink):
    """What was agreed stays stopped: an opened answer is no directive."""
    consent.withdraw(
        client=story.client.id,
        scope=consent.Scope.everything(),
        by=story.by_client(),
        at=FIRST_NOON,
    )
    consent.reopen_contact(
        client=story.client.id,
        by=story.by_client("email"),
        at=FIRST_NOON,
        occasion="inbound:7",
    )

    request = story.request()

    assert not gate.preview(request=request, by=story.machine, at=FIRST_NOON).releases
    assert not sink.messages()


def test_a_second_stop_closes_what_was_asked_for_in_between(story):
    """It is a new line, not a repeated one: an answer was open, and is no more."""

    def stop():
        return consent.withdraw(
            client=story.client.id,
            scope=consent.Scope.everything(),
            by=story.by_client(),
            at=FIRST_NOON,
        )

    first, same = stop(), stop()
    consent.reopen_contact(
        client=story.client.id,
        by=story.by_client("link"),
        at=FIRST_NOON,
        occasion="inbound:7",
    )
    second = stop()

    with practice(story.practice.id):
        assert standing_of(story.client.id).reopened == frozenset()
    assert (first.repeated, same.repeated, second.repeated) == (False, True, False)
