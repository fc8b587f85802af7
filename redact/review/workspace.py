"""A workspace: the vault, the log and the key, opened together and kept in step.

    WORKSPACE/            mode 0700
      keys/               the signing key
      vault.db            documents, people's words, and the outbox of events
      audit.db            the log, which holds no text
      publication.lock    held by the one process that is publishing

A change and its event are committed in one transaction of the vault and copied to the log at once. Stopped between
the two, the next command that writes copies the rest; a log shorter than or different from what the vault remembers of
it is refused, never filled up again.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import pwd
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Literal, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from redact import __version__
from redact.audit.checkpoints import Kept
from redact.audit.cipher import unlock
from redact.audit.events import Event, Kind, LoggedEvent, timestamp
from redact.audit.keys import first_key
from redact.audit.log import START, AuditLog, Filter, LogProblem, Mark, upgrade_log, version_of
from redact.audit.schema import VERSION
from redact.audit.store import storage_errors
from redact.audit.verification import Knowledge, Progress, Verification, verify
from redact.documents import Document, Portion
from redact.errors import RedactError, UnusableInput
from redact.markings import Level
from redact.review.cases import Cases
from redact.review.keys import NEXT, PRIVATE, id_of, load_key, settle
from redact.review.making import KEYS, LOCK, LOG, VAULT, alone, is_complete, make, unfinished
from redact.review.migrations import refuse_older, upgrade
from redact.review.people import People
from redact.review.vault import (
    ReleaseState,
    Vault,
    VaultDocument,
    VaultRelease,
    keyed_digest,
    new_id,
)
from redact.review.vaultkey import unlock_vault

Clock = Callable[[], dt.datetime]


def system_clock() -> dt.datetime:
    """The time now, with its zone."""
    return dt.datetime.now(dt.UTC)


def system_actor() -> str:
    """Who runs the program, as the operating system knows it: ``os:NAME``, by the number of the process's user.

    ``getpass.getuser`` will not do: it believes ``LOGNAME`` and ``USER``, with which anybody would be anybody.
    """
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        name = str(os.getuid())
    return f"os:{name}"


def _silent(message: str) -> None:
    """Nobody is told."""


class Change:
    """What one transaction of a workspace may do; see :meth:`Workspace.transaction`."""

    def __init__(self, vault: Vault, clock: Clock):
        self._vault = vault
        self.now = timestamp(clock())
        """The time of this transaction as the log writes it: one for all that it does, so that what the vault keeps of
        an act and what the log commits to say the same."""

    def document(self, document: Document) -> VaultDocument:
        """The vault's entry of ``document``: found again by the SHA-256 of the input bytes, made if there is none."""
        return self._vault.document(document, self.now)

    def record(self, kind: Kind, *, actor: str, case_id: str = "", document: str = "", portion: str = "",
               details: Mapping[str, Any] | None = None) -> None:
        """Have the log receive an event when the transaction is done. ``details`` come from
        :mod:`redact.review.events`; UnloggableDetail if they hold what the log does not take."""
        event = Event(self.now, actor, kind, case_id, document, portion, dict(details or {}))
        event.check()
        self._vault.enqueue(event)

    @property
    def people(self) -> People:
        return People(self._vault.store)

    @property
    def cases(self) -> Cases:
        return Cases(self._vault.store)

    def release(self, document: str, *, status: Literal["released", "draft"], name: str, folder: str,
                files: Mapping[str, str], manifest: Mapping[str, Any], release_id: str = "",
                state: ReleaseState = "publishing", case_no: str = "", determination: str = "",
                asked: Mapping[str, Any] | None = None) -> str:
        """Add a release of ``document`` and return its id (a new one where none is given)."""
        identity = release_id or new_id("r")
        self._vault.add_release(VaultRelease(identity, document, status, name, folder, files, manifest, state,
                                             self.now, case_no, determination, asked or {}))
        return identity

    def withdraw(self, release_id: str) -> bool:
        """Mark a published release as taken back; False where it is already."""
        return self._vault.withdraw(release_id, self.now)

    def purge(self, document_id: str) -> int:
        """Destroy a document's text, salts and keys; see :meth:`redact.review.vault.Vault.purge`."""
        return self._vault.purge(document_id, self.now)

    def purged(self, document_id: str) -> bool:
        """Whether the text of a document was destroyed."""
        return self._vault.purged(document_id)

    def set_release_state(self, release_id: str, state: ReleaseState) -> bool:
        """Change the state of a release that is ``publishing``; False where another run has ended it already."""
        return self._vault.set_release_state(release_id, state)

    def digest(self, document_id: str, data: bytes) -> str:
        """As :meth:`Workspace.digest`, also for a document that this transaction made."""
        return keyed_digest(self._vault.document_key(document_id), data)

    def set_meta(self, name: str, value: bytes) -> None:
        """Keep ``value`` in the vault under ``name``, which must be new."""
        self._vault.set_meta(name, value)

    def replace_key(self, public_key: bytes) -> None:
        """Have the vault know this key (raw) in place of the one so far."""
        self._vault.replace_meta("public_key", public_key)


