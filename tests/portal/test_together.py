"""Two who came together: on the pages of one nothing of the other appears."""

from __future__ import annotations

import re

import pytest

from afterword import clock
from afterword.clinic.models import Client
from afterword.clinic.services import together
from afterword.contact import services as gate
from afterword.contact.errors import NotReleasedError
from afterword.contact.models import Ruling
from afterword.ending.models import Ending
from afterword.ending.services import writing
from afterword.tenancy import practice
from afterword.vault import services as vault
from tests import factories
from tests.mail import sink
from tests.portal.people import a_visitor

__all__ = ["sink"]
WORDS = ("Canarina", "canary@mail.example", "Quixote the plan", "Zephyr the signs")
CHANGES_BY_ITSELF = re.compile(
    rb'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"|"times": \d+'
)


@pytest.fixture
def two(transactional_db, hands, settings, tmp_path):
    """Two former clients of one clinician; the second's words are unlike any other."""
    settings.JOURNAL = tmp_path / "journal"
    jo = a_visitor()
    other = a_visitor(home=jo.story.practice, address=WORDS[1])
    with practice(jo.home):
        Client.objects.filter(pk=other.client).update(clinician=jo.story.clinician)
        row = Client.objects.get(pk=other.client)
        vault.seal(row, name=WORDS[0], preferred_name=WORDS[0])
        row.save()
        ending = Ending.objects.get(client=row)
        vault.seal(ending, coping=WORDS[2], early_signs=WORDS[3])
        ending.save()
    return jo.come_in(), other


def pages(jo) -> dict[str, bytes]:
    """Give everything that a client can look at and take along."""
    step, directive = jo.step().pk, jo.story.directive
    paths = (
        "/t",
        "/c",
        f"/c/{directive}",
        "/c/reach",
        "/p",
        "/p/text",
        "/d",
        "/d/take",
    )
    shown = {
        path: jo.get(path) for path in (*paths, "/b", f"/q/{step}", f"/n/{jo.link}")
    }
    return {
        path: CHANGES_BY_ITSELF.sub(b"", one.content) for path, one in shown.items()
    }


def come_together(jo, other) -> None:
    ruth = jo.story.staff
    together.set_format(client=jo.client, format="couple", by=ruth)
    together.join(client=jo.client, other=other.client, by=ruth)


def test_nothing_of_one_appears_for_the_other(two, sink):
    """Neither words nor names, nor that there is somebody: the pages stay the same."""
    jo, other = two
    pages(jo)  # what the first looks add to the record is there from now on
    before = pages(jo)
    with practice(jo.home):
        known = Client.objects.get(pk=other.client).reference
    come_together(jo, other)
    writing.open_ending(client=other.client, by=jo.story.staff)
    after = pages(jo)
    gate.carry_out(request=jo.story.request(), by=jo.story.machine, at=clock.now())
    sent = b"".join(one.raw for one in sink.messages())
    told = b"".join(after.values()) + sent

    assert sent
    for canary in (*WORDS, known, str(other.client), str(other.story.directive)):
        assert canary.encode() not in told, canary
    assert {path for path in after if after[path] != before[path]} == set()


def test_what_stood_on_a_shared_address_goes_nowhere(two, sink):
    """An agreement stands; when the address is the other's too, nothing goes to it."""
    jo, other = two
    factories.an_email(other.story.client, "jo@mail.example")
    before = pages(jo)["/c/reach"]
    come_together(jo, other)

    with pytest.raises(NotReleasedError):
        gate.carry_out(request=jo.story.request(), by=jo.story.machine, at=clock.now())
    with practice(jo.home):
        ruling = Ruling.objects.order_by("at").last()
    answer = vault.open(
        by=jo.story.staff, purpose="read_ruling", rows=[ruling], fields=["answer"]
    )[0]["answer"]

    assert sink.messages() == []
    assert (ruling.releases, ruling.outcome) == (False, "refuse")
    assert "baseline.address_shared" in answer
    assert str(other.client) not in answer
    assert pages(jo)["/c/reach"] == before
