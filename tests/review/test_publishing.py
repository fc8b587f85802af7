"""One publication at a time: what the log says was published is in its place, whatever was stopped or met another."""

import datetime as dt
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from redact.audit import faults
from redact.documents.cable import read
from redact.errors import Conflict
from redact.policy.loading import load_policy
from redact.release.manifest import verify_manifest
from redact.review import publishing
from redact.review.publishing import Order, Outcome, release_document
from redact.review.workspace import Workspace

pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
ONE, OTHER = EXAMPLES / "08VALTARA0214.cable.txt", EXAMPLES / "09VALTARA0131.cable.txt"
DAY = dt.date(2026, 11, 23)


class Stopped(BaseException):
    """Stands for the end of the process: nothing catches it."""


@pytest.fixture(autouse=True)
def gate_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the gate finds is tested elsewhere."""
    monkeypatch.setattr(publishing, "gate_check", lambda *given, **named: [])


def release(folder: Path, source: Path = ONE, *, workspace: str = "w", policy: str = "portion-marks", **asked: Any,
            ) -> Outcome:
    order = Order(**{"policy": load_policy(policy), "as_of": DAY, "date": DAY, "out": folder / "out",
                     "actor": "os:ann", "formats": ("txt", "json"), **asked})
    with Workspace.open(folder / workspace, actor="os:ann") as opened:
        return release_document(opened, read(source), "cable", order)


def stop_at(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def hook(reached: str) -> None:
        if reached == name:
            raise Stopped

    monkeypatch.setattr(faults, "checkpoint_hook", hook)


def stopped(folder: Path, name: str, source: Path = ONE, **asked: Any) -> None:
    with pytest.MonkeyPatch.context() as patch:
        stop_at(patch, name)
        with pytest.raises(Stopped):
            release(folder, source, **asked)


def logged(folder: Path, workspace: str = "w") -> list[tuple[str, dict[str, Any]]]:
    with Workspace.open_to_read(folder / workspace) as opened:
        assert opened.verify().ok
        return [(found.event.kind, dict(found.event.details)) for found in opened.events()
                if found.event.kind in ("publishing", "published", "refused", "draft-written")]


def kinds(folder: Path) -> list[str]:
    return [kind for kind, _ in logged(folder)]


def states(folder: Path) -> Counter[str]:
    with Workspace.open_to_read(folder / "w") as opened:
        return Counter(known.state for known in opened.releases())


def manifest(folder: Path, name: str = "cable") -> Path:
    return folder / "out" / f"{name}.manifest.json"


def test_four_at_once_publish_once(tmp_path: Path) -> None:
    for attempt in range(3):
        folder = tmp_path / str(attempt)
        children = []
        for _ in range(4):
            child = os.fork()
            if child == 0:
                code = 1
                try:
                    release(folder)
                    code = 0
                finally:
                    os._exit(code)
            children.append(child)
        assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0] * 4
        assert kinds(folder) == ["publishing", "published"]
        assert {details["release"] for _, details in logged(folder)} == {
            json.loads(manifest(folder).read_bytes())["release"]}


def test_different_documents_race_for_one_name(tmp_path: Path) -> None:
    release(tmp_path)
    with pytest.raises(Conflict):
        release(tmp_path, OTHER)
    assert kinds(tmp_path) == ["publishing", "published"]
    assert states(tmp_path) == {"published": 1}


def test_a_name_taken_meanwhile_leaves_no_open_publication(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another workspace's run takes the place between the look and the putting."""
    def meanwhile(reached: str) -> None:
        if reached == "release.put":
            monkeypatch.setattr(faults, "checkpoint_hook", lambda name: None)
            release(tmp_path, OTHER, workspace="w2")

    monkeypatch.setattr(faults, "checkpoint_hook", meanwhile)
    with pytest.raises(Conflict):
        release(tmp_path)
    assert kinds(tmp_path) == ["publishing", "refused"]
    assert logged(tmp_path)[1][1]["codes"] == ["interrupted"]
    assert states(tmp_path) == {"abandoned": 1}


