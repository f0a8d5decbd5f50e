"""What a stop speaks of: one directive, every one, first contact, or any answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

Kind = Literal["everything", "directive", "no_contact", "no_replies"]
KINDS: tuple[Kind, ...] = ("everything", "directive", "no_contact", "no_replies")


@dataclass(frozen=True)
class Scope:
    """How far a stop reaches. Each part is said in the client's own words."""

    kind: Kind
    directive_id: UUID | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"`{self.kind}` is no scope")
        if (self.directive_id is not None) != (self.kind == "directive"):
            raise ValueError("a directive is named exactly when the scope is one")

    @classmethod
    def everything(cls) -> Scope:
        """Every directive, and every address that this client is reached at."""
        return cls("everything")

    @classmethod
    def directive(cls, directive_id: UUID) -> Scope:
        """One directive; the others stay."""
        return cls("directive", directive_id)

    @classmethod
    def no_contact(cls) -> Scope:
        """Nobody here may write first."""
        return cls("no_contact")

    @classmethod
    def no_replies(cls) -> Scope:
        """Not even an answer; so nobody may write first either."""
        return cls("no_replies")

    @property
    def says(self) -> str:
        """Give the word that stands in the ledger."""
        return self.kind if self.kind in {"no_contact", "no_replies"} else "withdrawn"

    @property
    def stops_addresses(self) -> bool:
        """Say whether the addresses are stopped too, not only the person."""
        return self.kind != "directive"

    def reaches(self, directive_id: UUID | None) -> bool:
        """Say whether a hand-off under this directive is within the stop."""
        return self.kind != "directive" or self.directive_id == directive_id

    def to_json(self) -> dict[str, str]:
        """Give the scope as it stands in the ledger."""
        found: dict[str, str] = {"kind": self.kind}
        if self.directive_id is not None:
            found["directive"] = str(self.directive_id)
        return found

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Scope:
        """Read a scope from the ledger."""
        directive = data.get("directive")
        return cls(data["kind"], UUID(directive) if directive else None)
