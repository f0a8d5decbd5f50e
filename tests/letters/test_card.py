"""The card says what to do and nothing else; paper is the same every time."""

import re
import struct
import zlib
from dataclasses import replace

import pytest
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

from afterword.letters import qr
from afterword.letters.card import (
    Agreement,
    CardWords,
    Line,
    grouped,
    paper_agreement,
    paper_agreement_pictures,
    stop_card,
    stop_card_picture,
)
from afterword.letters.errors import LetterDataError, UnprintableCharacterError
from afterword.letters.press import TEMPLATES, tidy

FORM = Agreement(
    practice="Alder House",
    person="J. Marsh",
    reference="AH-0113",
    language="en-GB",
    choices=(
        Line("May we write?", "Yes", "At 1, 3 and 6 months."),
        Line("More?", "No"),
    ),
    reached=(Line("E-mail address", "jo@mail.example"),),
    know=("You can stop at any time.",),
)


def a_card(make=stop_card, **more):
    given = {
        "code": "K7QM2XWP4TRD",
        "stop_address": "https://note.house.example/stop",
        "help_address": "https://note.house.example/h",
        "language": "en",
    }
    return make(**given | more)


def structure(pdf):
    """Give everything in a PDF that is not a drawing, as text."""
    parts = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(parts)


def size(png):
    return struct.unpack(">II", png[16:24])


def test_the_card_is_one_small_tagged_page():
    """A6, one page, tagged, with its language and a neutral title."""
    pdf = structure(a_card(language="en-GB"))

    assert pdf.startswith(b"%PDF-1.7")
    assert b"/MarkInfo" in pdf
    assert b"/StructTreeRoot" in pdf
    assert b"/Lang (en-GB)" in pdf.replace(b"/Lang(", b"/Lang (")
    assert re.search(rb"/Title ?\(Card\)", pdf)
    assert re.findall(rb"/MediaBox ?\[ ?0 0 ([\d.]+) ([\d.]+)", pdf) == [
        (b"297.6378", b"419.52756")
    ]


def test_the_card_names_no_author_and_no_product():
    """Nothing in the file says where the card comes from."""
    pdf = structure(a_card()).lower()

    assert b"/author" not in pdf
    assert b"afterword" not in pdf
    assert b"therap" not in pdf


@pytest.mark.parametrize("make", [stop_card, stop_card_picture])
def test_equal_cards_are_equal_bytes(make):
    """Printing twice gives the same file; another code gives another."""
    assert a_card(make) == a_card(make)
    assert a_card(make) != a_card(make, code="K7QM2XWP4TRE")
    assert a_card(make) != a_card(make, help_address="https://x.example/h")


@pytest.mark.parametrize(
    "other",
    [
        replace(FORM, practice="Elm House"),
        replace(FORM, person="M. Marsh"),
        replace(FORM, reference="AH-0114"),
        replace(FORM, choices=(replace(FORM.choices[0], what="?"), FORM.choices[1])),
        replace(FORM, choices=(replace(FORM.choices[0], answer="?"), FORM.choices[1])),
        replace(FORM, choices=(replace(FORM.choices[0], detail="?"), FORM.choices[1])),
        replace(FORM, reached=(Line("E-mail address", "al@mail.example"),)),
        replace(FORM, know=("?",)),
    ],
)
def test_every_part_of_the_form_is_on_the_page(other):
    """A page shows each thing it was given, so another thing gives another page."""
    assert paper_agreement_pictures(data=other) != paper_agreement_pictures(data=FORM)
    assert paper_agreement_pictures(data=FORM) == paper_agreement_pictures(data=FORM)


@pytest.mark.parametrize("pdf", [paper_agreement(data=FORM), a_card()])
def test_the_day_of_printing_is_not_in_the_file(pdf):
    """Equal data give equal bytes on any day; the title is neutral."""
    said = structure(pdf)

    assert b"D:19700101000000Z" in said
    assert re.search(rb"/Title ?\((Form|Card)\)", said)


def test_a_long_form_goes_on_over_several_pages():
    """No answer is lost when there are many."""
    many = replace(FORM, choices=FORM.choices * 30)

    pages = paper_agreement_pictures(data=many)

    assert len(pages) > 2
    assert {size(page) for page in pages} == {(1191, 1684)}


def test_the_picture_has_the_shape_of_the_card():
    """A6 at 144 dots an inch."""
    assert size(a_card(stop_card_picture)) == (595, 839)


@pytest.mark.parametrize(
    ("code", "groups"),
    [
        ("K7QM2XWP4TRD", ["K7QM", "2XWP", "4TRD"]),
        ("k7qm-2xwp-4trd", ["K7QM", "2XWP", "4TRD"]),
        (" K7QM 2X", ["K7QM", "2X"]),
    ],
)
def test_a_code_is_cut_into_groups(code, groups):
    """However a code was written down, it reads the same."""
    assert grouped(code) == groups


@pytest.mark.parametrize("code", ["", "----", "K7QM/2X", "é", "A" * 25, "12\0", "١٢"])
def test_what_is_no_code_is_refused(code):
    """A code is letters and digits."""
    with pytest.raises(LetterDataError, match="code"):
        a_card(code=code)


@pytest.mark.parametrize("which", ["stop_address", "help_address"])
@pytest.mark.parametrize(
    "address",
    [
        "",
        "note.example",
        "https://",
        "javascript:x",
        "https://a b.example",
        "https://ü.example",
        "https://x.example/" + "a" * 80,
    ],
)
def test_what_is_no_short_address_is_refused(which, address):
    """People type the address, so it is short and plain."""
    with pytest.raises(LetterDataError) as caught:
        a_card(**{which: address})

    assert caught.value.where == which


