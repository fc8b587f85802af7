"""The tables, triggers and views of ``audit.db``, and how a log of an earlier version becomes one of this.

Version 2: a stored checkpoint has no time of its own, which nothing signed: its time is that of its event. The view
``decisions`` has a row for every portion that was decided in one act with others.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

VERSION = 2
"""Kept in the database as ``user_version``."""

_TABLES = {
    "events": """CREATE TABLE events (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??.???Z'),
  actor TEXT NOT NULL CHECK (actor <> ''),
  kind TEXT NOT NULL CHECK (kind <> ''),
  case_id TEXT NOT NULL,
  document TEXT NOT NULL,
  portion TEXT NOT NULL,
  details TEXT NOT NULL CHECK (details GLOB '{*}'),
  previous TEXT NOT NULL CHECK (length(previous) = 64 AND previous NOT GLOB '*[^0-9a-f]*'),
  hash TEXT NOT NULL CHECK (length(hash) = 64 AND hash NOT GLOB '*[^0-9a-f]*')
) STRICT""",
    "checkpoints": """CREATE TABLE checkpoints (
  size INTEGER PRIMARY KEY CHECK (size > 0),
  root TEXT NOT NULL CHECK (length(root) = 64 AND root NOT GLOB '*[^0-9a-f]*'),
  note TEXT NOT NULL
) STRICT""",
}
# AUTOINCREMENT makes SQLite remember the greatest seq ever given, so that a cut tail shows even without a mark.
# The checks use no JSON function: programs that distrust schemas could not read the table then.
# No column but the primary key is unique: REPLACE would remove the row it collides with past the DELETE trigger.

_TRIGGERS = {
    "events_in_order": """CREATE TRIGGER events_in_order BEFORE INSERT ON events
WHEN NEW.seq IS NOT 1 + coalesce((SELECT max(seq) FROM events), 0)
BEGIN SELECT RAISE(ABORT, 'events are numbered without a gap'); END""",
    "events_linked": """CREATE TRIGGER events_linked BEFORE INSERT ON events
WHEN NEW.previous IS NOT coalesce((SELECT hash FROM events ORDER BY seq DESC LIMIT 1), printf('%064d', 0))
BEGIN SELECT RAISE(ABORT, 'an event names the hash of the event before'); END""",
    "events_never_updated": """CREATE TRIGGER events_never_updated BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END""",
    "events_never_deleted": """CREATE TRIGGER events_never_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END""",
    "checkpoints_grow": """CREATE TRIGGER checkpoints_grow BEFORE INSERT ON checkpoints
WHEN NEW.size IS NULL OR NEW.size <= coalesce((SELECT max(size) FROM checkpoints), 0)
  OR NEW.size > coalesce((SELECT max(seq) FROM events), 0)
BEGIN SELECT RAISE(ABORT, 'a checkpoint covers more events than the last, and no more than there are'); END""",
    "checkpoints_never_updated": """CREATE TRIGGER checkpoints_never_updated BEFORE UPDATE ON checkpoints
BEGIN SELECT RAISE(ABORT, 'checkpoints are never changed'); END""",
    "checkpoints_never_deleted": """CREATE TRIGGER checkpoints_never_deleted BEFORE DELETE ON checkpoints
BEGIN SELECT RAISE(ABORT, 'checkpoints are never deleted'); END""",
}

_VIEWS = {
    "decisions": """CREATE VIEW decisions AS
SELECT events.seq, events.at, events.actor, events.kind, events.case_id, events.document,
       row.value ->> 'portion' AS portion, row.value ->> 'action' AS action,
       row.value -> 'codes' AS codes, row.value -> 'rules' AS rules
FROM events, json_each(events.details, '$.decisions') AS row
WHERE events.kind IN ('proposed', 'confirmed', 'overruled')
UNION ALL
SELECT seq, at, actor, kind, case_id, document, portion, details ->> 'action',
       coalesce(details -> 'codes', '[]'), coalesce(details -> 'rules', '[]')
FROM events WHERE kind IN ('confirmed', 'overruled') AND details -> 'decisions' IS NULL""",
    "overrides": """CREATE VIEW overrides AS
SELECT seq, at, actor, case_id, document, portion, details ->> 'proposed' AS proposed,
       details ->> 'action' AS action, coalesce(details -> 'codes', '[]') AS codes
FROM events WHERE kind = 'overruled'""",
    "releases": """CREATE VIEW releases AS
