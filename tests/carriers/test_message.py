"""A message is built the same way for everybody, and nothing breaks out of it."""

import email
import email.policy
import re
from datetime import UTC, datetime, timedelta, timezone
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest

from afterword.carriers.errors import HeaderError, MessageError, RemoteContentError
from afterword.carriers.message import build, plain_html
from afterword.carriers.route import Encryption, Route
from afterword.carriers.smtp import Kind, hand_over

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
TEXT = "Hello from Alder House.\n\nhttps://house.example/t/abc\n"


def a_message(**more):
    given = {
        "sender_label": "Alder House",
        "sender_address": "note@house.example",
        "recipient": "jo@mail.example",
        "subject": "A note from Alder House",
        "text": TEXT,
        "html": plain_html(TEXT, language="en"),
        "unsubscribe_url": "https://house.example/s/" + "k" * 22,
        "message_id_domain": "house.example",
        "now": NOON,
        "token": "t" * 32,
    }
    return build(**given | more)


def read(raw):
    return email.message_from_bytes(raw, policy=email.policy.default)


def test_the_message_holds_what_mail_programs_need():
    """Sender, one subject, two forms of one text, and two ways to stop."""
    raw = a_message(
        unsubscribe_mailto="mailto:stop@house.example", reply_to="desk@house.example"
    )

    message = read(raw)

    assert message["From"] == "Alder House <note@house.example>"
    assert message["To"] == "jo@mail.example"
    assert message["Reply-To"] == "desk@house.example"
    assert message["Subject"] == "A note from Alder House"
    assert message["Date"].datetime == NOON
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"] == (
        f"<https://house.example/s/{'k' * 22}>, <mailto:stop@house.example>"
    )
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "multipart/alternative"
    plain, html = message.iter_parts()
    assert plain.get_content().splitlines() == TEXT.splitlines()
    assert html.get_content().splitlines() == (
        plain_html(TEXT, language="en").splitlines()
    )
    assert not message.defects


def test_the_message_names_no_program_and_asks_for_no_receipt():
    """Exactly these headers, in this order, and no others."""
    names = list(read(a_message()).keys())

    assert names == [
        "Date",
        "From",
        "To",
        "Subject",
        "Message-ID",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
        "Auto-Submitted",
        "MIME-Version",
        "Content-Type",
    ]


def test_the_message_is_plain_bytes_with_right_line_ends():
    """ASCII alone, CRLF alone, no line beyond what mail allows."""
    raw = a_message(text="Grüße 漢字\n" + "a" * 3000, sender_label="Haus Erle ☕")

    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert raw.endswith(b"--\r\n")


def test_two_messages_differ_only_where_the_token_shows():
    """Same words, other token: Message-ID and boundary alone, of equal length."""
    one, other = a_message(token="a" * 32), a_message(token="b" * 32)

    assert len(one) == len(other)
    assert masked(one) == masked(other)
    assert one != other


def test_two_clients_messages_differ_only_in_listed_fields():
    """Links and addresses of one length leave no other trace in the bytes."""

    def of(who, letter):
        link = f"https://house.example/t/{letter * 22}"
        text = f"Hello from Alder House.\n\n{link}\n"
        return a_message(
            recipient=f"{who}@mail.example",
            text=text,
            html=plain_html(text, language="en"),
            unsubscribe_url=f"https://house.example/s/{letter * 22}",
            token=letter * 32,
        )

    one, other = of("ada", "x"), of("bob", "y")

    assert len(one) == len(other)
    swap = masked(one).replace(b"ada@", b"bob@").replace(b"x" * 22, b"y" * 22)
    assert swap == masked(other)


def test_the_token_itself_is_nowhere_in_the_message():
    """Message-ID and boundary are derived, so they open nothing."""
    token = "Zz0-_" * 6 + "Qq"

    assert token.encode() not in a_message(token=token)


def test_the_same_input_gives_the_same_bytes():
    """Nothing in a message is left to chance or to the clock."""
    assert a_message() == a_message()


def test_dates_have_one_form_in_every_zone():
    """Where the server stands cannot be read from the date."""
    east = NOON.astimezone(timezone(timedelta(hours=9)))

    assert a_message(now=east) == a_message(now=NOON)


@pytest.mark.parametrize(
    "label",
    [
        "Haus Zur Ärztin",
        "Дом над рекой",
        "ольха " * 30,
        "漢字" * 90,
        "A very long name that no mail program shows " * 4,
        'Say "hello", Jo \\ friends',
        "=?utf-8?B?c3Bvb2Y=?=",
        "👩‍⚕️ House".replace("\u200d", ""),
    ],
)
def test_any_label_arrives_as_it_was_chosen(label):
    """Labels in any script and length come out whole and stay in their line."""
    raw = email.message_from_bytes(a_message(sender_label=label, subject=label))

    name, address = parseaddr(raw["From"])
    assert str(make_header(decode_header(name))) == label.strip()
    assert address == "note@house.example"
    assert str(make_header(decode_header(raw["Subject"]))) == label.strip()


