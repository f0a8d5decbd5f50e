"""One conversation, one honest answer: against real servers on loopback."""

import socket
import struct
import threading
import time

import pytest
from aiosmtpd.smtp import AuthResult

from afterword.carriers.route import Encryption, Route
from afterword.carriers.smtp import Kind, hand_over

MESSAGE = b"Subject: A note\r\n\r\nHello.\r\n.leading dot\r\n"
SENDER = "note@house.example"
RECIPIENT = "jo@mail.example"
ACCOUNT = {"user": "jo", "password": "pä:ss"}
BIG = b"Subject: A note\r\n\r\n" + b"a line of seventy characters or so \r\n" * 400_000


def to(port, encryption=Encryption.NONE, **more):
    return Route(host="127.0.0.1", port=port, encryption=encryption, **more)


def send(route, **more):
    given = {"sender": SENDER, "recipient": RECIPIENT, "message": MESSAGE}
    return hand_over(route=route, **given | more)


def greet(file):
    file.write(b"220 hello\r\n")
    file.readline()
    file.write(b"250 hello\r\n")


def up_to_data(file):
    greet(file)
    for answer in (b"250 yes\r\n", b"250 yes\r\n", b"354 go on\r\n"):
        file.readline()
        file.write(answer)


def read_message(file):
    while file.readline() not in {b".\r\n", b""}:
        pass


def test_a_message_arrives_whole(serve):
    """What the server keeps is what was handed over, dots included."""
    server, mailbox = serve()

    result = send(to(server.port))

    assert (result.kind, result.code) == (Kind.ACCEPTED, 250)
    (envelope,) = mailbox.envelopes
    assert envelope.mail_from == SENDER
    assert envelope.rcpt_tos == [RECIPIENT]
    assert envelope.content == MESSAGE


def test_the_account_of_a_conversation_holds_steps_and_codes_alone(serve):
    """The record of a conversation names no address and repeats no server text."""
    server, _ = serve()

    result = send(to(server.port))

    assert result.conversation == (
        "CONNECT",
        "GREETING 220",
        "EHLO 250",
        "MAIL 250",
        "RCPT 250",
        "DATA 354",
        "DOT 250 2.0.0",
    )


def test_starttls_encrypts_before_anything_is_named(serve, tls, certificate):
    """With STARTTLS the envelope travels encrypted, on a trusted certificate."""
    server, mailbox = serve(tls_context=tls, require_starttls=True)

    result = send(to(server.port, Encryption.STARTTLS, trust=certificate))

    assert result.kind is Kind.ACCEPTED
    assert len(mailbox.envelopes) == 1
    assert result.conversation.index("TLSv1.3") < result.conversation.index("MAIL 250")


def test_implicit_tls_encrypts_from_the_first_byte(serve, tls, certificate):
    """With smtps even the greeting is encrypted."""
    server, mailbox = serve(ssl_context=tls)

    result = send(to(server.port, Encryption.TLS, trust=certificate))

    assert result.kind is Kind.ACCEPTED
    assert result.conversation[:2] == ("CONNECT", "TLSv1.3")
    assert len(mailbox.envelopes) == 1


@pytest.mark.parametrize("encryption", [Encryption.TLS, Encryption.STARTTLS])
def test_an_untrusted_certificate_ends_it_in_clear_words(serve, tls, encryption):
    """Nobody is sent to a server that cannot prove its name."""
    options = (
        {"ssl_context": tls}
        if encryption is Encryption.TLS
        else {"tls_context": tls, "require_starttls": True}
    )
    server, mailbox = serve(**options)

    result = send(to(server.port, encryption))

    assert result.kind is Kind.UNREACHABLE
    assert "certificate of the mail server cannot be trusted" in result.detail
    assert mailbox.envelopes == []


def test_a_server_without_encryption_is_not_sent_to(serve):
    """Required encryption that is not offered means nothing is sent."""
    server, mailbox = serve()

    result = send(to(server.port, Encryption.STARTTLS))

    assert result.kind is Kind.UNREACHABLE
    assert "AFTERWORD_SMTP_URL requires it" in result.detail
    assert mailbox.envelopes == []


def test_a_wrong_file_of_certificates_is_named(serve, tls, tmp_path):
    """A trust file that is no certificate is an error about the setting."""
    server, _ = serve(ssl_context=tls)
    (tmp_path / "ca.pem").write_text("nothing")

    result = send(to(server.port, Encryption.TLS, trust=tmp_path / "ca.pem"))

    assert result.kind is Kind.UNREACHABLE
    assert "AFTERWORD_SMTP_URL" in result.detail


