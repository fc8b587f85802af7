"""``vault.db``: documents, salts, releases, and the events that still have to reach the log.

This is the one file that holds document text. Nothing in it is meant to leave the workspace.
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from sqlite_utils import Database

from redact.audit.events import Event
from redact.audit.hashing import GENESIS
from redact.audit.log import Mark
from redact.audit.store import Store, create_database
from redact.documents import Document, Portion
from redact.errors import RedactError, UsageProblem
from redact.review.schema import STEPS, VERSION

KEY_BYTES = 32
ReleaseState = Literal["publishing", "published", "stands", "abandoned"]
"""``abandoned``: begun, and closed without ever having been published."""
IdLetter = Literal["a", "d", "r"]
"""What an id is of: an act, a document, a release."""

@dataclass(frozen=True, slots=True)
class VaultDocument:
    """A document as the vault knows it. ``salts`` has 32 bytes for every portion id; ``fresh`` is True the first time
    these input bytes are seen."""

    id: str
    hmac_key: bytes
    salts: Mapping[str, bytes]
    fresh: bool


@dataclass(frozen=True, slots=True)
class VaultRelease:
    """A release as the vault knows it: ``files`` are names and SHA-256 of its files in ``folder``.

    ``determination`` and ``asked`` are what it was made from (:mod:`redact.review.records`, and what the caller asked
    for), "" and {} for one of a vault of version 1; ``withdrawn_at`` is "" for one that was not taken back.
    """

    id: str
    document: str
    status: Literal["released", "draft"]
    name: str
    folder: str
    files: Mapping[str, str]
    manifest: Mapping[str, Any]
    state: ReleaseState
    at: str
    case_no: str = ""
    determination: str = ""
    asked: Mapping[str, Any] = field(default_factory=dict)
    withdrawn_at: str = ""


def new_id(letter: IdLetter) -> str:
    """A random id such as ``d-mb3xk5q2w7ao``: a letter and 60 random bits in base 32."""
    return f"{letter}-{base64.b32encode(secrets.token_bytes(10)).decode().lower()[:12]}"


def keyed_digest(key: bytes, data: bytes) -> str:
    """HMAC-SHA-256 (hexadecimal): tells nothing to whoever has not the key, unlike a plain hash of a short text."""
    return hmac.digest(key, data, "sha256").hex()


def create_vault(path: Path) -> None:
    """Make an empty vault at ``path`` (mode 0600), whole or not at all."""
    create_database(path, "vault", _build)


def _build(database: Database) -> None:
    for version in sorted(STEPS):
        for statement in STEPS[version]:
            database.execute(statement)
    database.execute(f"PRAGMA user_version={VERSION}")
    database.table("meta").insert({"name": "list_key", "value": secrets.token_bytes(KEY_BYTES)})
    database.table("mark").insert({"only": 1, "seq": 0, "hash": GENESIS})


class Vault:
    """An open ``vault.db``. Methods that write do so inside the transaction of ``store``."""

    def __init__(self, path: Path, *, write: bool):
        self.store = Store(path, "vault", VERSION, write=write)

    def close(self) -> None:
        self.store.close()

    def meta(self, name: str) -> bytes | None:
        """A value kept under ``name``, None if there is none."""
        row = self.store.row("SELECT value FROM meta WHERE name = ?", [name])
        return row[0] if row else None

    def set_meta(self, name: str, value: bytes) -> None:
        """Keep ``value`` under ``name``, which must be new."""
        self.store.insert("meta", [{"name": name, "value": value}])

    def replace_meta(self, name: str, value: bytes) -> None:
        """Keep ``value`` in place of what is kept under ``name``."""
        self.store.change("UPDATE meta SET value = ? WHERE name = ?", [value, name])

    def mark(self) -> Mark:
        """The event last copied to the log."""
        row = self.store.row("SELECT seq, hash FROM mark")
        if row is None:
            raise RedactError("the vault has lost its mark", file=str(self.store.path))
        return Mark(*row)

    def enqueue(self, event: Event) -> None:
        """Keep an event until it is copied to the log."""
        self.store.insert("outbox", [{"event": event.to_text(), "seq": None}])

    def waiting(self) -> list[Event]:
        """The events not yet copied, in order."""
        rows = self.store.rows("SELECT event FROM outbox WHERE seq IS NULL ORDER BY n")
        return [Event.from_text(text) for (text,) in rows]

    def beyond(self, mark: Mark) -> list[Event]:
        """The events written after ``mark``, in order, whether they were copied meanwhile or not."""
        rows = self.store.rows("SELECT event FROM outbox WHERE seq IS NULL OR seq > ? ORDER BY n", [mark.seq])
        return [Event.from_text(text) for (text,) in rows]

    def recorded(self) -> Iterator[Event]:
        """Every event there ever was, in order."""
        for (text,) in self.store.rows("SELECT event FROM outbox ORDER BY n"):
            yield Event.from_text(text)

    def copied(self, before: Mark, after: Mark) -> None:
        """Note that all waiting events are in the log, which went from one mark to the other."""
        waiting = list(self.store.rows("SELECT n FROM outbox WHERE seq IS NULL ORDER BY n"))
        for seq, (n,) in enumerate(waiting, before.seq + 1):
            self.store.change("UPDATE outbox SET seq = ? WHERE n = ?", [seq, n])
        self.store.change("UPDATE mark SET seq = ?, hash = ?", after)

    def document(self, document: Document, at: str) -> VaultDocument:
        """The entry of ``document``, found by the hash of its input bytes, made if there is none.

        Salts are made once for each portion and its text, and found again ever after. What the document was last read
        as replaces an older reading.
        """
        row = self.store.row("SELECT id, hmac_key FROM documents WHERE sha256 = ?", [document.sha256])
        if row is None:
            identity, key = new_id("d"), secrets.token_bytes(KEY_BYTES)
            self.store.insert("documents", [{"id": identity, "sha256": document.sha256, "name": document.name,
                                             "source": document.source, "reading": _reading(document),
                                             "hmac_key": key, "received_at": at}])
        else:
            identity, key = row
            self._keep_reading(identity, document)
        return VaultDocument(identity, key, self._salts(identity, key, document.portions), row is None)

    def _keep_reading(self, identity: str, document: Document) -> None:
        reading = _reading(document)
        if self.store.row("SELECT 1 FROM documents WHERE id = ? AND reading = ?", [identity, reading]) is None:
            self.store.change("UPDATE documents SET source = ?, reading = ? WHERE id = ?",
                              [document.source, reading, identity])

    def _salts(self, identity: str, key: bytes, portions: Sequence[Portion]) -> dict[str, bytes]:
        known = {(portion, digest): salt for portion, digest, salt in self.store.rows(
            "SELECT portion, text_digest, salt FROM salts WHERE document = ?", [identity])}
        salts, made = {}, []
        for portion in portions:
            digest = keyed_digest(key, portion.text.encode("utf-8", "surrogatepass"))
            salt = known.get((portion.id, digest))
            if salt is None:
                salt = secrets.token_bytes(KEY_BYTES)
                made.append({"document": identity, "portion": portion.id, "text_digest": digest, "salt": salt})
            salts[portion.id] = salt
        if made:
            self.store.insert("salts", made)
        return salts

    def salt(self, identity: str, portion: Portion) -> bytes:
        """The salt of a portion of a document; KeyError if there is none."""
        digest = keyed_digest(self.document_key(identity), portion.text.encode("utf-8", "surrogatepass"))
        row = self.store.row("SELECT salt FROM salts WHERE document = ? AND portion = ? AND text_digest = ?",
                             [identity, portion.id, digest])
        if row is None:
            raise KeyError(portion.id)
        salt: bytes = row[0]
        return salt

    def document_key(self, identity: str) -> bytes:
        """The key for digests of the document ``identity``; KeyError if there is no such document."""
        row = self.store.row("SELECT hmac_key FROM documents WHERE id = ?", [identity])
        if row is None:
            raise KeyError(identity)
        key: bytes = row[0]
        return key

    def add_release(self, release: VaultRelease) -> None:
        """Add a release."""
        self.store.insert("releases", [{
            "id": release.id, "document": release.document, "status": release.status, "name": release.name,
            "folder": release.folder, "files": json.dumps(dict(release.files)),
            "manifest": json.dumps(dict(release.manifest)), "state": release.state, "at": release.at,
            "case_no": release.case_no, "determination": release.determination,
            "asked": json.dumps(dict(release.asked))}])

    def set_release_state(self, release_id: str, state: ReleaseState) -> bool:
        """Change the state of a release that is ``publishing``; False where it no longer is, and nothing is changed."""
        return self.store.change("UPDATE releases SET state = ? WHERE id = ? AND state = 'publishing'",
                                 [state, release_id]) == 1

    def releases(self, document: str = "", state: str = "", release_id: str = "") -> Iterator[VaultRelease]:
        """The releases, oldest first: of one document, in one state, of one id, or all."""
        wanted = {column: value for column, value in (("document", document), ("state", state), ("id", release_id))
                  if value}
        where = " AND ".join(f"{column} = ?" for column in wanted) or "1"
        rows = self.store.rows("SELECT id, document, status, name, folder, files, manifest, state, at, case_no, "
                               "determination, asked, coalesce(withdrawn_at, '') FROM releases "
                               f"WHERE {where} ORDER BY rowid", list(wanted.values()))
        for identity, of, status, name, folder, files, manifest, now, at, case_no, made, asked, withdrawn in rows:
            yield VaultRelease(identity, of, status, name, folder, json.loads(files), json.loads(manifest), now, at,
                               case_no, made, json.loads(asked), withdrawn)

    def withdraw(self, release_id: str, at: str) -> bool:
        """Mark a published release as taken back; False where it is already."""
        return self.store.change("UPDATE releases SET withdrawn_at = ? WHERE id = ? AND withdrawn_at IS NULL",
                                 [at, release_id]) == 1

    def purged(self, identity: str) -> bool:
        """Whether the text of a document was destroyed."""
        return self.store.row("SELECT 1 FROM documents WHERE id = ? AND purged_at IS NOT NULL", [identity]) is not None

    def purge(self, identity: str, at: str) -> int:
        """Destroy a document's text, its name, salts and keys, and what people wrote about it; how many portions had
        salts. What was published of it stays known, and so does who acted when."""
        if self.store.row("SELECT 1 FROM documents WHERE id = ? AND purged_at IS NULL", [identity]) is None:
            raise UsageProblem("there is no such document, or it was purged already")
        self.store.change("UPDATE documents SET source = '', reading = '', name = '', sha256 = 'purged ' || id, "
                          "hmac_key = ?, purged_at = ? WHERE id = ?", [secrets.token_bytes(KEY_BYTES), at, identity])
        portions = self.store.change("DELETE FROM salts WHERE document = ?", [identity])
        self.store.change("UPDATE reviews SET plan = '', version = version + 1 WHERE document = ?", [identity])
        self.store.change("UPDATE acts SET decided = '', basis = '', because = '', harm = '' WHERE document = ?",
                          [identity])
        self.store.change("UPDATE words SET text = '' WHERE document = ?", [identity])
        self.store.change("UPDATE releases SET determination = '' WHERE document = ?", [identity])
        self.store.change("UPDATE releases SET manifest = '{}' WHERE document = ? AND status = 'draft' "
                          "AND state <> 'publishing'", [identity])
        return portions


def _reading(document: Document) -> str:
    return json.dumps(document.to_json(), sort_keys=True)
