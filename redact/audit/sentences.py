"""An event as a sentence: what its actor did, in words that need no manual.

Made of what the log holds and nothing else. Details of a log that somebody tampered with may be anything, so nothing
here relies on their form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from redact.audit.events import Event

_OUTCOMES = {"RIF": "release in full", "RIP": "release in part", "DIF": "denial in full", "referred": "referral"}
_Told = Mapping[str, Any]


def sentence(event: Event) -> str:
    """What happened, beginning with a verb whose subject is the event's actor: "published release r-… of d-…"."""
    make = _SENTENCES.get(event.kind)
    told = " ".join((make(event, event.details) if make else event.kind).split()).rstrip(":")
    bulk = _text(event.details, "bulk")
    return f"{told} (act {bulk})" if bulk else told


def policy(event: Event) -> str:
    """The policy an event was done under, "foia-public version 3", "" where it names none."""
    name, version = _text(event.details, "policy"), _text(event.details, "policy_version")
    return f"{name} version {version}" if name and version else name


def _text(told: _Told, name: str) -> str:
    value = told.get(name)
    return str(value) if isinstance(value, str | int) else ""


def _listed(told: _Told, name: str, before: str = "; ") -> str:
    values = told.get(name)
    if not isinstance(values, list | tuple) or not values:
        return ""
    return before + ", ".join(str(value) for value in values)


def _outcome(told: _Told) -> str:
    outcome = _text(told, "outcome")
    return _OUTCOMES.get(outcome, outcome)


def _counted(told: _Told) -> str:
    """How many portions have which action in a table of decisions."""
    rows = told.get("decisions")
    rows = rows if isinstance(rows, list | tuple) else []
    counts = Counter(str(row.get("action")) for row in rows if isinstance(row, dict))
    return ", ".join(f"{count} {action}" for action, count in counts.items())


def _of(event: Event) -> str:
    """Which document, and which portion of it."""
    return " of ".join(part for part in (event.portion, event.document) if part) or "the document"


def _joined(*parts: str) -> str:
    return ": ".join(part for part in parts if part)


def _received(event: Event, told: _Told) -> str:
    facts = (f"format {_text(told, 'format')}" if told.get("format") else "",
             f"level {_text(told, 'level')}" if told.get("level") else "",
             f"{_text(told, 'portions')} portions" if told.get("portions") else "")
    return _joined(f"received {_of(event)}", ", ".join(fact for fact in facts if fact))


def _proposed(event: Event, told: _Told) -> str:
    by = f"had policy {policy(event)} propose" if policy(event) else "had the policy propose"
    day = f" as of {_text(told, 'as_of')}" if told.get("as_of") else ""
    return f"{_joined(f'{by} for {_of(event)}{day}', _outcome(told))}{' — ' if _counted(told) else ''}{_counted(told)}"


def _confirmed(event: Event, told: _Told) -> str:
    return _joined(f"confirmed {_of(event)}", f"{_text(told, 'action') or _counted(told)}{_listed(told, 'codes')}")


def _overruled(event: Event, told: _Told) -> str:
    instead = f", not {_text(told, 'proposed')}" if told.get("proposed") else ""
    return _joined(f"overruled the policy on {_of(event)}", f"{_text(told, 'action')}{instead}{_listed(told, 'codes')}")


def _undone(event: Event, told: _Told) -> str:
    if not told.get("portions") or told.get("portions") == [event.portion]:
        return f"undid a decision on {_of(event)}"
    return f"undid decisions on {_of(event)}{_listed(told, 'portions', ': ')}"


def _about(verb: str, after: str = "") -> Callable[[Event, _Told], str]:
    """A sentence of a verb and the document, with what the details say of the outcome."""
    def told_of(event: Event, told: _Told) -> str:
        return _joined(f"{verb} {_of(event)}{after}", _outcome(told) or _counted(told))
    return told_of


