"""Which documents a call of ``redact release`` means, and what each release is called."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from redact.errors import RedactError, UnusableInput, UsageProblem
from redact.release.files import check_name, release_name


@dataclass(frozen=True, slots=True)
class Input:
    """A document to release. ``name`` is the release's name with its sub-folders; ``problem`` is why it cannot be
    released, found before it was read."""

    path: Path
    name: str = ""
    problem: RedactError | None = None


def find_inputs(paths: Sequence[str], name: str, *, apart: Sequence[Path]) -> list[Input]:
    """Each file named and each file in a folder named, but for what lies in the folders ``apart``.

    Files of a folder keep their sub-folders, equal names their ending. A file that no release can be named after has a
    ``problem``, unless it is the only one. Raises :class:`UsageProblem` for ``name`` with several documents, and where
    a folder lies in one of those ``apart``.
    """
    closed = [folder.resolve() for folder in apart]
    found: list[tuple[Input, Path | None]] = []
    for text in paths:
        path = Path(text)
        if path.is_dir():
            _check_apart(path, closed)
            found += [(given, path) for given in _under(path, closed)]
        else:
            found.append((Input(path), None))
    if name:
        if len(found) != 1:
            raise UsageProblem("--name goes with one document only")
        return [replace(found[0][0], name=check_name(name))]
    return _without_twins(_with_endings([_named(given, folder) for given, folder in found]))


def _check_apart(folder: Path, closed: Sequence[Path]) -> None:
    place = folder.resolve()
    if any(place == other or other in place.parents for other in closed):
        raise UsageProblem(f"{folder} is the workspace or --out, or lies inside: its files are not taken for documents")


def _under(folder: Path, closed: Sequence[Path]) -> Iterator[Input]:
    """The files below a folder in the order of their paths, without hidden ones and what lies in ``closed``."""
    found: list[Input] = []

    def unreadable(error: OSError) -> None:
        place = Path(error.filename or folder)
        found.append(Input(place,
                           problem=UnusableInput("the folder cannot be read", file=str(place))))

    for place, folders, files in os.walk(folder, onerror=unreadable, followlinks=False):
        folders[:] = [name for name in folders if not name.startswith(".") and (Path(place) / name).resolve()
                      not in closed]
        paths = [Path(place) / name for name in files if not name.startswith(".")]
        found += [Input(path) for path in paths if path.is_file() and _is_open(path, closed)]
    return iter(sorted(found, key=lambda given: given.path))


def _is_open(path: Path, closed: Sequence[Path]) -> bool:
    """True unless the file is a link into one of the folders."""
    return not path.is_symlink() or not any(folder in path.resolve().parents for folder in closed)


def _named(given: Input, folder: Path | None) -> Input:
    if given.problem is not None:
        return given
    try:
        inner = [] if folder is None else [_whole(part) for part in given.path.relative_to(folder).parent.parts]
        return replace(given, name="/".join([*inner, release_name(given.path)]))
    except UsageProblem as problem:
        return replace(given, problem=UsageProblem(problem.message, file=str(given.path)))


def _with_endings(inputs: Sequence[Input]) -> list[Input]:
    """Inputs of equal names told apart by the ending of their files."""
    counts = Counter(given.name for given in inputs)

    def told_apart(given: Input) -> Input:
        if given.problem is not None or counts[given.name] == 1 or not given.path.suffix[1:]:
            return given
        return replace(given, name="/".join([*given.name.split("/")[:-1], _whole(given.path.name)]))

    return [told_apart(given) for given in inputs]


def _without_twins(inputs: Sequence[Input]) -> list[Input]:
    """Of inputs whose releases would still have one name, all but the first with a problem: with ``--replace`` each
    would take the place of the one before."""
    seen: dict[str, Path] = {}
    told: list[Input] = []
    for given in inputs:
        if given.problem is None and seen.setdefault(given.name, given.path) != given.path:
            given = replace(given, problem=UsageProblem(
                "another document of this batch has a release of the same name; release it by itself with --name",
                file=str(given.path)))
        told.append(given)
    return told


def _whole(name: str) -> str:
    """A name with its ending, as a part of a release's name."""
    return release_name(Path(name + ".x"))
