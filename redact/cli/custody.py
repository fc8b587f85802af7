"""The chain of custody of a document as a PDF, drawn by the blocks of a release."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from redact import __version__
from redact.audit.events import LoggedEvent
from redact.audit.sentences import policy, sentence
from redact.audit.verification import Verification
from redact.release.model import Shown
from redact.release.page import Block, Page, Role
from redact.release.pdf import render_blocks
from redact.release.visible import visible

_READING = ("Each event names the hash of the event before it; the hash shown here covers the whole event. The Merkle "
            "root covers all events of the log. 'redact audit verify AUDIT.DB' checks both, and 'redact audit proof' "
            "shows a single event to somebody without the log. This record holds no text of the document.")


def custody_pdf(document: str, events: Sequence[LoggedEvent], found: Verification, origin: str,
                date: dt.date) -> bytes:
    """The record of ``events``, all there are of the document, in a log that was checked with this result."""
    blocks = (_block("title", f"Chain of custody of {document}"), _block("outcome", _state(found)),
              *_facts(events, found, origin, date),
              _block("legend-heading", "Every event on this document, in order (times in UTC)"), *_rows(events, found),
              _block("note", _READING))
    stamp = f"redact {__version__}   Document {document}   Date: {date.isoformat()}"
    return render_blocks(Page("AUDIT RECORD", "", stamp, blocks), document, date)


def _state(found: Verification) -> str:
    if found.problem is None:
        return f"THE LOG IS WHOLE · {found.events} events"
    return f"THE LOG IS NOT WHOLE · {found.problem.code} at event {found.problem.seq}"


def _facts(events: Sequence[LoggedEvent], found: Verification, origin: str, date: dt.date) -> Iterator[Block]:
    cases = ", ".join(sorted({logged.event.case_id for logged in events} - {""}))
    policies = ", ".join(dict.fromkeys(policy(logged.event) for logged in events if policy(logged.event)))
    checked = ", ".join(found.checked_against) or "itself only"
    rows = (("Case", cases), ("Policy", policies), ("Log", origin), ("Merkle root", found.root),
            ("Checked", f"{date.isoformat()}, against {checked}"), ("Signed with key", found.key or ""),
            ("Found", f"{found.problem.message} (event {found.problem.seq})" if found.problem else ""),
            ("Clock", _clock(found)), ("Mind", found.notice or ""))
    return (_block("fact", value, label) for label, value in rows if value)


def _clock(found: Verification) -> str:
    if not found.clock:
        return ""
    return f"ran backwards before event {', '.join(map(str, found.clock))}; the order is that of the numbers"


def _rows(events: Sequence[LoggedEvent], found: Verification) -> Iterator[Block]:
    """One row an event, with its hash; of events beyond those found whole it says that they are in doubt."""
    for logged in events:
        event = logged.event
        doubt = "" if logged.seq <= found.size else "   NOT VERIFIED"
        yield _block("legend", f"{logged.seq} · {event.actor} {sentence(event)}{_under(logged)}",
                     event.at[:19].replace("T", " "), f"{logged.hash}{doubt}{_files(logged)}")


def _under(logged: LoggedEvent) -> str:
    """The policy version, where the sentence itself does not say it."""
    named = policy(logged.event)
    return f" (under {named})" if named and named not in sentence(logged.event) else ""


def _files(logged: LoggedEvent) -> str:
    """The SHA-256 of the files that a release put out."""
    files = logged.event.details.get("files")
    told = [f"{form} {digest}" for form, digest in sorted(files.items())] if isinstance(files, dict) else []
    return f"; SHA-256 of the files: {', '.join(told)}" if told else ""


def _block(role: Role, text: str, label: str = "", note: str = "") -> Block:
    return Block(role, ((Shown(visible(text)),),), visible(label), visible(note))