def test_an_equal_release_of_another_workspace_meanwhile_is_not_ours(tmp_path: Path,
                                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    def meanwhile(reached: str) -> None:
        if reached == "release.put":
            monkeypatch.setattr(faults, "checkpoint_hook", lambda name: None)
            release(tmp_path, workspace="w2")

    monkeypatch.setattr(faults, "checkpoint_hook", meanwhile)
    with pytest.raises(Conflict):
        release(tmp_path)
    assert kinds(tmp_path) == ["publishing", "refused"]


@pytest.mark.parametrize("junk", [b"junk", b"[]", b"{}", b"\xff", b"[" * 100_000])
def test_a_manifest_that_is_none_does_not_stand(tmp_path: Path, junk: bytes) -> None:
    release(tmp_path)
    manifest(tmp_path).write_bytes(junk)
    with pytest.raises(Conflict):
        release(tmp_path)
    assert release(tmp_path, replace=True).state == "published"
    with Workspace.open_to_read(tmp_path / "w") as opened:
        key = opened.public_key
    files = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert verify_manifest(json.loads(files.pop("cable.manifest.json")), key, files) == []


@pytest.mark.parametrize(("field", "value"), [("status", "draft"), ("name", "other"), ("signature", None),
                                              ("signature", "AAAA"), ("as_of", "1999-01-01"), ("files", {})])
def test_a_manifest_that_was_altered_does_not_stand(tmp_path: Path, field: str, value: object) -> None:
    release(tmp_path)
    altered = {**json.loads(manifest(tmp_path).read_bytes()), field: value}
    manifest(tmp_path).write_text(json.dumps(altered))
    with pytest.raises(Conflict):
        release(tmp_path)


def test_what_another_workspace_signed_stands_only_there(tmp_path: Path) -> None:
    release(tmp_path)
    with pytest.raises(Conflict, match="another workspace"):
        release(tmp_path, workspace="w2")
    first = json.loads(manifest(tmp_path).read_bytes())["release"]
    assert release(tmp_path, workspace="w2", replace=True).state == "published"
    assert [details["replaces"] for _, details in logged(tmp_path, "w2")] == [first, first]


@pytest.mark.parametrize("policy", ["portion-marks", "foia-public"])
def test_the_same_again_stands_and_names_the_release(tmp_path: Path, policy: str) -> None:
    first = release(tmp_path, policy=policy)
    again = release(tmp_path, policy=policy)
    assert again.state == "stands"
    assert (again.document_id, again.release_id) == (first.document_id, first.release_id)


@pytest.mark.parametrize("replace", [False, True])
def test_placed_and_stopped_is_recorded_by_the_next_run_of_another_day(tmp_path: Path, replace: bool) -> None:
    stopped(tmp_path, "release.placed")
    assert kinds(tmp_path) == ["publishing"]
    first = json.loads(manifest(tmp_path).read_bytes())["release"]
    later = {"date": DAY + dt.timedelta(1), "replace": replace}
    if not replace:
        with pytest.raises(Conflict):
            release(tmp_path, **later)
        assert kinds(tmp_path) == ["publishing", "published"]
    else:
        release(tmp_path, **later)
        assert kinds(tmp_path) == ["publishing", "published"] * 2
        assert [details.get("replaces") for _, details in logged(tmp_path)] == [None, None, first, first]
    begun, ended = (details for _, details in logged(tmp_path)[:2])
    told = json.loads(manifest(tmp_path).read_bytes()) if not replace else None
    assert begun["release"] == ended["release"] == first
    assert set(ended) == set(begun) - {"formats"} | {"files", "key"}
    if told:
        assert set(ended["files"].values()) == set(told["files"].values())


def test_begun_and_stopped_is_closed_by_a_run_that_does_not_take_it_up(tmp_path: Path) -> None:
    stopped(tmp_path, "release.put")
    release(tmp_path, OTHER)
    assert kinds(tmp_path) == ["publishing", "refused", "publishing", "published"]
    (_, begun), (_, closed), *_ = logged(tmp_path)
    assert (closed["release"], closed["codes"]) == (begun["release"], ["interrupted"])
    assert states(tmp_path) == {"abandoned": 1, "published": 1}


def test_begun_and_stopped_is_taken_up_by_the_same(tmp_path: Path) -> None:
    stopped(tmp_path, "release.put")
    release(tmp_path)
    assert kinds(tmp_path) == ["publishing", "published"]


def test_a_replacement_that_was_stopped_still_names_what_it_replaced(tmp_path: Path) -> None:
    first = release(tmp_path).release_id
    stopped(tmp_path, "release.put", OTHER, replace=True)
    manifest(tmp_path).unlink()
    release(tmp_path, OTHER, replace=True)
    assert [details.get("replaces") for _, details in logged(tmp_path)[2:]] == [first, first]


def test_a_stopped_draft_is_recorded_or_dropped(tmp_path: Path) -> None:
    stopped(tmp_path, "release.placed", policy="foia-public")
    release(tmp_path, OTHER)
    assert kinds(tmp_path) == ["draft-written", "publishing", "published"]
    stopped(tmp_path, "release.put", OTHER, policy="foia-public", replace=True)
    assert release(tmp_path, OTHER).state == "stands"
    assert states(tmp_path) == {"published": 2, "abandoned": 1}


def test_an_ended_release_is_not_ended_twice(tmp_path: Path) -> None:
    ended = release(tmp_path).release_id
    with Workspace.open(tmp_path / "w") as opened, opened.transaction() as change:
        assert not change.set_release_state(ended, "published")
        assert not change.set_release_state(ended, "abandoned")
    assert states(tmp_path) == {"published": 1}
