"""The card that a client keeps, and the agreement on paper. Pure; it stores nothing.

The card names nobody and nothing: who finds it learns only that somebody can
stop some messages.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from afterword.letters import qr
from afterword.letters.errors import LetterDataError
from afterword.letters.press import Data, language_parts, printed, seen

GROUP = 4
LONGEST_CODE = 24
LONGEST_ADDRESS = 80
_ADDRESS = re.compile(r"https?://[!-~]+")


@dataclass(frozen=True)
class CardWords:
    """What the card says. English here; whoever translates passes another."""

    document_title: str = "Card"
    heading: str = "You can stop the messages at any time"
    code_label: str = "Your code"
    steps: tuple[str, ...] = (
        "Open the address below, or point a phone camera at the square.",
        "Enter your code.",
        "Choose what stops or changes. It counts at once.",
    )
    promise: str = "You do not have to say why."
    square: str = "A square that a phone camera reads as the address"
    help_label: str = "If you need someone now, day or night:"
    keep: str = "No code is needed for that page. Keep this card where only you see it."


@dataclass(frozen=True)
class Line:
    """One thing that was asked, and the answer in the client's choice of words."""

    what: str
    answer: str
    detail: str = ""


@dataclass(frozen=True)
class AgreementWords:
    """What the paper says around the answers."""

    document_title: str = "Form"
    heading: str = "What we agreed about contact"
    opening: str = (
        "Please read each line. Cross out what is not right and write beside it. "
        "Saying no changes nothing about coming back."
    )
    person_label: str = "For"
    choices_heading: str = "Your choices"
    reached_heading: str = "How you are reached"
    know_heading: str = "Good to know"
    sign_heading: str = "Sign here if this is what you want"
    sign_text: str = "I read this, or it was read to me. It is my choice."
    attest_heading: str = "A second person signs here"
    attest_text: str = (
        "I was there. I saw this signed. I did not make this agreement myself."
    )
    alone_text: str = (
        "Nobody else in the practice? Then a scan of this signed page is kept instead."
    )
    name: str = "Name"
    name_and_role: str = "Name and role"
    signature: str = "Signature"
    date: str = "Date"
    page: str = "Page"
    of: str = "of"


@dataclass(frozen=True)
class Agreement:
    """Everything that the paper form shows; plain text, all of it."""

    practice: str
    person: str
    reference: str
    language: str
    choices: tuple[Line, ...]
    reached: tuple[Line, ...] = ()
    know: tuple[str, ...] = ()
    words: AgreementWords = AgreementWords()


def stop_card(
    *,
    code: str,
    stop_address: str,
    help_address: str,
    language: str,
    words: CardWords | None = None,
) -> bytes:
    """Give the A6 card as a tagged PDF."""
    return printed("card", _card(code, stop_address, help_address, language, words))


def stop_card_picture(
    *,
    code: str,
    stop_address: str,
    help_address: str,
    language: str,
    words: CardWords | None = None,
) -> bytes:
    """Give the card as a PNG picture, to show beside its download."""
    (picture,) = seen("card", _card(code, stop_address, help_address, language, words))
    return picture


def paper_agreement(*, data: Agreement) -> bytes:
    """Give the A4 form as a tagged PDF: read back, sign, have it attested."""
    return printed("agreement", _agreement(data))


def paper_agreement_pictures(*, data: Agreement) -> list[bytes]:
    """Give the form's pages as PNG pictures."""
    return seen("agreement", _agreement(data))


def grouped(code: str) -> list[str]:
    """Cut a code into groups that are easy to read and to type."""
    plain = re.sub(r"[\s-]", "", code).upper()
    if not re.fullmatch(rf"[A-Z0-9]{{1,{LONGEST_CODE}}}", plain):
        raise LetterDataError(where="code", problem="is not letters and digits")
    return [plain[at : at + GROUP] for at in range(0, len(plain), GROUP)]


def _card(
    code: str, stop: str, help_page: str, language: str, words: CardWords | None
) -> dict[str, Data]:
    data: dict[str, Data] = {
        "code": list(grouped(code)),
        "stop": _shown(_address("stop_address", stop)),
        "help": _shown(_address("help_address", help_page)),
        "square": qr.svg(stop),
        "words": _plain(asdict(words or CardWords())),
    }
    return data | language_parts(language)


def _agreement(data: Agreement) -> dict[str, Data]:
    if not data.choices:
        raise LetterDataError(where="choices", problem="are none")
    fields = asdict(data)
    del fields["language"]
    return {name: _plain(value) for name, value in fields.items()} | language_parts(
        data.language
    )


def _plain(value: object) -> Data:
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    raise LetterDataError(where="data", problem="holds something that is not text")


def _address(where: str, address: str) -> str:
    if (
        len(address) > LONGEST_ADDRESS
        or not _ADDRESS.fullmatch(address)
        or not urlsplit(address).hostname
    ):
        raise LetterDataError(where=where, problem="is not a short web address")
    return address


def _shown(address: str) -> str:
    """Give an address as people type it."""
    return address.removeprefix("https://").rstrip("/")
