"""A letter is made for one person, signed if there is a key, or not made at all."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from afterword.attention.models import Item
from afterword.consent import doors
from afterword.contact import services as gate
from afterword.messaging import services as messaging
from afterword.tenancy import practice
from afterword.vault import keys
from afterword.vault.fields import DataClass
from tests.stories import FIRST_NOON

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh_signer():
    messaging._signer.cache_clear()
    yield
    messaging._signer.cache_clear()


def carry_out(story):
    """Carry out the story's first check-in."""
    return gate.carry_out(request=story.request(), by=story.machine, at=FIRST_NOON)


def test_mail_is_signed_when_a_key_is_set(story, sink, tmp_path, monkeypatch):
    """With the three settings of DKIM a message carries a signature."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    path = tmp_path / "key.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    monkeypatch.setenv("AFTERWORD_DKIM_KEY", str(path))
    monkeypatch.setenv("AFTERWORD_DKIM_DOMAIN", "example.org")
    monkeypatch.setenv("AFTERWORD_DKIM_SELECTOR", "note")

    carry_out(story)

    (message,) = sink.messages()
    assert message.raw.startswith(b"DKIM-Signature:")


def test_half_a_signature_sends_nothing(story, sink, monkeypatch):
    """A key without its domain is a mistake that is told before anything is claimed."""
    monkeypatch.setenv("AFTERWORD_DKIM_KEY", "/nowhere")

    assert messaging.mail_problem(look=False) == "mail_not_set_up"


def test_an_address_that_was_erased_is_not_written_to(story, sink):
    """Without its key the address cannot be opened: nothing goes, a person is told."""
    request = story.request()
    with practice(story.practice.id):
        keys.destroy(story.client.id, DataClass.FOLLOW_UP)

    hand_off = gate.carry_out(request=request, by=story.machine, at=FIRST_NOON)

    with practice(story.practice.id):
        assert [item.kind for item in Item.objects.all()] == ["not_sent"]
    assert (hand_off.status, hand_off.result) == ("cancelled", "no_address")
    assert sink.messages() == []


def test_a_link_stops_for_longer_than_the_agreement_runs(story, sink):
    """Whoever finds the note a year later can still stop with it."""
    carry_out(story)

    raw = sink.messages()[0].raw.replace(b"=\r\n", b"")
    token = raw.split(b"/n/")[1][:32].decode()
    found = doors.find_for_stop(token)
    assert found is not None
    assert (found.client, found.opens) == (story.client.id, "link")


def test_a_mail_server_that_is_not_there_is_noticed(settings):
    """Looking tells a silent server from one that is not set up."""
    settings.SMTP_URL = ""
    assert messaging.mail_problem(look=True) == "mail_not_set_up"

    settings.SMTP_URL = "smtp://127.0.0.1:9"
    assert messaging.mail_problem(look=True) == "mail_server_silent"
    assert messaging.mail_problem(look=False) == ""
