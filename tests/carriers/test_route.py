"""The setting for outgoing mail is read strictly, and its errors say what to set."""

import pytest

from afterword.carriers.errors import RouteError
from afterword.carriers.route import Encryption, Route


@pytest.mark.parametrize(
    ("text", "host", "port", "encryption"),
    [
        (
            "smtp://jo:pa%40ss@mail.example:587?starttls=required",
            "mail.example",
            587,
            Encryption.STARTTLS,
        ),
        ("smtp://mail.example", "mail.example", 587, Encryption.STARTTLS),
        ("smtps://jo:pass@mail.example", "mail.example", 465, Encryption.TLS),
        ("smtps://mail.example:2465", "mail.example", 2465, Encryption.TLS),
        ("smtp://localhost:1025", "localhost", 1025, Encryption.NONE),
        ("smtp://127.0.0.1:1025", "127.0.0.1", 1025, Encryption.NONE),
        ("smtp://[::1]:1025", "::1", 1025, Encryption.NONE),
        (
            "smtp://localhost:1025?starttls=required",
            "localhost",
            1025,
            Encryption.STARTTLS,
        ),
        ("smtp://relay.lan:25?starttls=never", "relay.lan", 25, Encryption.NONE),
        ("smtp://jo:pass@localhost:1025", "localhost", 1025, Encryption.NONE),
    ],
)
def test_the_address_says_server_and_encryption(text, host, port, encryption):
    """Encryption is on unless the server is this machine or somebody said never."""
    route = Route.parse(text)

    assert (route.host, route.port, route.encryption) == (host, port, encryption)


def test_a_password_may_hold_any_character():
    """Percent signs carry what an address cannot."""
    route = Route.parse("smtps://jo%40house:p%2Fa%3As%23s@mail.example")

    assert (route.user, route.password) == ("jo@house", "p/a:s#s")


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "   ",
        "mail.example:587",
        "http://mail.example",
        "smtp://",
        "smtp://:587",
        "smtp://mail.example:0",
        "smtp://mail.example:65536",
        "smtp://mail.example:port",
        "smtp://mail.example/inbox",
        "smtp://jo:secret#word@mail.example",
        "smtp://jo@mail.example",
        "smtp://:secret@mail.example",
        "smtp://jo:secret@mail.example?starttls=never",
        "smtp://mail.example?starttls=maybe",
        "smtp://mail.example?starttls=",
        "smtp://mail.example?starttls=never&starttls=required",
        "smtp://mail.example?tls=1",
        "smtps://mail.example?starttls=required",
        "smtp://mail.example?ca=/no/such/file.pem",
        "smtp://jo:sec%0Aret@mail.example",
        "smtp://ma il.example",
        "smtp://mail.example\r\nX: y",
        "smtp://[::1",
    ],
)
def test_a_wrong_address_is_an_error_that_names_the_setting(text):
    """Every error names the setting and never repeats the password."""
    with pytest.raises(RouteError) as caught:
        Route.parse(text)

    assert caught.value.for_people.startswith("AFTERWORD_SMTP_URL: ")
    assert "secret" not in caught.value.for_people + str(caught.value)


def test_a_route_shown_in_a_log_hides_its_password():
    """What a developer prints does not hold the password."""
    assert "hidden" not in repr(Route.parse("smtps://jo:hidden@mail.example"))
