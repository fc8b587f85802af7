"""The gate through which every output passes before it is published.

It reads each file back without help from what wrote it and asks two questions (design §3, promise 5). Closed world: is
everything in the file accounted for by the released model and the fixed furniture? Open world: once that is taken away,
does anything withheld remain? One leak stops the release.
"""

from __future__ import annotations

from redact.release.gate.checking import check
from redact.release.gate.leak import Leak

__all__ = ["Leak", "check"]