@pytest.mark.parametrize("way", ["PLAIN", "LOGIN"])
def test_the_user_signs_in(serve, tls, certificate, way):
    """The user and password of the route are what the server is told."""
    seen = []

    def check(*told):
        *_, mechanism, data = told
        seen.append((mechanism, data.login, data.password))
        return AuthResult(success=True)

    server, mailbox = serve(
        tls_context=tls,
        require_starttls=True,
        authenticator=check,
        auth_required=True,
        auth_exclude_mechanism=[m for m in ("PLAIN", "LOGIN") if m != way],
    )
    route = to(server.port, Encryption.STARTTLS, trust=certificate, **ACCOUNT)

    result = send(route)

    assert seen == [(way, b"jo", "pä:ss".encode())]
    assert result.kind is Kind.ACCEPTED
    assert len(mailbox.envelopes) == 1


def test_a_wrong_password_is_a_matter_of_the_setting(serve, tls, certificate):
    """A refused sign-in names the setting, and nothing is sent."""
    server, mailbox = serve(
        tls_context=tls,
        require_starttls=True,
        authenticator=lambda *_: AuthResult(success=False, handled=False),
        auth_required=True,
    )
    route = to(server.port, Encryption.STARTTLS, trust=certificate, **ACCOUNT)

    result = send(route)

    assert (result.kind, result.code) == (Kind.REFUSED, 535)
    assert "user and password of AFTERWORD_SMTP_URL" in result.detail
    assert mailbox.envelopes == []


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("550 5.1.1 no such person jo@mail.example", Kind.REFUSED_ADDRESS),
        ("550 no such person", Kind.REFUSED_ADDRESS),
        ("551 gone", Kind.REFUSED_ADDRESS),
        ("553 no", Kind.REFUSED_ADDRESS),
        ("550 5.2.1 closed", Kind.REFUSED_ADDRESS),
        ("554 5.1.1 no such person", Kind.REFUSED_ADDRESS),
        ("550 5.7.1 relaying denied", Kind.REFUSED),
        ("550 5.1.8 your own domain is bad", Kind.REFUSED),
        ("554 no", Kind.REFUSED),
        ("552 5.2.2 full", Kind.REFUSED),
        ("451 4.7.1 later", Kind.REFUSED),
        ("450 4.1.1 not sure yet", Kind.REFUSED),
    ],
)
def test_a_refusal_at_the_recipient_is_told_apart(serve, said, kind):
    """Only a permanent refusal of this very address counts against the address."""
    server, mailbox = serve()
    mailbox.says["RCPT"] = said

    result = send(to(server.port))

    assert result.kind is kind
    assert result.code == int(said[:3])
    assert result.temporary is said.startswith("4")
    assert "jo@" not in repr(result)
    assert mailbox.envelopes == []


@pytest.mark.parametrize("said", ["451 4.3.0 later", "554 5.7.1 not this one"])
def test_a_refusal_of_the_whole_message_is_definite(serve, said):
    """After the dot a refusal still means that nothing was sent."""
    server, mailbox = serve()
    mailbox.says["DOT"] = said

    result = send(to(server.port))

    assert (result.kind, result.code) == (Kind.REFUSED, int(said[:3]))
    assert result.temporary is said.startswith("4")


def test_a_refused_sender_is_not_held_against_the_recipient(serve):
    """A refusal of our own address says nothing about theirs."""
    server, mailbox = serve()
    mailbox.says["MAIL"] = "550 5.1.8 who are you"

    assert send(to(server.port)).kind is Kind.REFUSED


