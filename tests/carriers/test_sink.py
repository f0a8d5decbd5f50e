"""Our own small mail server keeps what it acknowledges, and nothing else."""

import contextlib
import smtplib
import socket
import threading

import pytest

from afterword.carriers.route import Route
from afterword.carriers.sink import Sink
from afterword.carriers.smtp import Kind, hand_over
from tests.carriers.test_message import a_message


@pytest.fixture
def sink(tmp_path):
    with Sink(tmp_path / "mail") as running:
        yield running


def send(sink, recipient="jo@mail.example", message=None):
    return hand_over(
        route=Route.parse(sink.url),
        sender="note@house.example",
        recipient=recipient,
        message=a_message() if message is None else message,
    )


def test_what_is_acknowledged_is_on_disk(sink):
    """Bytes and envelope are kept as they came, in order."""
    raw = a_message(text=".\n..hidden dot\n")

    first, second = send(sink, message=raw), send(sink, recipient="jörg@mail.example")

    assert first.kind is second.kind is Kind.ACCEPTED
    kept = sink.messages()
    assert [m.path.name for m in kept] == ["000001.eml", "000002.eml"]
    assert kept[0].raw == raw
    assert kept[0].sender == "note@house.example"
    assert [m.recipients for m in kept] == [
        ("jo@mail.example",),
        ("jörg@mail.example",),
    ]


def test_other_mail_programs_can_use_it(sink):
    """The standard library's client gets along with it."""
    with smtplib.SMTP("127.0.0.1", sink.port, timeout=5) as client:
        client.sendmail("a@x.example", ["b@y.example", "c@y.example"], a_message())

    assert sink.messages()[0].recipients == ("b@y.example", "c@y.example")
    assert sink.messages()[0].raw == a_message()


def test_many_at_once_are_all_kept(sink):
    """Messages that come together do not overwrite each other."""
    threads = [threading.Thread(target=send, args=(sink,)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(sink.messages()) == 12


def test_a_message_that_breaks_off_is_not_kept(sink):
    """Without the final dot there is no message."""
    with socket.create_connection(("127.0.0.1", sink.port), timeout=5) as raw:
        file = raw.makefile("rwb", buffering=0)
        file.readline()
        for line in (b"HELO x", b"MAIL FROM:<a@x>", b"RCPT TO:<b@y>", b"DATA"):
            file.write(line + b"\r\n")
            file.readline()
        file.write(b"Subject: half\r\n\r\nhal")

    assert sink.messages() == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"DATA", b"503"),
        (b"RCPT TO:<b@y>", b"503"),
        (b"MAIL nobody", b"503"),
        (b"VRFY jo", b"502"),
        (b"\xff\xfe", b"502"),
        (b"", b"502"),
        (b"NOOP", b"250"),
        (b"QUIT", b"221"),
    ],
)
def test_a_command_out_of_place_is_answered(sink, line, code):
    """Whatever is said, the answer is a code and the server goes on."""
    with socket.create_connection(("127.0.0.1", sink.port), timeout=5) as raw:
        file = raw.makefile("rwb", buffering=0)
        file.readline()
        file.write(line + b"\r\n")

        assert file.readline()[:3] == code

    assert send(sink).kind is Kind.ACCEPTED


def test_endless_input_is_ended(sink):
    """A line without an end, and a message without an end, are cut off."""
    with socket.create_connection(("127.0.0.1", sink.port), timeout=5) as raw:
        raw.recv(100)
        raw.sendall(b"A" * 4096)
        assert raw.recv(100) == b""
    with socket.create_connection(("127.0.0.1", sink.port), timeout=5) as raw:
        file = raw.makefile("rwb", buffering=0)
        file.readline()
        for line in (b"HELO x", b"MAIL FROM:<a@x>", b"RCPT TO:<b@y>", b"DATA"):
            file.write(line + b"\r\n")
            file.readline()
        with contextlib.suppress(ConnectionError):
            while True:
                file.write(b"a" * 1000 + b"\r\n")

    assert sink.messages() == []


def test_a_message_that_is_too_large_is_known_before_it_is_sent(sink):
    """The sink says what it takes, and the sender keeps to it."""
    too_large = send(sink, message=b"Subject: x\r\n\r\n" + b"a\r\n" * 2**21)

    assert too_large.kind is Kind.REFUSED
    assert "larger" in too_large.detail


def test_a_full_disk_is_told_and_nothing_is_acknowledged(sink, monkeypatch):
    """What cannot be kept is refused for now."""

    def full(*_):
        raise OSError("no space left")

    monkeypatch.setattr("afterword.carriers.sink._write", full)

    result = send(sink)

    assert (result.kind, result.temporary) == (Kind.REFUSED, True)
    assert sink.messages() == []


def test_it_listens_on_this_machine_alone(sink):
    """The sink is bound to loopback."""
    assert sink._server.server_address[0] == "127.0.0.1"


def test_it_can_be_stopped_and_started_again_on_the_same_folder(tmp_path):
    """Numbers go on where they stopped."""
    with Sink(tmp_path) as first:
        send(first)
    with Sink(tmp_path) as second:
        send(second)
        assert [m.path.stem for m in second.messages()] == ["000001", "000002"]
    assert send(first).kind is Kind.UNREACHABLE
