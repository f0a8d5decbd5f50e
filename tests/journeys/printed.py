"""Reads the words of a printed page out of its PDF, as an eye would; made by Typst."""

from __future__ import annotations

import re
import zlib
from typing import Final

_OBJECT: Final = re.compile(rb"(?:^|\n)(\d+) 0 obj\s(.*?)\nendobj", re.DOTALL)
_STREAM: Final = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_PAIR: Final = re.compile(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>")
_RANGE: Final = re.compile(rb"<([0-9A-Fa-f]{4})> ?<([0-9A-Fa-f]{4})> ?<([0-9A-Fa-f]+)>")
_SHOWN: Final = re.compile(
    rb"/(f\d+) [\d.]+ Tf|\[((?:\((?:\\.|[^\\)])*\)|[^\]])*)\]\s*TJ", re.DOTALL
)
_STRING: Final = re.compile(rb"\(((?:\\.|[^\\)])*)\)", re.DOTALL)
_ESCAPED: Final = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_NAMED: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def words_on(pdf: bytes) -> str:
    """Give the text of the pages in the order in which it is drawn."""
    objects = {int(one[1]): one[2] for one in _OBJECT.finditer(pdf)}
    letters = {
        name: _letters(objects, int(number))
        for body in objects.values()
        for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", body)
    }
    pages = [
        _stream(objects[int(number)])
        for body in objects.values()
        for number in re.findall(rb"/Contents (\d+) 0 R", body)
    ]
    return "\n".join(_drawn(page, letters) for page in pages)


def _drawn(page: bytes, letters: dict[bytes, dict[int, str]]) -> str:
    lines, font = [], b""
    for one in _SHOWN.finditer(page):
        if one[1]:
            font = one[1]
            continue
        codes = b"".join(_plain(text) for text in _STRING.findall(one[2]))
        pairs = zip(codes[::2], codes[1::2], strict=True)
        known = letters[font]
        lines.append("".join(known.get(256 * a + b, "?") for a, b in pairs))
    return "\n".join(lines)


def _letters(objects: dict[int, bytes], font: int) -> dict[int, str]:
    found = re.search(rb"/ToUnicode (\d+) 0 R", objects[font])
    assert found
    table = _stream(objects[int(found[1])])
    known = {}
    for part in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        known |= {int(a, 16): _text(b) for a, b in _PAIR.findall(part)}
    for part in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in _RANGE.findall(part):
            begin = int(first, 16)
            for at in range(begin, int(last, 16) + 1):
                known[at] = chr(ord(_text(text)) + at - begin)
    return known


def _text(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be")


def _stream(body: bytes) -> bytes:
    found = _STREAM.search(body)
    assert found
    return zlib.decompress(found[1]) if b"FlateDecode" in body else found[1]


def _plain(text: bytes) -> bytes:
    def one(found: re.Match[bytes]) -> bytes:
        told = found[1]
        if told.isdigit():
            return bytes([int(told, 8)])
        return _NAMED.get(told, told)

    return _ESCAPED.sub(one, text)