def test_no_server_means_not_sent():
    """A refused connection is a definite answer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    result = send(to(port))

    assert result.kind is Kind.UNREACHABLE
    assert result.detail == "no mail server listens there"


def test_a_hang_before_the_greeting_ends_within_the_limit(scripted):
    """A silent server costs the time allowed and no more; nothing was sent."""
    stop = threading.Event()
    port = scripted(lambda _file, _connection: stop.wait(15))

    began = time.monotonic()
    result = send(to(port), within=0.6)
    stop.set()

    assert result.kind is Kind.UNREACHABLE
    assert time.monotonic() - began < 2


def test_a_slow_drip_does_not_outwit_the_limit(scripted):
    """A server that sends a byte now and then is stopped by the same clock."""
    stop = threading.Event()

    def play(file, _connection):
        while not stop.wait(0.1):
            file.write(b"2")

    port = scripted(play)

    began = time.monotonic()
    result = send(to(port), within=0.8)
    stop.set()

    assert result.kind is Kind.UNREACHABLE
    assert time.monotonic() - began < 2


def test_a_hang_after_the_dot_is_unknown_within_the_limit(scripted):
    """A complete message without an answer may be on its way; no more is said."""
    rest, over = [], threading.Event()

    def play(file, _connection):
        up_to_data(file)
        read_message(file)
        rest.append(file.read())
        over.set()

    port = scripted(play)

    began = time.monotonic()
    result = send(to(port), within=1.0)

    assert over.wait(5)
    assert rest == [b""]

    assert (result.kind, result.code) == (Kind.UNKNOWN, None)
    assert time.monotonic() - began < 3
    assert result.conversation[-1] == "DATA 354"


def test_a_hang_up_after_the_dot_is_unknown(scripted):
    """Nobody can tell whether the server kept it."""

    def play(file, _connection):
        up_to_data(file)
        read_message(file)

    assert send(to(scripted(play))).kind is Kind.UNKNOWN


@pytest.mark.parametrize("answer", [b"nonsense\r\n", b"354 more\r\n", b"\xff\xfe\r\n"])
def test_nonsense_after_the_dot_is_unknown(scripted, answer):
    """An answer that is neither yes nor no is not read as either."""

    def play(file, _connection):
        up_to_data(file)
        read_message(file)
        file.write(answer)
        file.readline()

    assert send(to(scripted(play))).kind is Kind.UNKNOWN


def test_a_drop_in_the_middle_of_the_message_is_definite(scripted):
    """The dot was never written, so the server cannot have taken it."""

    def play(file, connection):
        up_to_data(file)
        file.read(4096)
        connection.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )

    result = send(to(scripted(play)), message=BIG)

    assert result.kind is Kind.UNREACHABLE
    assert result.conversation[-1] == "DATA 354"


def test_a_server_that_stops_reading_in_the_middle_is_definite(scripted):
    """A full pipe ends at the limit with the dot unwritten."""
    stop = threading.Event()

    def play(file, _connection):
        up_to_data(file)
        stop.wait(15)

    port = scripted(play)

    result = send(to(port), message=BIG, within=1.5)
    stop.set()

    assert result.kind is Kind.UNREACHABLE
    assert result.detail in {
        "the mail server stopped listening",
        "the time allowed was used up",
    }


@pytest.mark.parametrize("answers", [0, 1, 2, 3])
def test_a_drop_before_the_message_is_definite(scripted, answers):
    """Wherever it breaks before the message, nothing was sent."""
    said = [b"220 hello\r\n", b"250 hello\r\n", b"250 yes\r\n", b"250 yes\r\n"]

    def play(file, _connection):
        for number, answer in enumerate(said[:answers]):
            if number:
                file.readline()
            file.write(answer)
        if answers:
            file.readline()

    assert send(to(scripted(play))).kind is Kind.UNREACHABLE


def test_an_endless_reply_is_cut_off(scripted):
    """A reply without an end is no reply."""

    def play(file, _connection):
        while True:
            file.write(b"220-more\r\n" * 50)

    result = send(to(scripted(play)))

    assert result.kind is Kind.UNREACHABLE
    assert result.detail == "the mail server's reply has no end"


def test_words_slipped_in_before_encryption_end_it(scripted):
    """What an eavesdropper adds before the handshake is never read as the server's."""

    def play(file, _connection):
        file.write(b"220 hello\r\n")
        file.readline()
        file.write(b"250-hello\r\n250 STARTTLS\r\n")
        file.readline()
        file.write(b"220 go\r\n250-hello\r\n250 AUTH PLAIN\r\n")
        file.readline()

    result = send(to(scripted(play), Encryption.STARTTLS))

    assert result.kind is Kind.UNREACHABLE
    assert "out of turn" in result.detail


def test_the_beginning_is_told_immediately_before_the_envelope(scripted):
    """The mark falls after the greeting and before the first byte of MAIL."""
    heard = []

    def play(file, _connection):
        greet(file)
        heard.append(file.readline())
        file.write(b"550 no\r\n")

    port = scripted(play)
    result = send(to(port), on_begin=lambda: heard.append("begun"))

    assert result.kind is Kind.REFUSED
    assert heard[0] == "begun"
    assert heard[1].startswith(b"MAIL FROM:<note@house.example>")


