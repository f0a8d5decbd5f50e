"""Which ways of writing a name, a number or an address are taken to be one person's.

Pure: it turns what is written into *traits*, short texts that are equal for what is
taken to be alike. Nothing near is looked for later: traits are hashed with a key, so
all that is alike has to be equal here. In this order a name is read:

1. NFKC, no case, no accents (Latin, Greek, Cyrillic, Arabic, Hebrew); ß ss, ø o, æ ae.
2. A comma puts the family name last. Words that are titles or endings are left out.
3. Apostrophes go: O'Brien is obrien and brien. A hyphen gives each part, and both.
4. A particle is left out, and also read as one word with the next: dyke, vandyke.
5. A short form stands for every name it is short for (``short_names.yaml``).
6. A doubled letter counts once; ae, oe and ue are a, o and u.

Then any two words of it, in either order, make a trait: so a middle name, a second
family name or a swapped order changes nothing. An initial is alike to every name that
begins with it, beside one whole word. It errs on the side of too much: whoever finds
something is sent to a person, and told nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import combinations
from typing import Final

import phonenumbers
import yaml

EDITION: Final = 1
"""Raised with any change to what is alike: then everybody is read again."""
MOST_WORDS: Final = 6
MOST_FORMS: Final = 6
MOST_TRAITS: Final = 120
"""Bounds for names that somebody made up to be costly."""
_LETTERS: Final = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "\u0131": "i",
    }
)
_ACCENTS: Final = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1-\u05c7\u064b-\u065f\u0670]"
)
_APOSTROPHES: Final = re.compile("['\u2019\u2018\u02bc`\u00b4]")
_HYPHENS: Final = "\u2010\u2011\u2012\u2013-"
_BETWEEN: Final = re.compile(rf"[^\w\u200c\u200d'{_HYPHENS}]+|_+")
_E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")
_SHORT_PREFIX: Final = 2
_MAILBOXES: Final = {"googlemail.com": "gmail.com"}
"""One mailbox under two names; there, dots before the @ say nothing either."""


@dataclass(frozen=True)
class Word:
    """One word of a name: the forms it may take, and whether it is an initial."""

    forms: frozenset[str]
    initials: frozenset[str] = frozenset()
    """The letters by which it may be shortened; none where the script has no case."""
    is_initial: bool = False


@dataclass(frozen=True)
class _Table:
    titles: frozenset[str]
    endings: frozenset[str]
    particles: frozenset[str]
    names: dict[str, frozenset[str]]
    """By a name or a short form, the names that it may stand for."""


def held(name: str, preferred: str = "") -> frozenset[str]:
    """Give the traits that are kept of a person."""
    words = _words(name)
    found = set(_kept(words))
    others = _words(preferred)
    if len(others) == 1:
        for word in words:
            found.update(_kept([others[0], word]))
    elif others:
        found.update(_kept(others))
    return _bounded(found)


def wanted(name: str) -> frozenset[str]:
    """Give the traits that are looked for when somebody asks about a name."""
    words = _words(name)
    found = set(_alone(words))
    for one, other in combinations(words, 2):
        found.update(_whole(one, other))
        for shortened in _shortened(one, other):
            found.add(f"initial|{shortened}")
            if one.is_initial or other.is_initial:
                found.add(f"initial_of|{shortened}")
    return _bounded(found)


def is_whole(name: str) -> bool:
    """Say whether a name has enough in it to be looked for by itself."""
    words = _words(name)
    whole = [word for word in words if not word.is_initial]
    has_case = any(word.initials for word in words)
    return bool(whole) and (len(words) > 1 or not has_case)


def email(address: str) -> str:
    """Give one form of an e-mail address: no case, no tag after a plus sign."""
    mailbox, _, domain = unicodedata.normalize("NFKC", address).strip().rpartition("@")
    mailbox, domain = mailbox.casefold().partition("+")[0], domain.casefold()
    with suppress(UnicodeError):  # else it is compared as it is written
        domain = domain.encode("idna").decode("ascii")
    domain = _MAILBOXES.get(domain, domain)
    if domain == "gmail.com":
        mailbox = mailbox.replace(".", "")
    return f"email|{mailbox}@{domain}"


def phone(number: str, country: str) -> str:
    """Give one form of a number, read as people write it in a country."""
    if _E164.fullmatch(number):  # as an import keeps it; reading it again is slow
        return f"phone|{number}"
    try:
        read = phonenumbers.parse(number, country.partition("-")[0])
        form = phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)
    except phonenumbers.NumberParseException:
        digits = "".join(each for each in number if each.isdigit())
        form = digits or number.casefold().strip()
    return f"phone|{form}"


def _kept(words: list[Word]) -> Iterator[str]:
    for one, other in combinations(words, 2):
        yield from _whole(one, other)
        kind = "initial" if one.is_initial or other.is_initial else "initial_of"
        for shortened in _shortened(one, other):
            yield f"{kind}|{shortened}"
    yield from _alone(words)


def _whole(one: Word, other: Word) -> Iterator[str]:
    """Give two whole words, in whichever order they stand."""
    if one.is_initial or other.is_initial:
        return
    for first in one.forms:
        for second in other.forms:
            yield "|".join(("name", *sorted((first, second))))


def _shortened(one: Word, other: Word) -> Iterator[str]:
    """Give the first letter of one word beside the other one whole."""
    for short, whole in ((one, other), (other, one)):
        if whole.is_initial or (one.is_initial and short is other):
            continue
        for letter in short.initials:
            for form in whole.forms:
                yield f"{letter}|{form}"


def _alone(words: list[Word]) -> Iterator[str]:
    """Give a name of one word; in scripts without case, two words written as one."""
    if len(words) == 1:
        for form in words[0].forms:
            yield f"alone|{form}"
    elif len(words) == 2 and not any(word.initials for word in words):  # noqa: PLR2004
        for first, second in (words, words[::-1]):
            for one in first.forms:
                for other in second.forms:
                    yield f"alone|{_sounded(one + other)}"


def _words(name: str) -> list[Word]:
    """Read a name into its words, in the order given above."""
    parts = _without_titles(
        [
            part
            for part in _BETWEEN.split(_given_first(_folded(name)))
            if part.strip(f"'{_HYPHENS}")
        ]
    )
    read = list(_joined(parts)) or [_word(part) for part in parts]
    if len(read) > MOST_WORDS:
        half = MOST_WORDS // 2
        read = [*read[:half], *read[-half:]]
    return read


def _given_first(plain: str) -> str:
    """Put what stands before a comma last, and leave endings after one out."""
    parts = [part.strip() for part in plain.split(",") if part.strip()]
    while len(parts) > 1 and parts[-1].replace(".", "") in _table().endings:
        parts.pop()
    return " ".join((*parts[1:], *parts[:1]))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", plain))
    return _APOSTROPHES.sub("'", unicodedata.normalize("NFC", bare))


def _without_titles(parts: list[str]) -> list[str]:
    table = _table()
    start, end = 0, len(parts)
    while end - start > 2 and parts[start] in table.titles:  # noqa: PLR2004
        start += 1
    while end - start > 2 and parts[end - 1] in table.endings:  # noqa: PLR2004
        end -= 1
    return parts[start:end]


def _joined(parts: list[str]) -> Iterator[Word]:
    """Read particles with the word that follows; keep them where too little is left."""
    particles = _table().particles
    plain = [at for at, part in enumerate(parts) if at == 0 or part not in particles]
    if len(plain) < 2:  # noqa: PLR2004 - as in Ben Al: both are names
        return
    before = ""
    for at, part in enumerate(parts):
        if at in plain:
            yield _word(part, before)
            before = ""
        else:
            before += part.replace("'", "")


def _word(part: str, before: str = "") -> Word:
    table = _table()
    pieces = [piece for piece in re.split(f"[{_HYPHENS}]", part) if piece.strip("'")]
    forms = [
        piece for piece in pieces if piece not in table.particles or len(pieces) == 1
    ]
    if len(pieces) > 1:
        forms.append("".join(pieces))
    if before:
        forms.append(before + "".join(pieces))
    for piece in pieces:
        prefix, mark, rest = piece.partition("'")
        if mark and rest and len(prefix) <= _SHORT_PREFIX:
            forms.append(rest)
    bare = list(dict.fromkeys(form.replace("'", "") for form in forms))[:MOST_FORMS]
    names = {name for form in bare for name in table.names.get(form, {form})}
    letters = {form[0] for form in {*bare, *names} if _has_case(form[0])}
    return Word(
        forms=frozenset(map(_sounded, names)),
        initials=frozenset(letters),
        is_initial=len(bare) == 1 and len(bare[0]) == 1 and _has_case(bare[0]),
    )


def _sounded(form: str) -> str:
    """Write a doubled letter once, and a, o, u for ae, oe, ue."""
    plain = re.sub(r"([aou])e", r"\1", form) if form.isascii() else form
    return re.sub(r"(.)\1+", r"\1", plain) if not plain.isdigit() else plain


def _has_case(letter: str) -> bool:
    return letter.lower() != letter.upper()


def _bounded(found: Iterable[str]) -> frozenset[str]:
    return frozenset(sorted(found, key=_order)[:MOST_TRAITS])


def _order(trait: str) -> tuple[bool, str]:
    """Whole words first, where there are too many."""
    return not trait.startswith("name|"), trait


@lru_cache(maxsize=1)
def _table() -> _Table:
    text = (files("afterword.clinic") / "short_names.yaml").read_text("utf-8")
    raw = yaml.safe_load(text)
    names: dict[str, set[str]] = {}
    for name, shorts in raw["short"].items():
        for one in (name, *shorts):
            names.setdefault(one, set()).add(name)
    return _Table(
        titles=frozenset(raw["titles"]),
        endings=frozenset(raw["endings"]),
        particles=frozenset(raw["particles"]),
        names={one: frozenset(stands) for one, stands in names.items()},
    )