@pytest.mark.parametrize("length", [30, 40, 60, 80])
def test_a_long_address_still_fits(length):
    """The longest address allowed fits the card."""
    address = "https://" + "note." * 20
    address = address[: length - 5].rstrip(".") + "/stop"

    assert a_card(stop_address=address, help_address=address, code="A" * 24)


def test_words_that_do_not_fit_are_an_error_and_no_second_page():
    """A card that would spill over is not printed."""
    words = CardWords(promise="You do not have to say why. " * 60)

    with pytest.raises(LetterDataError, match="do not fit"):
        a_card(words=words)


@pytest.mark.parametrize(
    "heading",
    [
        "Możesz w każdej chwili zatrzymać wiadomości",
        "Bạn có thể dừng tin nhắn bất cứ lúc nào",
        "İstediğin zaman mesajları durdurabilirsin",
        "Вы можете остановить сообщения",
        "Μπορείς να σταματήσεις τα μηνύματα",
        "אפשר לעצור את ההודעות",
    ],
)
def test_many_scripts_can_be_printed(heading):
    """Latin with all its accents, Cyrillic, Greek and Hebrew have their letters."""
    assert a_card(words=CardWords(heading=heading)) != a_card()


@pytest.mark.parametrize(
    ("text", "character"),
    [
        ("You can stop ☐", "☐"),
        ("停止 at any time", "停"),
        ("توقف", "ت"),
        ("Stop 😀", "😀"),
    ],
)
def test_a_character_without_a_glyph_is_named(text, character):
    """Nobody gets a card with empty boxes; the error names character and place."""
    with pytest.raises(UnprintableCharacterError) as caught:
        a_card(words=CardWords(heading=text))

    assert caught.value.character in text
    assert character in text
    assert caught.value.character in caught.value.for_people
    assert "words heading" in caught.value.for_people
    assert caught.value.name in caught.value.for_people


def test_the_character_that_is_named_is_the_one_that_is_missing():
    """Among letters that print, the one that does not is found."""
    with pytest.raises(UnprintableCharacterError) as caught:
        paper_agreement(data=replace(FORM, person="Zoë Žižek 漢"))

    assert caught.value.character == "漢"
    assert caught.value.name == "cjk unified ideograph-6f22"
    assert caught.value.where == "person"


def test_what_turns_text_round_or_is_never_seen_is_dropped():
    """Bidi marks, controls, NUL, half characters and odd spaces do not reach paper."""
    hostile = "Jo\u202e Marsh\0\x07\u200b\u2066\ud800\ue000\r\n\tx\u00a0y\u00ad"

    assert tidy(hostile) == "Jo Marsh x y"
    assert paper_agreement(data=replace(FORM, person=hostile)) == paper_agreement(
        data=replace(FORM, person="Jo Marsh x y")
    )


@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd")',
        '#import "@preview/x:1.0.0"',
        "#panic()",
        "$x$ *b* _i_ `c` <l> @ref // gone /* gone */",
        '"quotes" \\ backslash \\u{41}',
        "= Heading\n- list\n+ enum\n/ term: x",
        "]#[",
    ],
)
def test_data_is_never_read_as_a_template(text):
    """What looks like a command is printed as it stands."""
    as_name = paper_agreement(data=replace(FORM, person=text))

    assert as_name != paper_agreement(data=replace(FORM, person="J. Marsh"))
    assert paper_agreement(
        data=replace(FORM, choices=(Line(text, text, text),), know=(text,))
    )


def test_templates_fetch_nothing():
    """No template imports a package, another file, or reads one."""
    templates = sorted(TEMPLATES.glob("*.typ"))

    assert [t.stem for t in templates] == [
        *("agreement", "card", "coverage", "envelope", "letter", "plan")
    ]
    for template in templates:
        source = template.read_text(encoding="utf-8")
        for word in ("@preview", "@local", "import", "include", "read(", "eval("):
            assert word not in source, (template.name, word)


def test_no_text_is_smaller_than_eleven_points():
    """Whatever is printed can be read without glasses for small print."""
    for template in TEMPLATES.glob("*.typ"):
        source = template.read_text(encoding="utf-8")
        sizes = [float(n) for n in re.findall(r"([\d.]+)pt(?! ?\+)", source)]
        lines = [float(n) for n in re.findall(r"stroke: ([\d.]+)pt", source)]
        assert all(n >= 11 or n in lines for n in sizes), template.name


@pytest.mark.parametrize("language", ["", "english", "en_GB", "en-GB\n", "EN", 'en"'])
def test_a_language_is_a_tag(language):
    """A wrong language is an error, not a wrong document."""
    with pytest.raises(LetterDataError, match="language"):
        a_card(language=language)


def test_a_form_without_choices_is_refused():
    """There is nothing to sign when nothing was chosen."""
    with pytest.raises(LetterDataError, match="choices"):
        paper_agreement(data=replace(FORM, choices=()))


def test_the_square_holds_the_address():
    """Every dark module of the code is drawn in its place, and no other."""
    address = "https://note.house.example/stop"
    code = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(address)
    code.make(fit=True)
    dark = {
        (x, y)
        for y, row in enumerate(code.get_matrix())
        for x, on in enumerate(row)
        if on
    }

    drawn = re.findall(r"M(\d+) (\d+)h1v1h-1z", qr.svg(address))

    assert {(int(x), int(y)) for x, y in drawn} == dark
    assert len(drawn) == len(dark)
