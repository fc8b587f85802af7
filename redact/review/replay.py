"""Replay: a published release built again, byte for byte, from what the vault kept and the log recorded.

The vault keeps the determination that a release was made from and what was asked for it; the log keeps the SHA-256 of
the files that were published. The outputs are made again from the first and held against the second, so a difference
means that one of them, or the program, is no longer what it was; it names the event.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from redact import __version__
from redact.audit.events import LoggedEvent
from redact.audit.log import Filter
from redact.errors import RedactError
from redact.policy import Determination
from redact.review.orders import model_of, render
from redact.review.records import determination_of
from redact.review.vault import VaultRelease
from redact.review.workspace import Workspace

Result = Literal["same", "different", "lost", "purged", "not-kept"]


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of one release. ``seq`` is the event ``published`` that speaks of it, ``formats`` those that differ.

    ``lost``: the vault does not hold it, or what it keeps of it cannot be read; ``purged``: its text was destroyed;
    ``not-kept``: it was published by a version that did not keep determinations.
    ``program`` is the version that published it.
    """

    release: str
    seq: int
    result: Result
    formats: tuple[str, ...] = ()
    program: str = ""

    @property
    def message(self) -> str:
        """What came of it, in a sentence."""
        if self.result == "same":
            return "built again, byte for byte"
        if self.result == "lost":
            return f"event {self.seq} tells of it, but the vault does not hold it, or it cannot be read"
        if self.result == "purged":
            return "the text was purged: nothing to build it from"
        if self.result == "not-kept":
            return "published by a version that did not keep what releases are made from"
        other = "" if self.program == __version__ else (
            f"; it was published by version {self.program}, this is {__version__}: replay with that one")
        return f"event {self.seq} says otherwise of {', '.join(self.formats)}{other}"

    def to_json(self) -> dict[str, Any]:
        return {"release": self.release, "seq": self.seq, "result": self.result, "formats": list(self.formats),
                "program": self.program, "message": self.message}


def replay(workspace: Workspace, release_id: str = "") -> Iterator[Replayed]:
    """Build published releases again: all that the log tells of, or the one of that id, in the order of the log.

    Changes nothing on disk.
    """
    for logged in workspace.events(Filter(kind="published")):
        identity = str(logged.event.details.get("release", ""))
        if release_id in ("", identity):
            yield _replayed(workspace, identity, logged)


def _replayed(workspace: Workspace, identity: str, logged: LoggedEvent) -> Replayed:
    details = logged.event.details
    program = str(details.get("program", ""))
    release = workspace.release(identity)
    if release is None:
        return Replayed(identity, logged.seq, "lost", program=program)
    if not release.determination:
        purged = next(workspace.events(Filter(kind="purged", document=release.document)), None)
        return Replayed(identity, logged.seq, "purged" if purged else "not-kept", program=program)
    try:
        made = rebuild(release, determination_of(release.determination))
    except (KeyError, ValueError, RedactError):
        return Replayed(identity, logged.seq, "lost", program=program)
    told = details.get("files", {})
    differing = {kind for kind in {*told, *made}
                 if kind not in made or hashlib.sha256(made[kind]).hexdigest() != told.get(kind)}
    return Replayed(identity, logged.seq, "different" if differing else "same", tuple(sorted(differing)), program)


def rebuild(release: VaultRelease, determination: Determination) -> dict[str, bytes]:
    """The outputs of a release by format, made from what the vault kept. KeyError or ValueError where that is not what
    :meth:`redact.review.orders.Order.asked` wrote."""
    asked = release.asked
    model = model_of(determination, release.name, date=dt.date.fromisoformat(asked["date"]), case=asked["case"],
                     authority=asked["authority"], draft=release.status == "draft")
    return render(model, tuple(asked["formats"]))
