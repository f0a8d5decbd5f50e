"""Every authority that was asked, highest rank first, with its rules that apply.

Those that say nothing are listed too: that somebody was asked and is silent is part
of the answer. It shows what was decided and decides nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from afterword.contact.answers import Answer
from afterword.contact.weighing import book
from afterword.desk.sources import day_of, page_of_pack, reason_of
from afterword.look.shown import Cite, Reason, Says
from afterword.rules.explaining import SILENT, UNSURE
from afterword.rules.rulebook import Pack, Rule
from afterword.rules.saying.others import is_unheard

_RANKS: Final = ("statute", "regulator", "association", "practice")


def speaking(plain: dict[str, Any], answer: Answer | None) -> list[Says]:
    """Give what each said; where the same editions hold, with the rules that apply."""
    return [
        Says(
            who=pack.title,
            says=said,
            read=_read(pack),
            rules=[_own(rule) for rule in _applied(answer, pack)],
            page=page_of_pack(pack),
        )
        if pack
        else Says(who=name, says=said)
        for name, pack, said in _asked(plain)
        if not said.startswith(SILENT) and UNSURE not in said
    ]


def silent(plain: dict[str, Any]) -> list[Says]:
    """Give those that were asked and say nothing about this."""
    return [
        _briefly(name, pack, said)
        for name, pack, said in _asked(plain)
        if said.startswith(SILENT) and UNSURE not in said
    ]


def unsure(plain: dict[str, Any]) -> list[Says]:
    """Give those of which it is not known whether they bind, and what they may say."""
    return [
        _briefly(name, pack, said.replace(f" ({UNSURE})", ""))
        for name, pack, said in _asked(plain)
        if UNSURE in said
    ]


def _briefly(name: str, pack: Pack | None, said: str) -> Says:
    """Show one authority in a line; of one that is no longer here only its name."""
    if pack is None:
        return Says(who=name, says=said)
    return Says(who=pack.title, says=said, page=page_of_pack(pack))


def _asked(plain: dict[str, Any]) -> list[tuple[str, Pack | None, str]]:
    """Give who was asked; of a pack that is no longer here only its name is left."""
    packs = {pack.id: pack for pack in book().packs}
    asked = [
        (one["pack"], packs.get(one["pack"]), one["says"])
        for one in plain["authorities"]
    ]
    found = [
        (name, pack, says)
        for name, pack, says in asked
        if pack is None or not is_unheard(pack, says, adopted_is_known=True)
    ]
    return sorted(
        found, key=lambda one: _RANKS.index(one[1].rank) if one[1] else len(_RANKS)
    )


def _read(pack: Pack) -> Cite | None:
    if pack.grade == "house":
        return None
    return Cite(who="", grade=pack.grade, read_on=day_of(pack.read_on))


def _applied(answer: Answer | None, pack: Pack) -> list[Rule]:
    if answer is None:
        return []
    applied = (
        f.rule
        for f in answer.findings
        if f.rule.pack.id == pack.id and (f.fired or f.doubtful or f.lifted)
    )
    return list(dict.fromkeys(applied))


def _own(rule: Rule) -> Reason:
    """Show a rule below its own source, which is not named a second time."""
    reason = reason_of(rule)
    if reason.cite is None or reason.cite.composed:
        return reason
    return Reason(reason.because, replace(reason.cite, who=""))
