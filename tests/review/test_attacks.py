"""The same attacks on the log of a workspace: with the vault each is named at its event, however it was hidden."""

import shutil
import sys
from pathlib import Path

import pytest
from scenes import ACTOR, publish

from redact.audit.log import LogProblem
from redact.audit.verification import Knowledge, verify
from redact.review.sealing import take_checkpoint
from redact.review.workspace import Workspace

sys.path.append(str(Path(__file__).resolve().parents[1] / "audit"))

from attacks import ATTACKS, NAMES, Remade, carry_out, leaves_a_trace
from logs import forget, tampering


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose log has a key, a document from receipt to publication, eight exports and a checkpoint."""
    path = tmp_path_factory.mktemp("whole") / "w"
    publish(path)
    with Workspace.open(path) as workspace:
        for number in range(8):
            with workspace.transaction() as change:
                change.record("exported", actor=ACTOR, document=f"d-{number}", details={"events": number})
        take_checkpoint(workspace, ACTOR)
    return path


@pytest.fixture
def path(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "w"))


def _code(path: Path) -> tuple[int, str] | None:
    with Workspace.open_to_read(path) as workspace:
        problem = workspace.verify().problem
    return (problem.seq, problem.code) if problem else None


@pytest.mark.parametrize("remade", ["nothing", "own hash", "all hashes"])
@pytest.mark.parametrize("seq", [1, 3, 7, 12, 13])
@pytest.mark.parametrize("name", ATTACKS)
def test_the_vault_names_the_event(path: Path, name: str, seq: int, remade: Remade) -> None:
    if not leaves_a_trace(name, remade) or (name == "copy" and seq == 1):
        return
    with tampering(path / "audit.db") as connection:
        carry_out(connection, name, seq, remade)
    found = _code(path)
    assert found is not None
    if remade == "nothing" or (remade == "all hashes" and seq > 1):
        assert found == (seq, NAMES[name.split()[0]])
    else:
        assert found[0] <= seq + 1


@pytest.mark.parametrize("left", range(14))
def test_every_truncation_is_found_and_never_filled_again(path: Path, left: int) -> None:
    with tampering(path / "audit.db") as connection:
        connection.execute("DELETE FROM events WHERE seq > ?", [left])
        connection.execute("DELETE FROM checkpoints WHERE size > ?", [left])
        forget(connection)
    assert _code(path) == (left + 1, "rollback")
    with pytest.raises(LogProblem):
        Workspace.open(path)
    assert _code(path) == (left + 1, "rollback")


def test_a_copied_workspace_that_went_on_is_found_by_what_was_kept(path: Path, tmp_path: Path) -> None:
    """Vault and log of the copy agree, so only what is kept elsewhere tells the two apart."""
    other = Path(shutil.copytree(path, tmp_path / "other"))
    kept = []
    for place in (path, other):
        with Workspace.open(place) as workspace:
            with workspace.transaction() as change:
                change.record("exported", actor=ACTOR)
            kept.append(take_checkpoint(workspace, ACTOR))
    for place, own, foreign in ((path, *kept), (other, *reversed(kept))):
        with Workspace.open_to_read(place) as workspace:
            assert workspace.verify(checkpoints=(own,)).ok
            problem = workspace.verify(checkpoints=(foreign,)).problem
        assert problem is not None
        assert (problem.seq, problem.code) == (16, "rollback")


def test_the_log_of_one_copy_beside_the_vault_of_another_is_found(path: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(path, tmp_path / "other"))
    for place, document in ((path, "d-one"), (other, "d-two")):
        with Workspace.open(place) as workspace, workspace.transaction() as change:
            change.record("exported", actor=ACTOR, document=document)
    shutil.copy(other / "audit.db", path / "audit.db")
    assert _code(path) == (15, "changed")
    with pytest.raises(LogProblem):
        Workspace.open(path)


def test_nothing_is_signed_over_a_log_that_is_not_whole(path: Path) -> None:
    with tampering(path / "audit.db") as connection:
        carry_out(connection, "change actor", 3, "nothing")
    with Workspace.open(path) as workspace, pytest.raises(LogProblem, match="changed at event 3"):
        take_checkpoint(workspace, ACTOR)
    with Workspace.open_to_read(path) as workspace:
        assert [kept.checkpoint.size for kept in workspace.log.checkpoints()] == [14]


def test_the_whole_log_without_its_vault(path: Path) -> None:
    kept = verify(path / "audit.db")
    assert kept.ok
    with Workspace.open_to_read(path) as workspace:
        (stored,) = workspace.log.checkpoints()
    (path / "vault.db").unlink()
    assert verify(path / "audit.db", known=Knowledge(checkpoints=(stored,))).ok
