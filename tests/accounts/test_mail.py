"""Mail to staff over a real SMTP conversation, and what is said when it fails."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default

import pytest

from afterword.accounts import services
from afterword.accounts.models import StaffUser
from afterword.audit.actors import Role
from afterword.carriers.sink import Sink


@pytest.fixture
def sink(tmp_path, settings):
    with Sink(tmp_path / "mail") as running:
        settings.SMTP_URL = running.url
        yield running


def only(sink: Sink):
    (received,) = sink.messages()
    return received, message_from_bytes(received.raw, policy=default)


def test_a_link_is_mailed_with_the_neutral_name(administrator, sink, events):
    """The colleague gets it; what shows on a locked phone says nothing more."""
    made = services.invite(
        email="nia@a.example", name="Nia", roles=[Role.CLINICIAN], by=administrator
    )

    sent = services.mail_link(invited=made, by=administrator)

    received, message = only(sink)
    assert sent.accepted
    assert received.recipients == ("nia@a.example",)
    assert message["From"].startswith("Alder House <")
    assert message["Auto-Submitted"] == "auto-generated"
    assert made.url in message.get_content()
    assert events()[-1] == ("accounts.link_mailed", "done")


def test_a_test_goes_to_whoever_asked(desk, administrator, sink):
    """To nobody else, whatever the form says."""
    answer = desk.post("/desk/practice/test-mail", {"email": "somebody@else.example"})

    received, message = only(sink)
    assert answer.status_code == 303
    assert received.recipients == (StaffUser.objects.get(pk=administrator.id).email,)
    assert message["Subject"] == "A test from Alder House"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "not_configured"),
        ("smtp://127.0.0.1:1", "unreachable"),
        ("ftp://mail.example", "settings"),
    ],
)
def test_what_went_wrong_is_said_and_written(
    administrator, settings, events, url, code
):
    """No server, a dead one, a mistyped one: the page says so, nothing is claimed."""
    settings.SMTP_URL = url

    sent = services.mail_oneself(by=administrator)

    assert not sent.accepted
    assert sent.code == code
    assert sent.words
    assert events() == [("accounts.test_mailed", "failed")]


def test_a_name_cannot_add_a_header(home, administrator, sink):
    """A neutral name with a line break or quotes stays one name."""
    home.neutral_name = 'Alder"\r\nBcc: x@y.example'
    home.save()

    services.mail_oneself(by=administrator)

    received, message = only(sink)
    assert len(received.recipients) == 1
    assert message["Bcc"] is None
