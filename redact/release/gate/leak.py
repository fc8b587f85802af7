"""One thing the gate found in an output that must not be there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from redact.markings import Severity

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points, from the lower left corner of the page."""


@dataclass(frozen=True, slots=True)
class Leak:
    """A finding of the gate: what is wrong and where, never the text found there.

    ``code`` is stable; ``carrier`` names the place in words a person knows ("pdf outline", "html attribute"). ``page``
    counts from 1 and ``box`` is in points; both are None where the carrier has none.
    """

    code: str
    carrier: str
    message: str
    page: int | None = None
    box: Box | None = None
    severity: Severity = "error"

    def to_json(self) -> dict[str, Any]:
        """One entry of ``findings`` as ``redact verify --json`` prints it (design §6)."""
        return {"code": self.code, "carrier": self.carrier, "page": self.page,
                "box": [round(side, 2) for side in self.box] if self.box else None,
                "severity": self.severity, "message": self.message}