SELECT seq, at, actor, kind, case_id, document, details ->> 'release' AS release, details ->> 'policy' AS policy,
       details ->> 'policy_version' AS policy_version, details ->> 'outcome' AS outcome,
       coalesce(details -> 'codes', '[]') AS codes, coalesce(details -> 'files', '{}') AS files
FROM events WHERE kind IN ('draft-written', 'publishing', 'published', 'refused', 'withdrawn')""",
    "people": """CREATE VIEW people AS
SELECT actor, count(*) AS events, sum(kind = 'confirmed') AS confirmed, sum(kind = 'overruled') AS overruled,
       sum(kind = 'approved') AS approved, sum(kind = 'published') AS published, min(at) AS first, max(at) AS last
FROM events GROUP BY actor""",
}

STATEMENTS: tuple[str, ...] = (*_TABLES.values(), *_TRIGGERS.values(), *_VIEWS.values())
"""Everything that makes an empty log, in order."""

EXPECTED: dict[str, str] = {**_TABLES, **_TRIGGERS}
"""Name → text of what guards the log."""

CATALOGUE = "SELECT type, name, sql FROM sqlite_master"
"""The query whose rows :func:`altered` judges."""

_OBJECTS: dict[tuple[str, str], str] = {
    **{("table", name): text for name, text in _TABLES.items()},
    ("table", "sqlite_sequence"): "CREATE TABLE sqlite_sequence(name,seq)",  # SQLite's own, for AUTOINCREMENT
    **{("trigger", name): text for name, text in _TRIGGERS.items()},
    **{("view", name): text for name, text in _VIEWS.items()},
}

_CHECKPOINTS_1 = """CREATE TABLE checkpoints (
  size INTEGER PRIMARY KEY CHECK (size > 0),
  root TEXT NOT NULL CHECK (length(root) = 64 AND root NOT GLOB '*[^0-9a-f]*'),
  note TEXT NOT NULL,
  at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??.???Z')
) STRICT"""

_DECISIONS_1 = """CREATE VIEW decisions AS
SELECT events.seq, events.at, events.actor, events.kind, events.case_id, events.document,
       row.value ->> 'portion' AS portion, row.value ->> 'action' AS action,
       row.value -> 'codes' AS codes, row.value -> 'rules' AS rules
FROM events, json_each(events.details, '$.decisions') AS row
WHERE events.kind = 'proposed'
UNION ALL
SELECT seq, at, actor, kind, case_id, document, portion, details ->> 'action',
       coalesce(details -> 'codes', '[]'), coalesce(details -> 'rules', '[]')
FROM events WHERE kind IN ('confirmed', 'overruled')"""

VERSIONS: dict[int, dict[tuple[str, str], str]] = {
    1: {**_OBJECTS, ("table", "checkpoints"): _CHECKPOINTS_1, ("view", "decisions"): _DECISIONS_1},
    VERSION: _OBJECTS,
}
"""Version → type and name → text: what a log of each version holds. All of them can be read and checked."""

_CHECKPOINT_TRIGGERS = [name for name in _TRIGGERS if name.startswith("checkpoints_")]

UPGRADES: dict[int, tuple[str, ...]] = {
    1: (*(f"DROP TRIGGER {name}" for name in _CHECKPOINT_TRIGGERS),
        "ALTER TABLE checkpoints RENAME TO checkpoints_1",
        _TABLES["checkpoints"],
        "INSERT INTO checkpoints (size, root, note) SELECT size, root, note FROM checkpoints_1 ORDER BY size",
        "DROP TABLE checkpoints_1",
        *(_TRIGGERS[name] for name in _CHECKPOINT_TRIGGERS),
        "DROP VIEW decisions",
        _VIEWS["decisions"]),
}
"""Version → the statements that make the next one of it, in one transaction. No event is touched."""


def altered(catalogue: Iterable[tuple[Any, ...]], version: int = VERSION) -> str | None:
    """What sort of object differs from the log as it is made, None where nothing does.

    "table", "index", "trigger" or "view": one that is missing, changed, or not ours. ``catalogue`` are the rows of
    :data:`CATALOGUE`, as text or bytes; ``version`` is one of :data:`VERSIONS`.
    """
    found = [tuple(map(_text, row)) for row in catalogue]
    expected = [(*key, text) for key, text in VERSIONS[version].items()]
    different = sorted({*found} ^ {*expected})
    if different:
        return different[0][0] if different[0][0] in ("table", "index", "trigger", "view") else "object"
    return "object" if len(found) != len(expected) else None


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
