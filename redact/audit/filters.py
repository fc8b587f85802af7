"""Choosing events: by who, what, which document, when, and by the codes and rules in their decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from redact.audit.events import Event, Kind


@dataclass(frozen=True, slots=True)
class Filter:
    """Which events to read; "" and None let everything pass.

    ``since`` and ``until`` compare with ``at`` as written (UTC; a date alone is its midnight), ``until`` itself does
    not pass. ``first`` and ``last`` are numbers of events, both included. ``portion``, ``rule`` and ``code`` must be
    met by one decision: the event's own, or one row of its table of decisions.
    """

    actor: str = ""
    kind: Kind | Literal[""] = ""
    case_id: str = ""
    document: str = ""
    portion: str = ""
    rule: str = ""
    code: str = ""
    since: str = ""
    until: str = ""
    first: int | None = None
    last: int | None = None

    def clause(self) -> tuple[str, list[Any]]:
        """The WHERE clause ("" if all pass) of what columns alone decide, and its parameters."""
        tests: list[tuple[str, Any]] = [(f"{name} = ?", value) for name in ("actor", "kind", "case_id", "document")
                                        if (value := getattr(self, name))]
        tests += [(f"at {sign} ?", value) for sign, value in ((">=", self.since), ("<", self.until)) if value]
        tests += [(f"seq {sign} ?", value) for sign, value in ((">=", self.first), ("<=", self.last))
                  if value is not None]
        where = " AND ".join(test for test, _ in tests)
        return (f" WHERE {where}" if where else ""), [value for _, value in tests]

    def passes(self, event: Event) -> bool:
        """True of an event with a decision on the portion, by the rule, with the code that are asked for."""
        if not (self.portion or self.rule or self.code):
            return True
        return any(self._meets(row) for row in _decisions(event))

    def _meets(self, row: Mapping[str, Any]) -> bool:
        return (self.portion in ("", row.get("portion")) and (not self.rule or self.rule in row.get("rules", ()))
                and (not self.code or self.code in row.get("codes", ())))


def _decisions(event: Event) -> Iterator[Mapping[str, Any]]:
    """The event's own decision, with the portion it is about, those it names, and the rows of its table."""
    yield {**event.details, "portion": event.portion}
    portions = event.details.get("portions")
    yield from ({"portion": portion} for portion in portions) if isinstance(portions, list | tuple) else ()
    rows = event.details.get("decisions")
    yield from (row for row in rows if isinstance(row, dict)) if isinstance(rows, list | tuple) else ()
