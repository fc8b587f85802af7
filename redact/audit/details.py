"""What the details of an event may say: for each kind the keys, and for each key the form of its values.

The log is safe to show because nothing else gets in: identifiers, codes, counts, days, and digests that are keyed or
are of files already public. There is no form for free text, so no document text, no name of an input and no marking
outside the closed list of levels can pass (design §3, promise 9, and §8).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

from redact.errors import RedactError

Check = Callable[[Any], bool]


class UnloggableDetail(RedactError):
    """Details that the log does not take; the message names the kind and the key, never the value."""


def _form(pattern: str) -> Check:
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


def _one_of(*values: str) -> Check:
    allowed = frozenset(values)
    return lambda value: isinstance(value, str) and value in allowed


def _list_of(check: Check) -> Check:
    return lambda value: isinstance(value, (list, tuple)) and all(check(item) for item in value)


def _mapping(keys: Check, values: Check) -> Check:
    return lambda value: isinstance(value, dict) and all(keys(key) and values(item) for key, item in value.items())


def _row(**checks: Check) -> Check:
    return lambda value: (isinstance(value, dict) and value.keys() == checks.keys()
                          and all(check(value[key]) for key, check in checks.items()))


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


_id = _form(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_slug = _form(r"[a-z][a-z0-9-]{0,63}")
_code = _form(r"[\w(][\w().,:;/§&'’+– -]{0,59}")
_portion = _form(r"p[1-9][0-9]{0,6}")
_digest = _form(r"[0-9a-f]{64}")
_key = _form(r"[0-9a-f]{8,64}")
_signature = _form(r"[0-9a-f]{128}")
_person = _form(r"[\w.@:+\\-](?:[\w .@:+\\-]{0,98}[\w.@:+\\-])?")
_action = _one_of("release", "downgrade", "redact", "refer", "withhold", "withhold-document")
_level = _one_of("U", "R", "C", "S", "TS", "unknown")
_outcome = _one_of("RIF", "RIP", "DIF", "referred")
_format = _one_of("pdf", "html", "txt", "json", "manifest")
_decision = _row(portion=_portion, action=_action, codes=_list_of(_code), rules=_list_of(_id))

_POLICY: Mapping[str, Check] = {"policy": _id, "policy_version": _is_count, "policy_digest": _digest, "program": _id}
_ACT: Mapping[str, Check] = {"version": _is_count, "revision": _is_count, "bulk": _id, "because": _digest}
_BOUND: Mapping[str, Check] = {**_POLICY, "outcome": _outcome, "determination": _digest}
_DECIDED: Mapping[str, Check] = {**_ACT, "action": _action, "codes": _list_of(_code), "rules": _list_of(_id),
                                 "spans": _digest, "harm": _digest,
                                 "decisions": _list_of(_decision)}
_RELEASED: Mapping[str, Check] = {**_POLICY, "release": _id, "outcome": _outcome, "as_of": _is_day, "date": _is_day,
                                  "codes": _list_of(_code), "formats": _list_of(_format), "replaces": _id,
                                  "files": _mapping(_format, _digest), "key": _key, "determination": _digest,
                                  "revision": _is_count}

ALLOWED: Mapping[str, Mapping[str, Check]] = {
    "received": {"format": _id, "level": _level, "portions": _is_count, "source": _digest},
    "proposed": {**_POLICY, "as_of": _is_day, "outcome": _outcome, "review": _slug, "source": _digest,
                 "decisions": _list_of(_decision), "findings": _list_of(_slug)},
    "confirmed": _DECIDED,
    "overruled": {**_DECIDED, "proposed": _action},
    "undone": {**_ACT, "portions": _list_of(_portion)},
    "submitted": {**_ACT, **_BOUND, "decisions": _list_of(_decision)},
    "approved": {**_ACT, **_BOUND, "decisions": _list_of(_decision)},
    "returned": _ACT,
    "referred": {**_ACT, "refer_to": _list_of(_code), "codes": _list_of(_code)},
    "draft-written": _RELEASED,
    "publishing": _RELEASED,
    "published": _RELEASED,
    "refused": {**_POLICY, "release": _id, "codes": _list_of(_slug), "carriers": _list_of(_slug)},
    "withdrawn": {**_ACT, "release": _id, "note": _digest},
    "exported": {"format": _slug, "release": _id, "events": _is_count, "first": _is_count, "last": _is_count},
    "checkpoint": {"key": _key, "previous_size": _is_count, "previous_root": _digest},
    "key": {"key": _key, "public": _digest, "algorithm": _slug, "replaces": _key, "by_old": _signature,
            "by_new": _signature},
    "case": {**_ACT, "act": _slug, "policy": _id, "policy_version": _is_count, "policy_digest": _digest,
             "due": _is_day, "requester": _digest, "level": _level},
    "people": {"act": _slug, "person": _person, "role": _slug},
    "policy-accepted": {**_POLICY, "replaces": _digest, "because": _digest},
    "answered": {**_ACT, "code": _slug, "answer": _slug, "refer_to": _list_of(_code)},
    "reviewed": {**_ACT, "outcome": _outcome, "decisions": _list_of(_decision)},
    "purged": {**_ACT, "portions": _is_count},
    "migrated": {"from": _is_count, "to": _is_count, "program": _id},
}
"""Kind → key → the form of its value. Every key may be absent. ``because``, ``harm``, ``source``, ``spans``,
``requester`` and ``determination`` are keyed digests (the words are in the vault); ``files`` are the SHA-256 of files,
by format, and ``policy_digest`` is that of a policy whose lists are replaced by keyed digests. A ``checkpoint`` names
the one before: its own root covers this event, and stands in the signed note."""

_COLUMNS: Mapping[str, tuple[Check, str]] = {
    "at": (_form(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"), "a UTC time with milliseconds"),
    "actor": (_person, "1 to 100 letters, digits, blanks and . @ : + - _ \\"),
    "case_id": (_form(r"(?:[A-Za-z0-9](?:[A-Za-z0-9 ._:/#()-]{0,62}[A-Za-z0-9.)])?)?"),
                "at most 64 letters, digits, blanks and . _ : / # ( ) -"),
    "document": (_form(r"(?:[A-Za-z0-9][A-Za-z0-9._-]{0,63})?"), "an id"),
    "portion": (_form(r"(?:p[1-9][0-9]{0,6})?"), "the id of a portion"),
}


def check_details(kind: str, details: Mapping[str, Any]) -> None:
    """Raise UnloggableDetail unless ``details`` has only keys and forms that events of ``kind`` may have."""
    if kind not in ALLOWED:
        raise UnloggableDetail("the log has no such kind of event")
    for key, value in details.items():
        check = ALLOWED[kind].get(key)
        if check is None:
            raise UnloggableDetail(f"an event of kind {kind} holds a detail that is not on its list")
        if not check(value):
            raise UnloggableDetail(f"an event of kind {kind}: {key} has not the form the log takes")


def check_column(name: str, value: str) -> None:
    """Raise UnloggableDetail unless ``value`` has the form of the column ``name`` (at, actor, case_id, document,
    portion)."""
    check, form = _COLUMNS[name]
    if not check(value):
        raise UnloggableDetail(f"the log takes as {name} {form}")
