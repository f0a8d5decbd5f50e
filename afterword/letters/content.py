"""What a letter must not say and must not lack, as far as words can tell. Pure.

It reads words, not meaning. "What happened in March" passes here, and so does a fact in
a language other than English: a person reads every letter as a neighbour would.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from afterword.letters.drafts import OPTIONS, Template, entries, gaps

KNOWS_NOT: Final = (
    "This check knows words, not meaning. It cannot see a fact that is told in "
    "everyday words. Read the letter once as a neighbour would."
)
LONGEST: Final = 25
"""Words in a sentence. More than these are hard to take in under strain."""
_FILE = Path(__file__).with_name("never.yaml")
_SENTENCE = re.compile(r"[^\s][^\n]*?(?:[.!?](?=\s|$)|$)", re.MULTILINE)
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9'\u2019-]*")
_WEB = re.compile(
    r"(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*://\S+|://\S+|www\.\S+|"
    r"(?<![@\w.-])(?:[a-z0-9-]+\.)+(?:com|org|net|info|io|co|uk|us|ca|au|ie|nz|de|eu|"
    r"me|app|link|ly|gl|example|health|care|online|site)\b(?:/\S*)?",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w.])@\w{2,}")
_REACHED = re.compile(
    r"\d[\d\s().+-]{1,}\d|\w@\w|\b[\w-]+\.[a-z]{2,}\b|\b(?:ask|call|ring|write|walk|"
    r"go|visit|post|letter|phone|text|email|doctor|address|cannot)\b",
    re.IGNORECASE,
)
_ENDED: Final = re.compile(
    r"\b(?:has|have|is) (?:now )?(?:ended|over|closed)\b", re.IGNORECASE
)
_NO_REPLY: Final = re.compile(
    r"\b(?:not|n[\u2019']t|no) (?:need|have)\b.*\b(?:reply|answer|write back)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Remark:
    """One thing about one block: which sentence, why, and what instead."""

    block: str
    kind: str
    weighs: str
    """stop: it does not go like this. look: a person reads it again."""
    sentence: str
    found: str
    why: str
    instead: str


@dataclass(frozen=True)
class _Pattern:
    kind: str
    weighs: str
    is_for_all: bool
    why: str
    instead: str
    seek: re.Pattern[str]


def remarks(
    found: Template, body: Mapping[str, str], *, hosts: Collection[str] = ()
) -> tuple[Remark, ...]:
    """Name everything that is wrong with a letter, block by block.

    ``hosts`` are the web addresses that may stand in it: the practice's own, and the
    help page's. In the block of options the site of a service may stand too.
    """
    own = frozenset(host.lower().removeprefix("www.") for host in hosts)
    made: list[Remark] = []
    for block in found.typed:
        text = body.get(block.key, "")
        made += _left_open(block.key, text)
        made += _lacking(found, block.key, text)
        if block.key == "name" or not text:
            continue
        for sentence in sentences(text):
            made += _said(block.key, sentence, is_to_client=found.is_to_client)
            made += _led_away(block.key, sentence, own)
            made += _hard(block.key, sentence)
    return tuple(made)


def stops(found: Collection[Remark]) -> tuple[Remark, ...]:
    """Give those that keep a letter from going."""
    return tuple(one for one in found if one.weighs == "stop")


def sentences(text: str) -> tuple[str, ...]:
    """Cut a text into its sentences. A line of its own is one."""
    return tuple(one[0].strip() for one in _SENTENCE.finditer(text) if one[0].strip())


def _said(block: str, sentence: str, *, is_to_client: bool) -> Iterator[Remark]:
    """Find what is never said. One remark a kind and sentence is enough."""
    seen: set[str] = set()
    for one in _patterns():
        if one.kind in seen or not (is_to_client or one.is_for_all):
            continue
        hit = one.seek.search(sentence)
        if hit is None:
            continue
        seen.add(one.kind)
        is_a_name = block in {"options", "next"} and one.kind == "diagnosis"
        yield Remark(
            block=block,
            kind=one.kind,
            weighs="look" if is_a_name and not _coded(hit[0]) else one.weighs,
            sentence=sentence,
            found=hit[0],
            why=one.why,
            instead=_NAME_INSTEAD if is_a_name else one.instead,
        )


_NAME_INSTEAD: Final = (
    "If it is the name of a service, its name tells a reader what it is for. Hand it "
    "over in person, or choose a service with a plainer name."
)


def _coded(hit: str) -> bool:
    return any(each.isdigit() for each in hit)


def _led_away(block: str, sentence: str, own: frozenset[str]) -> Iterator[Remark]:
    """Find web addresses that do not belong here, and names on social networks."""
    for hit in _WEB.findall(sentence):
        host = re.sub(r"^[a-z][a-z0-9+.-]*://", "", hit.lower()).removeprefix("www.")
        bare = re.split(r"[/?#:]", host.rstrip(".,;)"))[0]
        is_plain = "?" not in hit and "://" not in hit.removeprefix("https://")
        if is_plain and (bare in own or block == "options"):
            continue
        yield Remark(
            block,
            "web",
            "stop",
            sentence,
            hit,
            "A web address leads somewhere that this letter cannot vouch for, or tells "
            "its owner who came.",
            "Leave it out, or write the practice's own address. The site of a service "
            "may stand among the three places, without a question mark in it.",
        )
    for hit in _HANDLE.findall(sentence):
        yield Remark(
            block,
            "social",
            "stop",
            sentence,
            hit,
            "Following a page shows others that they were here.",
            "Leave it out.",
        )


def _hard(block: str, sentence: str) -> Iterator[Remark]:
    count = len(_WORD.findall(sentence))
    if count > LONGEST and block not in {"options", "close"}:
        yield Remark(
            block,
            "long",
            "look",
            sentence,
            f"{count} words",
            f"This sentence has {count} words. {LONGEST} are the most that is easy to "
            "read on a hard day.",
            "Make two sentences of it.",
        )


def _left_open(block: str, text: str) -> Iterator[Remark]:
    for gap in dict.fromkeys(gaps(text)):
        yield Remark(
            block,
            "gap",
            "stop",
            next((one for one in sentences(text) if gap in one), gap),
            gap,
            "Something is still missing here.",
            f"Write {gap[1:-1].strip() or 'it'} here, or take the sentence out.",
        )


def _lacking(found: Template, block: str, text: str) -> Iterator[Remark]:
    """Say what a block lacks without which no letter goes."""
    if block not in found.needed:
        return
    wrong = ""
    if not text.strip():
        wrong = "empty"
    elif block == "ended" and not _ENDED.search(text):
        wrong = "ended"
    elif block == "way_back" and not _REACHED.search(text):
        wrong = "way_back"
    elif block == "no_reply" and not _NO_REPLY.search(text):
        wrong = "no_reply"
    elif block == "options" and len(entries(text)) < OPTIONS:
        wrong = "options"
    elif block == "options" and not all(map(_REACHED.search, entries(text))):
        wrong = "unreachable"
    if wrong:
        why, instead = LACKS[wrong]
        yield Remark(block, "missing", "stop", "", wrong, why, instead)


LACKS: Final[Mapping[str, tuple[str, str]]] = {
    "empty": ("This part is empty.", "No letter goes without it. Write it."),
    "ended": (
        "It does not say plainly that the work has ended.",
        "Write: Our work together has ended.",
    ),
    "way_back": (
        "A door is named and no way to it.",
        "Say how they come back (call, write, whom to ask), or that they cannot.",
    ),
    "no_reply": (
        "It does not say that no reply is needed.",
        "Write: You do not need to reply to this letter.",
    ),
    "options": (
        "There are fewer than three places that can help.",
        "Write three, each on a line of its own.",
    ),
    "unreachable": (
        "One of the places has no way to reach it.",
        "Put its number, its address or where to ask beside its name.",
    ),
}


@cache
def _patterns() -> tuple[_Pattern, ...]:
    said: Any = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return tuple(
        _Pattern(
            kind=kind,
            weighs=one["weighs"],
            is_for_all=one["for"] == "all",
            why=one["why"],
            instead=one["instead"],
            seek=seek,
        )
        for kind, one in said.items()
        for seek in _seekers(one)
    )


def _seekers(one: Mapping[str, Any]) -> Iterator[re.Pattern[str]]:
    """Give codes as they are written, words in any case, signs anywhere."""
    if codes := one.get("codes"):
        yield re.compile(rf"(?<![\w.])(?:{'|'.join(codes)})(?!\w)")
    if words := one.get("words"):
        plain = "|".join(words).replace("'", "['\u2019]")
        yield re.compile(rf"(?<!\w)(?:{plain})(?!\w)", re.IGNORECASE)
    if signs := one.get("signs"):
        yield re.compile("|".join(re.escape(sign) for sign in signs))