class Workspace:
    """An open workspace; a context manager. :meth:`open` for commands that write, :meth:`open_to_read` for others."""

    def __init__(self, path: Path, *, write: bool, clock: Clock = system_clock):
        self.path = path
        self._clock = clock
        self._write = write
        self._vault = Vault(path / VAULT, write=write)
        self._log: AuditLog | None = None

    @classmethod
    def open(cls, path: Path, *, create: bool = True, notice: Callable[[str], None] = _silent,
             clock: Clock = system_clock, actor: str = "", encrypt: str = "") -> Workspace:
        """Open ``path`` for writing, making it first if ``create`` (``notice`` is told), and have the log catch up.

        A vault that is made is encrypted under the passphrase ``encrypt`` where one is given; the key of an encrypted
        one is found by :mod:`redact.review.vaultkey`. ``actor`` is named in the event of the first key. Raises
        UnusableInput if there is no workspace and none is to be made, UsageProblem if the folder holds something else,
        StorageProblem if it cannot be read or written, and LogProblem if the log is not what the vault remembers.
        """
        if encrypt and not (path / VAULT).exists():
            unlock(path / VAULT, encrypt)
        unlock_vault(path / VAULT)
        if not is_complete(path) or any(unfinished(path)):
            make(path, create=create, notice=notice)
        upgrade(path / VAULT, lambda: timestamp(clock()), actor or system_actor())
        workspace = cls(path, write=True, clock=clock)
        try:
            workspace._upgrade_log(actor or system_actor())
            workspace._catch_up()
            workspace._watch_the_clock(notice)
            workspace._know_key(actor or system_actor())
        except BaseException:
            workspace.close()
            raise
        return workspace

    @classmethod
    def open_to_read(cls, path: Path) -> Workspace:
        """Open ``path`` to look at it: nothing is made, copied or changed. UnusableInput if there is no workspace."""
        if not (path / VAULT).is_file():
            raise UnusableInput("there is no workspace here", file=str(path))
        unlock_vault(path / VAULT)
        refuse_older(path / VAULT)
        return cls(path, write=False)

    @property
    def log(self) -> AuditLog:
        """The log. Only the workspace itself appends to it."""
        if self._log is None:
            path = self.path / LOG
            if not path.is_file() and self.mark != START:
                raise LogProblem("cut", 1, f"it is gone; it held at least {self.mark.seq} events", file=str(path))
            self._log = AuditLog(path, write=self._write)
        return self._log

    def _upgrade_log(self, actor: str) -> None:
        """Make a log of an earlier version one of this. The event is recorded first, once, whoever stops in between."""
        path = self.path / LOG
        if not path.is_file() or version_of(path) >= VERSION:
            return
        with AuditLog(path, write=False) as old:
            old.check(self.mark)
        with self._vault.store.immediate():
            found = version_of(path)
            if found < VERSION and not any(event.kind == "migrated" for event in self._vault.waiting()):
                self._vault.enqueue(Event(timestamp(self._clock()), actor, "migrated",
                                          details={"from": found, "to": VERSION, "program": __version__}))
        upgrade_log(path)

    def _know_key(self, actor: str) -> None:
        """Have the first key recorded; refuse another than the one the vault knows."""
        public = self.public_key.public_bytes_raw()
        if self._vault.meta("public_key") is None:
            with self.transaction() as change:
                if self._vault.meta("public_key") is None:
                    change.set_meta("public_key", public)
                    change.record("key", actor=actor, details=first_key(public))
        if self._vault.meta("public_key") != public and not self._keys_agree():
            raise LogProblem("key", 0, "the signing key is not the one the vault knows",
                             file=str(self.path / KEYS / PRIVATE))

    def _keys_agree(self) -> bool:
        """True if the key is the one the vault knows, looked at again while nobody can be changing it."""
        with self.publication():
            return self._vault.meta("public_key") == self.public_key.public_bytes_raw()

    def _watch_the_clock(self, notice: Callable[[str], None]) -> None:
        last = self.log.last_time()
        if last and (now := timestamp(self._clock())) < last:
            notice(f"warning: the clock says {now}, but the last event of the log is of {last}; events keep their "
                   "order by number")

    @contextmanager
    def transaction(self) -> Iterator[Change]:
        """Change the vault and record it: all or nothing. Afterwards the events are in the log too.

        If copying them fails, the change stands, the error is raised, and the next command that writes copies them.
        """
        with self._vault.store.immediate():
            yield Change(self._vault, self._clock)
        self._catch_up()

    @contextmanager
    def publication(self) -> Iterator[None]:
        """Keep other processes from publishing out of this workspace meanwhile. Not to be entered twice at once.

        Whoever is inside knows that no other run is at work on a release in the state ``publishing``: it was stopped.
        The events of that run are in the log by then.
        """
        lock = self.path / LOCK
        with storage_errors(lock):
            descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            with storage_errors(lock):
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            self._catch_up()
            yield
        finally:
            os.close(descriptor)

    @contextmanager
    def still(self) -> Iterator[None]:
        """Keep other processes from writing to the vault meanwhile; all its events are in the log by then."""
        with self._vault.store.immediate():
            log = self.log
            log.check(self.mark)
            waiting = self._vault.waiting()
            if waiting:
                self._vault.copied(self.mark, log.continue_from(self.mark, waiting))
            yield

    def _catch_up(self) -> None:
        """Copy to the log what the outbox holds beyond the mark, and hold the log against the mark."""
        log = self.log
        log.check(self.mark)
        if not self._vault.waiting() and log.last() == self.mark:
            return
        with self._vault.store.immediate():
            before, events = self.mark, self._vault.waiting()
            after = log.continue_from(before, events)
            if events:
                self._vault.copied(before, after)

    @property
    def people(self) -> People:
        """Who may act in this workspace."""
        return People(self._vault.store)

    @property
    def cases(self) -> Cases:
        """The cases, their documents, and what people did with them."""
        return Cases(self._vault.store)

    @property
    def ceiling(self) -> Level | None:
        """The highest level of a document that this workspace takes; None where none was set."""
        kept = self._vault.meta("ceiling")
        return cast(Level, kept.decode()) if kept else None

    def consistent(self) -> AbstractContextManager[None]:
        """What is read inside is of one moment."""
        return self._vault.store.snapshot()

    @property
    def mark(self) -> Mark:
        """The event last copied to the log, as the vault remembers it."""
        return self._vault.mark()

    def events(self, chosen: Filter | None = None) -> Iterator[LoggedEvent]:
        """The events of the log that pass, in order, one at a time."""
        return self.log.events(chosen)

    def verify(self, *, checkpoints: tuple[Kept, ...] = (), key: bytes | None = None,
               progress: Progress | None = None) -> Verification:
        """Check the log against itself, what the vault recorded, and the checkpoints and key that are given."""
        mark = self.mark
        known = Knowledge(mark, lambda: self._vault.beyond(mark), self._vault.recorded, checkpoints, key)
        return verify(self.path / LOG, known=known, progress=progress)

    def digest(self, document_id: str, data: bytes) -> str:
        """HMAC-SHA-256 (hexadecimal) of ``data`` under the document's key; KeyError if there is no such document."""
        return keyed_digest(self._vault.document_key(document_id), data)

    def salt(self, document_id: str, portion: Portion) -> bytes:
        """The salt of a portion of a document; KeyError if the vault has none."""
        return self._vault.salt(document_id, portion)

    def commitment(self, text: str) -> str:
        """HMAC-SHA-256 (hexadecimal) of what a person wrote that belongs to no document, under a key of the vault."""
        return keyed_digest(self.list_key, text.encode("utf-8", "surrogatepass"))

    @property
    def now(self) -> str:
        """The time now, as the log writes it."""
        return timestamp(self._clock())

    @property
    def list_key(self) -> bytes:
        """The key (32 bytes) for digests of the lists of policies."""
        key = self._vault.meta("list_key")
        if key is None:
            raise RedactError("the vault has lost its key for lists", file=str(self.path / VAULT))
        return key

    def signing_key(self) -> Ed25519PrivateKey:
        """The workspace's private key. A change to another that was stopped is finished first."""
        known, folder = self._vault.meta("public_key"), self.path / KEYS
        if self._write and known is not None and (folder / NEXT).exists():
            with alone(folder):
                settle(folder, known)
        return load_key(folder)

    @property
    def public_key(self) -> Ed25519PublicKey:
        """The workspace's public key."""
        return self.signing_key().public_key()

    @property
    def key_id(self) -> str:
        """The id of the workspace's key (8 hexadecimal digits), as in C2SP signed notes."""
        return id_of(self.public_key)

    def known_keys(self) -> dict[int, bytes]:
        """The raw public keys the workspace ever had, by the number of the event that names each, the one in force
        last; 0 where that event still waits to be copied."""
        keys = {logged.seq: bytes.fromhex(logged.event.details["public"]) for logged in self.events(Filter(kind="key"))}
        current = self._vault.meta("public_key")
        if current is not None and current not in keys.values():
            keys[0] = current
        return keys

    def releases(self, document: str = "", state: ReleaseState | Literal[""] = "") -> list[VaultRelease]:
        """The releases the vault knows, oldest first: of one document, in one state, or all."""
        return list(self._vault.releases(document, state))

    def release(self, release_id: str) -> VaultRelease | None:
        """The release of this id, None if the vault knows none."""
        return next(self._vault.releases(release_id=release_id), None) if release_id else None

    def close(self) -> None:
        """Close the files. Nothing else may be called after it."""
        try:
            if self._log is not None:
                self._log.close()
        finally:
            self._vault.close()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
