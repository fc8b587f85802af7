"""What is asked for when something is released, what comes of it, and the outputs that an order makes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from redact.errors import Refused
from redact.policy import Determination, Plan
from redact.policy.model import Policy
from redact.release.build import release_model
from redact.release.gate import Leak
from redact.release.json import release_json
from redact.release.model import ReleasedModel
from redact.release.signing_pdf import PdfSigner

Format = Literal["pdf", "html", "txt", "json"]
DEFAULT_FORMATS: tuple[Format, ...] = ("pdf", "html", "json")


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: the policy, the days, what is printed, and where it goes.

    ``as_of`` is the day the classification is judged, ``date`` the one printed; ``authority`` is "NAME, TITLE".
    ``formats`` always come with JSON, since the manifest speaks of it. With a ``signer`` the PDF is certified, once the
    gate has passed it; a draft never is.
    """

    policy: Policy
    as_of: dt.date
    date: dt.date
    out: Path
    actor: str
    case: str = ""
    authority: str = ""
    formats: tuple[Format, ...] = DEFAULT_FORMATS
    replace: bool = False
    signer: PdfSigner | None = None

    def asked(self) -> dict[str, Any]:
        """What a release says that comes from the order and not from the determination, as JSON."""
        return {"date": self.date.isoformat(), "case": self.case, "authority": self.authority,
                "formats": list(self.formats)}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document. ``state`` is ``published``, ``draft`` or ``stands`` (it was there already)."""

    model: ReleasedModel
    plan: Plan
    state: Literal["published", "draft", "stands"]
    files: tuple[Path, ...]
    document_id: str
    release_id: str


class GateRefusal(Refused):
    """The gate found something that the released model does not account for; nothing was published."""

    def __init__(self, leaks: Sequence[Leak], *, file: str):
        places = sorted({f"{leak.carrier}{f' (page {leak.page})' if leak.page else ''}: {leak.code}" for leak in leaks})
        more = f" and {len(places) - 8} more" if len(places) > 8 else ""
        super().__init__("the check before publication refused the release; nothing was published. "
                         + "; ".join(places[:8]) + more, file=file)
        self.leaks = tuple(leaks)


def model_of(determination: Determination, name: str, *, date: dt.date, case: str, authority: str,
             draft: bool) -> ReleasedModel:
    """The released model of a determination under this name; ``date`` is the day printed."""
    return release_model(determination.plan.document, determination, name=name.rsplit("/", 1)[-1],
                         status="draft" if draft else "released", date=date, case=case, authority=authority)


def render(model: ReleasedModel, formats: Sequence[Format]) -> dict[str, bytes]:
    """The outputs by format; JSON always."""
    made: dict[str, bytes] = {}
    if "pdf" in formats:
        from redact.release.pdf import render_pdf
        made["pdf"] = render_pdf(model)
    if "html" in formats:
        from redact.release.html import render_html
        made["html"] = render_html(model)
    if "txt" in formats:
        from redact.release.text import render_text
        made["txt"] = render_text(model)
    made["json"] = release_json(model)
    return made
