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
import getpass
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from redact import __version__
from redact.audit.checkpoints import Kept
from redact.audit.events import Event, Kind, LoggedEvent, timestamp
from redact.audit.faults import step
from redact.audit.keys import first_key
from redact.audit.log import START, AuditLog, Filter, LogProblem, Mark, create_log, upgrade_log, version_of
from redact.audit.schema import VERSION
from redact.audit.store import StorageProblem, remove_unfinished, storage_errors
from redact.audit.verification import Knowledge, Progress, Verification, verify
from redact.documents import Document
from redact.errors import RedactError, UnusableInput, UsageProblem
from redact.review.keys import NEXT, PRIVATE, PUBLIC, id_of, load_key, make_keys, settle
from redact.review.vault import (
    ReleaseState,
    Vault,
    VaultDocument,
    VaultRelease,
    create_vault,
    keyed_digest,
    new_id,
)

VAULT, LOG, KEYS, LOCK = "vault.db", "audit.db", "keys", "publication.lock"
Clock = Callable[[], dt.datetime]


def system_clock() -> dt.datetime:
    """The time now, with its zone."""
    return dt.datetime.now(dt.UTC)


def system_actor() -> str:
    """Who runs the program, as far as the operating system knows: ``os:NAME``."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = str(os.getuid())
    return f"os:{name}"


def _silent(message: str) -> None:
    """Nobody is told."""


class Change:
    """What one transaction of a workspace may do; see :meth:`Workspace.transaction`."""

    def __init__(self, vault: Vault, clock: Clock):
        self._vault = vault
        self._clock = clock

    def document(self, document: Document) -> VaultDocument:
        """The vault's entry of ``document``: found again by the SHA-256 of the input bytes, made if there is none."""
        return self._vault.document(document, timestamp(self._clock()))

    def record(self, kind: Kind, *, actor: str, case_id: str = "", document: str = "", portion: str = "",
               details: Mapping[str, Any] | None = None) -> None:
        """Have the log receive an event when the transaction is done. ``details`` come from
        :mod:`redact.review.events`; UnloggableDetail if they hold what the log does not take."""
        event = Event(timestamp(self._clock()), actor, kind, case_id, document, portion, dict(details or {}))
        event.check()
        self._vault.enqueue(event)

    def release(self, document: str, *, status: Literal["released", "draft"], name: str, folder: str,
                files: Mapping[str, str], manifest: Mapping[str, Any], release_id: str = "",
                state: ReleaseState = "publishing") -> str:
        """Add a release of ``document`` and return its id (a new one where none is given)."""
        identity = release_id or new_id("r")
        self._vault.add_release(VaultRelease(identity, document, status, name, folder, files, manifest, state,
                                             timestamp(self._clock())))
        return identity

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
             clock: Clock = system_clock, actor: str = "") -> Workspace:
        """Open ``path`` for writing, making it first if ``create`` (``notice`` is told), and have the log catch up.

        ``actor`` is named in the event of the first key. Raises UnusableInput if there is none and none is to be
        made, UsageProblem if the folder holds something else, StorageProblem if it cannot be read or written, and
        LogProblem if the log is not what the vault remembers.
        """
        if not _is_complete(path) or any(_unfinished(path)):
            _make(path, create=create, notice=notice)
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
            with _alone(folder):
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


def _is_complete(path: Path) -> bool:
    return all((path / name).is_file() for name in (VAULT, LOG, f"{KEYS}/{PRIVATE}", f"{KEYS}/{PUBLIC}"))


def _make(path: Path, *, create: bool, notice: Callable[[str], None]) -> None:
    """Make what is missing of a workspace, or refuse. What a stopped run has begun is finished."""
    if not create and not (path / VAULT).is_file():
        raise UnusableInput("there is no workspace here", file=str(path))
    if not (path / VAULT).exists():
        notice(f"making a workspace in {path}")
    with storage_errors(path):
        step("workspace.mkdir")
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(path):
        _refuse_foreign(path)
        with storage_errors(path):
            remove_unfinished(path / VAULT)
            remove_unfinished(path / LOG)
        _make_missing(path)


def _unfinished(path: Path) -> Iterator[Path]:
    """What a stopped making of the databases left behind."""
    return (entry for name in (VAULT, LOG) for entry in path.glob(f".{name}.new*"))


def _make_missing(path: Path) -> None:
    """The order matters: a vault without a key or a log is one whose making was stopped, or one that lost them."""
    if not (path / VAULT).exists():
        if (path / LOG).exists():
            raise StorageProblem("the vault is gone but the log is there", file=str(path / VAULT))
        os.chmod(path, 0o700)
        make_keys(path / KEYS)
        create_vault(path / VAULT)
    if not (path / KEYS / PUBLIC).exists():
        _require_private(path)
        make_keys(path / KEYS)
    if not (path / LOG).exists():
        _make_log(path)


def _require_private(path: Path) -> None:
    if not (path / KEYS / PRIVATE).exists():
        raise StorageProblem("the signing key is gone", file=str(path / KEYS / PRIVATE))


def _make_log(path: Path) -> None:
    """Make the log of a vault that has never copied an event; of any other the log is gone, and opening says so."""
    vault = Vault(path / VAULT, write=False)
    try:
        never_copied = vault.mark() == START
    finally:
        vault.close()
    if never_copied:
        create_log(path / LOG)


def _refuse_foreign(path: Path) -> None:
    """Take no folder for a workspace that holds anything else."""
    ours = (VAULT, LOG, KEYS, LOCK)
    foreign = any(entry.name not in ours and not entry.name.startswith((f".{VAULT}.", f".{LOG}."))
                  for entry in path.iterdir())
    if foreign and not (path / VAULT).exists():
        raise UsageProblem("the folder holds other things and is no workspace", file=str(path))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other processes from making the same workspace meanwhile; the system lets go when a process ends."""
    with storage_errors(folder):
        descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