def test_what_the_beginning_raises_stops_the_envelope(serve):
    """If the beginning cannot be recorded, no envelope is written."""
    server, mailbox = serve()

    def fail():
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        send(to(server.port), on_begin=fail)

    assert mailbox.envelopes == []


def test_the_beginning_is_not_told_when_no_envelope_is_written():
    """A server that is not there has not been handed anything."""
    begun = []

    send(to(1), on_begin=lambda: begun.append(1))

    assert begun == []


@pytest.mark.parametrize(
    "address",
    [
        "jo@mail.example>\r\nRCPT TO:<eve@evil.example",
        "jo@mail.example\nDATA",
        "jo@mail.example\0",
        "jo @mail.example",
        "<jo@mail.example>",
        '"jo\\"@mail.example',
        "jo@mail.example NOTIFY=SUCCESS",
        "jo@",
        "@mail.example",
        "jo",
        "",
        "j\u202eo@mail.example",
        "jo@ma\u200bil..example",
        "a" * 65 + "@mail.example",
        "jo@" + "a" * 64 + ".example",
        "\ud800@mail.example",
    ],
)
def test_an_address_that_would_break_out_is_never_written(serve, address):
    """Nothing that could become a second command reaches the server."""
    server, mailbox = serve()

    as_recipient = send(to(server.port), recipient=address)
    as_sender = send(to(server.port), sender=address)

    assert as_recipient.kind is Kind.REFUSED_ADDRESS
    assert as_sender.kind is Kind.REFUSED
    assert as_recipient.conversation == as_sender.conversation == ()
    assert mailbox.envelopes == []


@pytest.mark.parametrize(
    "message",
    [
        b"Subject: x\r\n\r\nhello\n.\nMAIL FROM:<eve@evil.example>\n",
        b"Subject: x\r\n\r\nhello\r.\r",
        b"Subject: x\r\n\r\nhel\0lo\r\n",
        b"Subject: x\r\n\r\n" + b"a" * 999 + b"\r\n",
    ],
)
def test_a_message_that_would_break_out_is_never_written(serve, message):
    """Broken line ends, NUL and endless lines stay here."""
    server, mailbox = serve()

    assert send(to(server.port), message=message).kind is Kind.REFUSED
    assert mailbox.envelopes == []


def test_a_message_larger_than_the_server_takes_is_not_begun(serve):
    """The size that the server offers is respected before the envelope."""
    server, mailbox = serve(data_size_limit=30)
    begun = []

    result = send(to(server.port), on_begin=lambda: begun.append(1))

    assert result.kind is Kind.REFUSED
    assert "larger" in result.detail
    assert begun == []
    assert mailbox.envelopes == []


def test_an_address_beyond_ascii_needs_a_server_that_takes_it(serve):
    """Letters beyond ASCII go only where the server says that it takes them."""
    able, mailbox = serve(enable_SMTPUTF8=True)
    unable, _ = serve(enable_SMTPUTF8=False)

    taken = send(to(able.port), recipient="jörg@bücher.example")
    not_taken = send(to(unable.port), recipient="jörg@bücher.example")

    assert taken.kind is Kind.ACCEPTED
    assert mailbox.envelopes[0].rcpt_tos == ["jörg@xn--bcher-kva.example"]
    assert "SMTPUTF8" in mailbox.envelopes[0].mail_options
    assert not_taken.kind is Kind.REFUSED


def test_bytes_beyond_seven_bits_need_a_server_that_takes_them(scripted):
    """A message with 8-bit bytes is not forced on a server that takes 7."""

    def play(file, _connection):
        greet(file)
        file.readline()

    message = "Subject: x\r\n\r\ngrüß\r\n".encode()

    assert send(to(scripted(play)), message=message).detail == (
        "the mail server takes only 7-bit messages"
    )


def test_nothing_is_tried_twice(scripted):
    """A failure is final: the server is asked once."""
    seen, over = [], threading.Event()

    def play(file, _connection):
        greet(file)
        seen.append(file.readline())
        file.write(b"451 later\r\n")
        seen.append(file.readline())
        file.write(b"221 bye\r\n")
        seen.append(file.readline())
        over.set()

    send(to(scripted(play)))

    assert over.wait(5)
    assert [line[:4] for line in seen] == [b"MAIL", b"QUIT", b""]