def _referred(event: Event, told: _Told) -> str:
    return f"referred {_of(event)}{_listed(told, 'refer_to', ' to ')}{_listed(told, 'codes')}"


def _released(verb: str) -> Callable[[Event, _Told], str]:
    """A sentence about a release of the document."""
    def told_of(event: Event, told: _Told) -> str:
        release = f" release {_text(told, 'release')}" if told.get("release") else " a release"
        instead = f" in place of {_text(told, 'replaces')}" if told.get("replaces") else ""
        return _joined(f"{verb}{release} of {_of(event)}{instead}", f"{_outcome(told)}{_listed(told, 'codes')}")
    return told_of


def _draft(event: Event, told: _Told) -> str:
    return _joined(f"wrote a draft of {_of(event)}", f"{_outcome(told)}{_listed(told, 'codes')}")


def _refused(event: Event, told: _Told) -> str:
    where = _listed(told, "carriers", " in ")
    return _joined(f"was refused a release of {_of(event)}", f"{_listed(told, 'codes', '')}{where}")


def _withdrawn(event: Event, told: _Told) -> str:
    return f"withdrew release {_text(told, 'release')} of {_of(event)}"


def _exported(event: Event, told: _Told) -> str:
    of = event.document or (f"case {event.case_id}" if event.case_id else "")
    what = f"release {_text(told, 'release')}" if told.get("release") else "the log"
    form = f" as {_text(told, 'format')}" if told.get("format") else ""
    return f"exported {what}{f', what it has of {of}' if of else ''}{form}"


def _checkpoint(event: Event, told: _Told) -> str:
    return f"made a checkpoint of the log, signed with key {_text(told, 'key')}"


def _key(event: Event, told: _Told) -> str:
    if told.get("replaces"):
        return f"put key {_text(told, 'key')} in the place of key {_text(told, 'replaces')}; both signed it"
    return f"began the log with key {_text(told, 'key')}"


def _case(event: Event, told: _Told) -> str:
    due = f", due {_text(told, 'due')}" if told.get("due") else ""
    if _text(told, "act") == "ceiling":
        return f"set the highest level that the workspace takes: {_text(told, 'level')}"
    under = f" under policy {policy(event)}" if policy(event) else ""
    return f"{_text(told, 'act') or 'changed'}: case {event.case_id}{under}{due}"


def _people(event: Event, told: _Told) -> str:
    role = f" as {_text(told, 'role')}" if told.get("role") else ""
    return f"{_text(told, 'act') or 'changed'}: {_text(told, 'person')}{role}"


def _accepted(event: Event, told: _Told) -> str:
    return f"accepted policy {policy(event)}"


def _answered(event: Event, told: _Told) -> str:
    answer = f"{_text(told, 'answer')}{_listed(told, 'refer_to', ' by ')}"
    return _joined(f"answered the finding {_text(told, 'code')} on {_of(event)}", answer)


def _purged(event: Event, told: _Told) -> str:
    return _joined(f"destroyed text, salts and keys of {_of(event)}",
                   f"{_text(told, 'portions')} portions" if told.get("portions") else "")


def _migrated(event: Event, told: _Told) -> str:
    return f"brought the log from version {_text(told, 'from')} to version {_text(told, 'to')}"


_SENTENCES: Mapping[str, Callable[[Event, _Told], str]] = {
    "received": _received, "proposed": _proposed, "confirmed": _confirmed, "overruled": _overruled,
    "undone": _undone, "submitted": _about("submitted", " for approval"), "approved": _about("approved"),
    "returned": _about("returned", " to the reviewer"), "referred": _referred, "draft-written": _draft,
    "publishing": _released("began to publish"), "published": _released("published"), "refused": _refused,
    "withdrawn": _withdrawn, "exported": _exported, "checkpoint": _checkpoint, "key": _key, "case": _case,
    "people": _people, "policy-accepted": _accepted, "answered": _answered, "reviewed": _about("reviewed"),
    "purged": _purged, "migrated": _migrated,
}
