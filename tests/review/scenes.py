"""A fictional document, its plan, and a command that takes it through a workspace from start to end."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from redact.documents import Declassification, Document, Header, Portion
from redact.markings import Level, Marking
from redact.policy import Decision, Determination, Plan, PolicyIdentity
from redact.review import events
from redact.review.workspace import Workspace

ACTOR = "os:ann"
POLICY_DIGEST = "ab" * 32
PARAGRAPHS: tuple[tuple[Level, str], ...] = (
    ("S", "1. (S) Minister Aurel Vantongeren told us in Port Lorne that the treaty is dead.\n"),
    ("U", "2. (U) The embassy of Lower Ostrava opened a reading room for everybody.\n"),
)


def marking(level: Level) -> Marking:
    return Marking(level, level, f"({level})", level, f"({level})", text=f"({level})")


def document(name: str = "vantongeren-memo.txt", sha256: str = "1" * 64,
             paragraphs: tuple[tuple[Level, str], ...] = PARAGRAPHS) -> Document:
    """A document of numbered paragraphs."""
    portions, start = [], 0
    for number, (level, text) in enumerate(paragraphs, 1):
        portions.append(Portion(f"p{number}", "paragraph", str(number), None, None, marking(level), "explicit",
                                ((start, start + len(text)),), text, text.index(")") + 2))
        start += len(text)
    return Document(name, "text", "utf-8", sha256, "".join(text for _, text in paragraphs), "The treaty of Port Lorne",
                    Header(subject="The treaty of Port Lorne"), marking("S"), Declassification(None, "none"),
                    tuple(portions), (), ())


def plan(of: Document) -> Plan:
    decisions = (Decision("p1", "withhold", None, codes=("(b)(1)", "1.4(d)"), rules=("current-classified",),
                          because="The treaty of Port Lorne is still secret"),
                 Decision("p2", "release", marking("U"), rules=("unclassified",)))
    return Plan(of, PolicyIdentity("foia-public", 1, "cd" * 32), dt.date(2026, 11, 23), "RIP", marking("U"), decisions,
                (), review="none")


def publish(path: Path, of: Document | None = None, notice: Callable[[str], None] = lambda message: None) -> str:
    """Receive, propose and publish a document, taking up whatever an earlier run left; returns its id."""
    of = of or document()
    determination = Determination.of(plan(of))
    with Workspace.open(path, notice=notice, actor=ACTOR) as workspace:
        with workspace.transaction() as change:
            kept = change.document(of)
            if kept.fresh:
                source = change.digest(kept.id, of.source.encode())
                change.record("received", actor=ACTOR, document=kept.id, details=events.received(of, source))
                change.record("proposed", actor=ACTOR, document=kept.id,
                              details=events.proposed(plan(of), POLICY_DIGEST))
        if not workspace.releases(kept.id):
            with workspace.transaction() as change:
                release = change.release(kept.id, status="released", name="1", folder="out", files={}, manifest={})
                change.record("publishing", actor=ACTOR, document=kept.id,
                              details=events.publishing(determination, POLICY_DIGEST, release, ["pdf", "json"]))
        for waiting in workspace.releases(kept.id, "publishing"):
            with workspace.transaction() as change:
                change.set_release_state(waiting.id, "published")
                change.record("published", actor=ACTOR, document=kept.id, details=events.published(
                    determination, POLICY_DIGEST, waiting.id, {"pdf": "ef" * 32, "json": "01" * 32},
                    workspace.key_id))
    return kept.id


WHOLE_LOG = ["key", "received", "proposed", "publishing", "published"]
"""The kinds of events that :func:`publish` leaves, whatever happened on the way."""


def kinds(path: Path) -> list[str]:
    """The kinds of events in the log, in order."""
    with Workspace.open_to_read(path) as workspace:
        return [logged.event.kind for logged in workspace.events()]
