"""``redact verify`` on releases of ours, with published material only: authentic, whole, agreeing, withdrawn."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_review_commands import Terminal, added, at  # noqa: F401  (a fixture)

from redact.cli import run


class Published:
    """Two releases of one document, the first withdrawn later, with what was published of them and nothing else."""

    def __init__(self, terminal: Terminal, folder: Path):
        self.at, self.folder = terminal, folder
        self.document = added(terminal)
        self.old = self._publish("old", "ben")
        assert terminal("withdraw", self.old, "--because", "too much", by="ben") == 0
        shutil.copytree(folder / "old", folder / "kept")
        (folder / "kept" / "VALTARA-000214.withdrawal.json").unlink()
        assert terminal("decide", self.document, "9", "withhold", "--code", "(b)(5)", "--because", "advice", "--harm",
                        "chills it", by="ann") == 0
        self.new = self._publish("new", "cyn")
        self.key = folder / "w" / "keys" / "public.pem"

    def _publish(self, name: str, approver: str) -> str:
        assert self.at("decide", self.document, "rest", "confirm", by="ann") in (0, 2)
        assert self.at("submit", self.document, "--because", "known", by="ann") == 0
        assert self.at("approve", self.document, by=approver) == 0
        (told,) = self.at.json("publish", self.document, "--out", self.folder / name, "--format", "pdf,html,json",
                               by=approver)
        release: str = told["release"]
        return release

    def verify(self, *words: object) -> tuple[int, list[dict[str, Any]]]:
        code = run(["verify", *map(str, words), "--json"])
        out, _ = self.at._capfd.readouterr()
        return code, json.loads(out)["files"]


@pytest.fixture
def published(at: Terminal, tmp_path: Path) -> Published:  # noqa: F811
    return Published(at, tmp_path)


def codes(file: dict[str, Any]) -> list[str]:
    return [finding["code"] for finding in file["findings"]]


def test_a_release_is_authentic_with_the_public_key(published: Published, tmp_path: Path) -> None:
    code, (file,) = published.verify(tmp_path / "new", "--key", published.key)
    assert (code, file["kind"], file["ok"], file["signature"], file["findings"]) == (0, "release", True, "valid", [])
    code, (file,) = published.verify(tmp_path / "new")
    assert (code, file["signature"]) == (0, "unknown-key")


def test_a_withdrawn_release_says_so(published: Published, tmp_path: Path) -> None:
    code, (file,) = published.verify(tmp_path / "old", "--key", published.key)
    assert code == 4
    assert codes(file) == ["withdrawn"]
    code, (file,) = published.verify(tmp_path / "old")
    assert code == 0
    assert "withdrawn" in codes(file)
    (tmp_path / "new" / "VALTARA-000214.withdrawal.json").write_bytes(
        (tmp_path / "old" / "VALTARA-000214.withdrawal.json").read_bytes())
    code, (file,) = published.verify(tmp_path / "new", "--key", published.key)
    assert (code, codes(file)) == (0, ["withdrawal-wrong"])


def test_two_releases_agree_or_not(published: Published, tmp_path: Path) -> None:
    old, new = (tmp_path / name / "VALTARA-000214.manifest.json" for name in ("kept", "new"))
    code, files = published.verify(new, old, "--key", published.key)
    assert (code, [codes(file) for file in files]) == (0, [[], []])
    code, files = published.verify(old, new, "--key", published.key)
    assert (code, [codes(file) for file in files]) == (4, [[], ["withheld-again"]])
    assert "p29" in files[1]["findings"][0]["message"]


def _edit(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        path = folder / "VALTARA-000214.json"
        model = json.loads(path.read_text())
        change(model)
        path.write_text(json.dumps(model))
    return edit


TAMPERING: dict[str, Callable[[Path], None]] = {
    "a portion reworded": _edit(lambda model: model["portions"][18]["content"].__setitem__(0, "Nothing happened.")),
    "two portions swapped": _edit(lambda model: model["portions"].insert(3, model["portions"].pop(4))),
    "a portion left out": _edit(lambda model: model["portions"].pop(4)),
    "a portion added": _edit(lambda model: model["portions"].append(model["portions"][4])),
    "the page reworded": lambda folder: (folder / "VALTARA-000214.html").write_text("<p>Nothing happened.</p>"),
    "a file gone": lambda folder: (folder / "VALTARA-000214.pdf").unlink(),
}


@pytest.mark.parametrize("name", sorted(TAMPERING))
def test_what_was_altered_is_found(published: Published, tmp_path: Path, name: str) -> None:
    TAMPERING[name](tmp_path / "new")
    code, (file, *_) = published.verify(tmp_path / "new" / "VALTARA-000214.manifest.json", "--key", published.key)
    assert code == 4
    assert not file["ok"]


def test_hashes_made_anew_do_not_help(published: Published, tmp_path: Path) -> None:
    import hashlib
    TAMPERING["a portion reworded"](tmp_path / "new")
    path = tmp_path / "new" / "VALTARA-000214.manifest.json"
    manifest = json.loads(path.read_text())
    altered = (tmp_path / "new" / "VALTARA-000214.json").read_bytes()
    manifest["files"]["VALTARA-000214.json"] = hashlib.sha256(altered).hexdigest()
    path.write_text(json.dumps(manifest))
    code, (file,) = published.verify(path, "--key", published.key)
    assert code == 4
    assert {"signature-wrong", "shown-changed"} <= set(codes(file))


def test_another_key_does_not_fit(published: Published, tmp_path: Path) -> None:
    from redact.review.workspace import Workspace
    with Workspace.open(tmp_path / "w2"):
        pass
    code, (file,) = published.verify(tmp_path / "new", "--key", tmp_path / "w2" / "keys" / "public.pem")
    assert (code, file["signature"]) == (4, "wrong-key")


def test_a_court_checks_what_was_disclosed(published: Published, tmp_path: Path) -> None:
    told = tmp_path / "p29.json"
    assert published.at("disclose", published.new, "p29", "--out", told, by="cyn") == 0
    assert told.stat().st_mode & 0o777 == 0o600
    manifest = tmp_path / "new" / "VALTARA-000214.manifest.json"
    code, (file,) = published.verify(manifest, "--disclosed", told, "--key", published.key)
    assert (code, codes(file)) == (0, ["disclosed"])
    assert published.at("withdraw", published.new, "--because", "again", by="ben") == 0
    code, (file,) = published.verify(manifest, "--disclosed", told, "--key", published.key)
    assert (code, codes(file)) == (4, ["withdrawn", "disclosed"])  # it was said all the same
    told.write_text(told.read_text().replace("Post requests", "Post demands"))
    code, (file,) = published.verify(manifest, "--disclosed", told, "--key", published.key)
    assert (code, codes(file)) == (4, ["withdrawn", "disclosure-wrong"])
    assert run(["verify", str(tmp_path / "new"), str(tmp_path / "kept"), "--disclosed", str(told)]) == 2


def test_a_manifest_bears_the_newest_checkpoint(published: Published, tmp_path: Path) -> None:
    assert json.loads((tmp_path / "new" / "VALTARA-000214.manifest.json").read_text())["checkpoint"] is None
    assert published.at("audit", "checkpoint") == 0
    assert published.at("withdraw", published.new, "--because", "again", by="ben") == 0
    published._publish("third", "ben")
    manifest = json.loads((tmp_path / "third" / "VALTARA-000214.manifest.json").read_text())
    assert len(manifest["checkpoint"].splitlines()) == 5
    code, _ = published.verify(tmp_path / "third", "--key", published.key)
    assert code == 0


def test_a_folder_without_anything_to_check_is_no_success(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.txt").write_text("nothing to verify")
    assert run(["verify", str(tmp_path)]) == 3
    assert "this folder holds no release and no PDF" in capfd.readouterr().err
    assert run(["verify", str(tmp_path), "--json"]) == 3
    (file,) = json.loads(capfd.readouterr().out)["files"]
    assert (file["ok"], file["findings"][0]["code"]) == (False, "unreadable")