@pytest.mark.parametrize("part", ["sender_label", "subject"])
@pytest.mark.parametrize(
    "text",
    [
        "House\r\nBcc: eve@evil.example",
        "House\nBcc: eve@evil.example",
        "House\rBcc: eve@evil.example",
        "House\0",
        "House\x85Bcc: eve@evil.example",
        "House\u2028Bcc: eve@evil.example",
        "Ho\u202euse",
        "Ho\u200buse",
        "",
        "   ",
        "a" * 201,
        "\ud800",
    ],
)
def test_a_line_that_would_become_two_is_refused(part, text):
    """Line ends, control and invisible characters never enter a header."""
    with pytest.raises(HeaderError) as caught:
        a_message(**{part: text})

    assert caught.value.part == part
    assert "Nothing was sent" in caught.value.for_people


@pytest.mark.parametrize(
    "part", ["sender_address", "recipient", "reply_to", "message_id_domain"]
)
@pytest.mark.parametrize(
    "text", ["a@b.example\r\nBcc: eve@evil.example", "a b@c d", ""]
)
def test_an_address_that_would_become_a_header_is_refused(part, text):
    """Addresses are checked as strictly as labels, and errors repeat none."""
    with pytest.raises(HeaderError) as caught:
        a_message(**{part: text})

    assert "eve" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "https://house.example/s/a b",
        "https://house.example/s/a>,<https://evil.example",
        "https://house.example/s/\r\nBcc: eve@evil.example",
        "https://house.example/ü",
        "https://",
        "/s/abc",
        "https://house.example/" + "a" * 900,
    ],
)
def test_a_stop_link_that_is_no_plain_address_is_refused(url):
    """The way to stop is one plain web address."""
    with pytest.raises(HeaderError):
        a_message(unsubscribe_url=url)


@pytest.mark.parametrize(
    "html",
    [
        '<img src="https://house.example/p.gif">',
        "<IMG\nSRC=x>",
        "<script>x</script>",
        '<link rel="stylesheet" href="https://x.example/a.css">',
        "<style>@import 'https://x.example'</style>",
        '<p style="background:url(https://x.example/p.gif)">a</p>',
        '<p style="background:u&#114;l(https://x.example/p.gif)">a</p>',
        '<td background="https://x.example/p.gif">',
        '<a href="#" onclick="x()">a</a>',
        '<meta http-equiv="refresh" content="0">',
        '<form action="https://x.example">',
    ],
)
def test_html_that_would_fetch_anything_is_refused(html):
    """Opening a message tells nobody that it was opened."""
    with pytest.raises(RemoteContentError):
        a_message(html=html)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("token", "short"),
        ("token", "t" * 33),
        ("token", "t" * 31 + "\n"),
        ("now", datetime(2026, 3, 1)),  # noqa: DTZ001 - that is what is refused
        ("text", "a\0b"),
        ("text", "a\ud800b"),
    ],
)
def test_what_would_change_the_form_of_a_message_is_refused(part, value):
    """Token, date and text have the form that they must have."""
    with pytest.raises(MessageError):
        a_message(**{part: value})


def test_plain_html_says_the_same_and_runs_nothing():
    """Names with angle brackets stay names; links work; nothing is loaded."""
    html = plain_html("Hi <b>Jo</b> & co\nhttps://x.example/t?a=1&b=2.", language="en")

    assert "Hi &lt;b&gt;Jo&lt;/b&gt; &amp; co<br>" in html
    assert '<a href="https://x.example/t?a=1&amp;b=2">' in html
    assert '<html lang="en">' in html
    assert a_message(html=html)


def test_plain_html_takes_language_tags_only():
    """A language is a tag, not markup."""
    with pytest.raises(MessageError):
        plain_html("x", language='en" onload="x')


def test_a_built_message_travels_unchanged(serve):
    """What was built is what a real server receives."""
    server, mailbox = serve()
    raw = a_message(sender_label="Haus Erle ☕", text=".\n..\nGrüße\n")

    result = hand_over(
        route=Route(host="127.0.0.1", port=server.port, encryption=Encryption.NONE),
        sender="note@house.example",
        recipient="jo@mail.example",
        message=raw,
    )

    assert result.kind is Kind.ACCEPTED
    assert mailbox.envelopes[0].content == raw


def masked(raw):
    """Blank the fields that the token decides, keeping their length."""
    return re.sub(rb"[0-9a-f]{32}", b"*" * 32, raw)
