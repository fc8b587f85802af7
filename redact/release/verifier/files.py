"""The files a person names, each judged as what it is: a release of ours, or a PDF of anyone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from redact.errors import UnusableInput, UsageProblem
from redact.release.files import MANIFEST_SUFFIX
from redact.release.verifier.isolation import Judges
from redact.release.verifier.releases import check_disclosed, check_release, compare_releases, manifest_of

_LARGEST = 512_000_000
"""Bytes of a PDF that is read."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said of one file. ``signature`` is a word, None for files of anyone; ``problem`` is set where the
    file could not be read."""

    path: str
    kind: Literal["release", "foreign"]
    signature: str | None
    findings: list[dict[str, Any]] = field(default_factory=list)
    problem: UnusableInput | None = None

    @property
    def ok(self) -> bool:
        """True if the file was read and no finding is an error."""
        return self.problem is None and not any(finding["severity"] == "error" for finding in self.findings)

    @property
    def is_as_published(self) -> bool:
        """True if nothing is wrong with the file but, at most, that it was withdrawn: what was published and taken back
        still commits its office to every portion."""
        return self.problem is None and not any(finding["severity"] == "error" and finding["code"] != "withdrawn"
                                                for finding in self.findings)

    def to_json(self) -> dict[str, Any]:
        return {"path": self.path, "kind": self.kind, "ok": self.ok, "signature": self.signature,
                "findings": self.findings}


def verify_files(paths: Sequence[str], *, key: Ed25519PublicKey | None = None, secrets: Sequence[str] = (),
                 source: Mapping[str, str] | None = None, thorough: bool = False,
                 disclosed: Path | None = None) -> Iterator[Verdict]:
    """One verdict for each file named, and for each release and other PDF in each folder named, in order.

    Two releases are also compared, the older named first: what they disagree in is a finding of the newer. A portion
    that was ``disclosed`` is checked against the one release named.

    ``key`` is the public key releases should be signed with; ``secrets`` are texts known to be withheld, ``source``
    the portions of the document by id, of which whatever is not shown is withheld. A file that cannot be read is a
    verdict with its problem, and the others follow.

    Raises :class:`UsageProblem` where a thorough look is asked for without its engine, and where a disclosure goes with
    anything but one release.
    """
    expanded = list(_expanded(paths))
    manifests = [manifest_of(path) for path in expanded]
    if disclosed is not None and (len(expanded) != 1 or manifests[0] is None):
        raise UsageProblem("a disclosed portion is checked against one release: name that alone")
    with Judges(secrets, source or {}, thorough) as judges:
        verdicts: list[Verdict] = []
        for path in expanded:
            verdict = _verdict(path, key, judges)
            verdicts.append(verdict)
            if disclosed is not None and manifests[0] is not None and verdict.is_as_published:
                verdict = replace(verdict, findings=[*verdict.findings, *check_disclosed(manifests[0], disclosed)])
            yield _compared(verdicts, manifests) or verdict


def _compared(verdicts: Sequence[Verdict], manifests: Sequence[Path | None]) -> Verdict | None:
    """The second of two releases with what it disagrees in with the first; None where there is nothing to compare."""
    if len(manifests) != 2 or len(verdicts) != 2 or manifests[0] == manifests[1]:
        return None
    old, new = manifests
    if old is None or new is None or any(verdict.problem for verdict in verdicts):
        return None
    try:
        found = compare_releases(old, new)
    except UnusableInput as problem:
        return replace(verdicts[1], problem=problem)
    return replace(verdicts[1], findings=[*verdicts[1].findings, *found])


def _expanded(paths: Sequence[str]) -> Iterator[Path]:
    """The files named, folders in their place as the manifests and the foreign PDF files below them. A folder without
    any stands for itself: what was never looked at must not seem to be in order."""
    for given in map(Path, paths):
        yield from (_below(given) or [given]) if given.is_dir() else [given]


def _below(folder: Path) -> list[Path]:
    """The manifests and the foreign PDF files below a folder, sorted."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [path for path in files if path.name.lower().endswith(MANIFEST_SUFFIX)
            or (path.name.lower().endswith(".pdf") and manifest_of(path) is None)]


def _verdict(path: Path, key: Ed25519PublicKey | None, judges: Judges) -> Verdict:
    manifest = manifest_of(path)
    kind: Literal["release", "foreign"] = "foreign" if manifest is None else "release"
    try:
        if path.is_dir():
            raise UnusableInput("this folder holds no release and no PDF", file=str(path))
        if not path.is_file():
            raise UnusableInput("there is no such file", file=str(path))
        if manifest is None:
            return Verdict(str(path), kind, None, _foreign(path, judges))
        checked = check_release(manifest, key)
        closed = judges.judge_release(checked.files, checked.name) if checked.is_readable else []
        return Verdict(str(path), kind, checked.signature, [*checked.findings, *closed])
    except UnusableInput as problem:
        told = {"code": "unreadable", "carrier": "file", "page": None, "box": None, "severity": "error",
                "message": problem.message}
        return Verdict(str(path), kind, None, [told], problem)


def _foreign(path: Path, judges: Judges) -> list[dict[str, Any]]:
    with path.open("rb") as file:
        head = file.read(1024)
    if not head:
        raise UnusableInput("the file is empty", file=str(path))
    if b"%PDF-" not in head:
        raise UnusableInput("the file is no PDF; of other files only those beside a manifest can be verified",
                            file=str(path))
    if path.stat().st_size > _LARGEST:
        raise UnusableInput(f"the file is larger than {_LARGEST // 1_000_000} million bytes", file=str(path))
    return judges.judge(path)

