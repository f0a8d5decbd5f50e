"""Check packs together: exceptions, ranks, territory, evidence. Not: words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from afterword.rules.loading.checking import RANKS
from afterword.rules.loading.reading import Document, Path
from afterword.rules.loading.rules import KINDS, SEEN
from afterword.rules.vocabulary import Vocabulary, suggest

Plain = dict[str, Any]
LIFTABLE = ("forbid", "consult")


class Crossing:
    """All packs together, with the file that each rule came from."""

    def __init__(
        self,
        packs: Sequence[tuple[Plain, Document]],
        vocabulary: Vocabulary,
        *,
        whole: bool = True,
    ) -> None:
        self.vocabulary = vocabulary
        self.packs = packs
        self.whole = whole
        """False where a file could not be read, so that a rule may be in it."""
        self.rules: dict[str, tuple[Plain, Plain, Document, Path]] = {}

    def check(self) -> None:
        """Resolve exceptions in place, and note whatever does not fit."""
        names: dict[str, str] = {}
        for pack, document in self.packs:
            if pack["pack"] in names:
                document.wrong(
                    ("pack",),
                    f"`{pack['pack']}` is also in {names[pack['pack']]}",
                    "rename one",
                )
            names.setdefault(pack["pack"], document.file)
            for i, rule in enumerate(pack["rules"]):
                self._add(rule, pack, document, ("rules", i))
        for rule, pack, document, path in self.rules.values():
            self._evidence(rule, pack, document, path)
            rule["lifts"] = self._lifts(rule, pack, document, path)
        self._collisions()

    def _add(self, rule: Plain, pack: Plain, document: Document, path: Path) -> None:
        name = rule.get("id")
        if not name:
            return
        if name in self.rules:
            other = self.rules[name][2]
            first = other.line((*self.rules[name][3], "id"))
            document.wrong(
                (*path, "id"),
                f"the id `{name}` is used twice",
                f"it is also at {other.file}:{first}",
            )
            return
        self.rules[name] = (rule, pack, document, path)

    def _evidence(
        self, rule: Plain, pack: Plain, document: Document, path: Path
    ) -> None:
        """Only a text that was seen, or a signed reading of such texts, may release."""
        effect, grade = rule["effect"], rule["grade"]
        composed = rule["derived_from"]
        if pack["rank"] != "practice" and grade == "house":
            document.wrong(
                (*path, "grade"),
                "`house` is for practice packs only",
                "say how it was seen",
            )
        if composed:
            self._composed(rule, pack, document, path)
        if (
            effect in ("permit", "require")
            and pack["rank"] == "practice"
            and pack["pack"] != "baseline"
        ):
            document.wrong(
                (*path, "effect"),
                f"a house policy cannot {effect}",
                "forbid, consult or oblige",
            )
        elif effect in ("permit", "require") and not composed and grade not in SEEN:
            document.wrong(
                (*path, "effect"),
                f"a text of grade `{grade}` cannot {effect}",
                "it may only make an answer stricter, until the text is seen",
            )
        if effect in ("permit", "require"):
            self._never(rule, document, path)
        self._opens(rule, pack, document, path)
        if "client_stop" in rule["prevails_over"] and pack["rank"] != "statute":
            document.wrong(
                (*path, "prevails_over"),
                "only a statute, regulation or court order prevails over `client_stop`",
                "leave client_stop out",
            )

    def _opens(self, rule: Plain, pack: Plain, document: Document, path: Path) -> None:
        """Only a consult is a caution; that of a house policy is never a ground."""
        is_consult = rule["effect"] == "consult"
        says = rule.get("opens")
        if says is not None and (says != "no" or not is_consult):
            document.wrong(
                (*path, "opens"),
                "only a `consult` may say that it opens nothing",
                "write opens: no, or leave it out",
            )
        house = pack["rank"] == "practice" and pack["pack"] != "baseline"
        if house and is_consult and says is None:
            document.wrong(
                (*path, "effect"),
                "a house policy asks for a talk and opens nothing by it",
                "add opens: no",
            )

    def _composed(
        self, rule: Plain, pack: Plain, document: Document, path: Path
    ) -> None:
        if pack["pack"] != "baseline" and pack["rank"] != "statute":
            document.wrong(
                (*path, "derived_from"),
                "only the baseline and law hold composed grounds",
                "move it there",
            )
        for i, name in enumerate(rule["derived_from"]):
            found = self.rules.get(name)
            here = (*path, "derived_from", i)
            if found is None:
                if self._may_be_unread(name):
                    continue
                document.wrong(
                    here, f"there is no rule `{name}`", suggest(name, self.rules)
                )
            elif found[0]["grade"] not in SEEN:
                document.wrong(
                    here,
                    f"`{name}` is of grade `{found[0]['grade']}`",
                    "a ground rests on seen texts only",
                )
        for key in ("signed_by", "signed_on"):
            if not rule.get(key):
                document.wrong(
                    path,
                    f"a composed ground has no `{key}`",
                    "a named role signs it, with a date",
                )

    def _never(self, rule: Plain, document: Document, path: Path) -> None:
        barred = [
            p for p in rule["purposes"] if self.vocabulary.lane_of(p).never_permit
        ]
        if barred:
            document.wrong(
                (*path, "when"),
                f"`{rule['effect']}` can hold for `{barred[0]}`",
                "nothing is permitted in the social, intimate and publicity lanes; "
                "name purposes",
            )

    def _lifts_unseen(self, rule: Plain, document: Document, path: Path) -> None:
        if rule["overrides"] and rule["grade"] not in (*SEEN, "house"):
            document.wrong(
                (*path, "overrides"),
                f"a text of grade `{rule['grade']}` cannot lift a rule",
                "it may only make an answer stricter, until the text is seen",
            )

    def _lifts(
        self, rule: Plain, pack: Plain, document: Document, path: Path
    ) -> list[str]:
        """Name the rules that an exception lifts: own rank or below, own territory."""
        lifts: list[str] = []
        self._lifts_unseen(rule, document, path)
        for i, name in enumerate(rule["overrides"]):
            here = (*path, "overrides", i)
            if name in KINDS:
                lifts += self._of_kind(name, rule, pack)
                if rule["effect"] == "consult":
                    document.wrong(
                        here,
                        "a consult lifts rules of its own pack by id",
                        "name the id",
                    )
                continue
            if name not in self.rules and self._may_be_unread(name):
                continue
            if wrong := self._cannot_lift(name, rule, pack):
                document.wrong(here, *wrong)
            else:
                lifts.append(name)
        return list(dict.fromkeys(lifts))

    def _cannot_lift(
        self, name: str, rule: Plain, pack: Plain
    ) -> tuple[str, str] | None:
        """Say why one rule may not lift another, and what would be right."""
        found = self.rules.get(name)
        if found is None or found[0] is rule:
            near = suggest(name, [*self.rules, *KINDS])
            return f"`{name}` is no rule and no kind: an exception to nothing", near
        other, its_pack = found[0], found[1]
        if other["effect"] not in LIFTABLE:
            return f"`{name}` is no bar and no consult", "only those can be lifted"
        if rule["effect"] == "consult" and its_pack is not pack:
            return "a consult lifts rules of its own pack only", "use a permit"
        if _rank(pack) < _rank(its_pack):
            return (
                f"`{name}` is of higher rank",
                f"{pack['rank']} cannot lift {its_pack['rank']}",
            )
        if not self._covers(pack, its_pack):
            return (
                f"`{name}` is of another territory",
                "one place's law never lifts another's",
            )
        return None

    def _may_be_unread(self, name: str) -> bool:
        """Say whether a rule may stand in a file that could not be read."""
        known = {pack["pack"] for pack, _ in self.packs}
        return not self.whole and name.partition(".")[0] not in known

    def _of_kind(self, kind: str, rule: Plain, pack: Plain) -> list[str]:
        return [
            name
            for name, (other, its_pack, _, _) in self.rules.items()
            if other.get("kind") == kind
            and other is not rule
            and _rank(its_pack) <= _rank(pack)
            and self._covers(pack, its_pack)
            and set(other["purposes"]) & set(rule["purposes"])
        ]

    def _covers(self, pack: Plain, other: Plain) -> bool:
        """Say whether a pack's territory includes another's.

        A house rule has no territory of its own, so texts reach it everywhere.
        """
        mine, theirs = _territory(pack), _territory(other)
        if pack is other or (theirs is None and other["rank"] == "practice"):
            return True
        if mine is None or theirs is None:
            return mine is theirs
        places = self.vocabulary.places
        return all(any(places.lies_in(its, place) for place in mine) for its in theirs)

    def _collisions(self) -> None:
        """Refuse exceptions that lift each other, or differ on the same words."""
        lifted: dict[str, list[str]] = {}
        for name, (rule, _, document, path) in self.rules.items():
            if name in _reach(name, self.rules):
                document.wrong(
                    (*path, "overrides"),
                    f"`{name}` lifts what lifts it",
                    "break the circle",
                )
            for target in rule["lifts"]:
                lifted.setdefault(target, []).append(name)
        for target, by in lifted.items():
            for i, name in enumerate(by):
                rule, _, document, path = self.rules[name]
                for other in by[:i]:
                    its = self.rules[other][0]
                    if its["when"] == rule["when"] and its["effect"] != rule["effect"]:
                        document.wrong(
                            (*path, "overrides"),
                            f"`{name}` and `{other}` collide on `{target}`",
                            "the same words cannot both permit and consult",
                        )


def _territory(pack: Mapping[str, Any]) -> list[str] | None:
    places: list[str] | None = pack["binds"].get("places")
    return places or pack["yardstick_for"].get("places")


def _rank(pack: Mapping[str, Any]) -> int:
    rank = pack["rank"]
    return RANKS.index(rank) if rank in RANKS else 0


def _reach(name: str, rules: Mapping[str, tuple[Plain, Any, Any, Any]]) -> set[str]:
    reached: set[str] = set()
    ahead = list(rules[name][0]["lifts"])
    while ahead:
        found = ahead.pop()
        if found not in reached:
            reached.add(found)
            ahead += rules[found][0].get("lifts", ())
    return reached
