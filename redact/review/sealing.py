"""What is signed for the log as a whole: checkpoints of it, and the change from one key to the next."""

from __future__ import annotations

from redact.audit.checkpointing import announcement, sign_and_store
from redact.audit.checkpoints import Kept
from redact.audit.keys import rotation
from redact.audit.log import Filter, LogProblem
from redact.audit.verification import Progress
from redact.errors import Conflict
from redact.review.keys import id_of, prepare_next
from redact.review.making import KEYS
from redact.review.workspace import Workspace


def take_checkpoint(workspace: Workspace, actor: str, *, progress: Progress | None = None) -> Kept:
    """Sign the log as it stands and store the checkpoint in it. Its event comes first, so that the root covers it.

    Raises LogProblem, and signs nothing, where the log is not whole.
    """
    with workspace.publication():
        with workspace.transaction() as change:
            change.record("checkpoint", actor=actor, details=announcement(workspace.log, workspace.key_id))
        found = workspace.verify(progress=progress)
        if found.problem is not None:
            raise LogProblem(found.problem.code, found.problem.seq, found.problem.message,
                             file=str(workspace.log.path))
        (announced,) = workspace.log.events(Filter(kind="checkpoint"), newest=1)
        return sign_and_store(workspace.log, announced.seq, workspace.signing_key())


def rotate_key(workspace: Workspace, actor: str) -> str:
    """Give the workspace a new key, by an event that the old and the new one sign; returns the id of the new one.

    The old private key is destroyed, its public key kept in the folder of keys. Stopped in between, the next command
    that signs finishes the change or, where it was not recorded yet, goes on with the old key.
    """
    folder = workspace.path / KEYS
    with workspace.publication():
        old = workspace.signing_key()
        new = prepare_next(folder)
        with workspace.transaction() as change:
            change.replace_key(new.public_key().public_bytes_raw())
            change.record("key", actor=actor, details=rotation(workspace.log.origin, old, new))
        if id_of(workspace.signing_key().public_key()) != id_of(new.public_key()):
            raise Conflict("the new key did not take the place of the old one", file=str(folder))
    return workspace.key_id
