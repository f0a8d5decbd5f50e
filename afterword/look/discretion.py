"""Find words that would tell a stranger about therapy; grade how hard a text reads.

Used over everything that leaves the login: titles, addresses, subjects, senders,
messages, file names. English; another language needs its own list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LIST = """
    abus* addict* afterword aftercare alcohol* anger anorex* antidepress* anxiet*
    anxious asylum autis* behavioural behavioral bereave* bipolar bulimi* cbt clinic*
    client* cope coping counsel* crisis crises cutting dbt depress* detox* diagnos*
    disclos* disorder* distress* divorce dose* drug* dual eating emdr emotion* episode*
    follow-up* followup* gad-7 grief grieving harm* hospital* hotline* hypno* insan*
    intake lifeline* lonel* medicat* mental* mindful* mood* nervous* neuro* nurse*
    ocd outcome* outpatient* panic* patient* phobi* phq* pills prescri* prognos* psych*
    ptsd questionnaire* recover* referral* rehab* relaps* score* screening self-harm
    session* setback* shrink sobriet* stress* substance* suicid* supervis* support-group
    survivor* symptom* terminat* therap* trauma* treat* violen* wellbeing well-being
    wellness withdrawal*
"""
STEMS = tuple(_LIST.split())
"""Words, and beginnings of words where a star stands. Each alone is enough."""

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9'-]*")
_SENTENCE = re.compile(r"[.!?:]+(?:\s|$)|\n{2,}")
_VOWELS = re.compile(r"[aeiouy]+")
_EXACT = frozenset(stem for stem in STEMS if not stem.endswith("*"))
_STARTS = tuple(stem.rstrip("*") for stem in STEMS if stem.endswith("*"))


@dataclass(frozen=True)
class Telling:
    """A word that tells, and where it stands in the text."""

    word: str
    at: int


def revealing(text: str) -> tuple[Telling, ...]:
    """Find every word of ``text`` that would tell a stranger.

    Words joined by hyphens, underscores, dots or slashes are looked at apart and
    together, so that an address or a file name is read like a sentence.
    """
    spaced = text.replace("_", " ").replace("/", " ")
    found = []
    for match in _WORD.finditer(spaced):
        parts = {match[0].lower(), *match[0].lower().split("-")}
        if any(_tells(part) for part in parts):
            found.append(Telling(match[0], match.start()))
    return tuple(found)


def _tells(word: str) -> bool:
    bare = word.removesuffix("'s").strip("'-")
    return bare in _EXACT or bare.startswith(_STARTS)


def sentences(text: str) -> tuple[str, ...]:
    """Split a text into its sentences. A line of its own is one."""
    parts = (part.strip() for part in _SENTENCE.split(text))
    return tuple(part for part in parts if _WORD.search(part))


def longest_sentence(text: str) -> int:
    """Count the words of the longest sentence."""
    return max((len(_WORD.findall(one)) for one in sentences(text)), default=0)


def grade(text: str) -> float:
    """Give the Flesch-Kincaid grade of an English text. Empty text is grade 0.

    0.39 x words per sentence + 11.8 x syllables per word - 15.59. A formula is a
    floor, not a reader: a person reads every page as well.
    """
    words = _WORD.findall(text)
    if not words:
        return 0.0
    syllables = sum(_syllables(word) for word in words)
    per_sentence = len(words) / max(1, len(sentences(text)))
    return max(0.0, 0.39 * per_sentence + 11.8 * syllables / len(words) - 15.59)


def _syllables(word: str) -> int:
    """Count syllables: groups of vowels, less a silent e or ed at the end."""
    bare = re.sub(r"[^a-z]", "", word.lower())
    count = len(_VOWELS.findall(bare))
    silent = re.search(r"[^aeiouylr]e$|[^aeiouyl]le?s?e$|[^aeiouytd]ed$", bare)
    if silent and count > 1 and not bare.endswith("le"):
        count -= 1
    return max(1, count)
