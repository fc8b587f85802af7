"""Loading a policy: from its file to a :class:`Policy`, or every problem it has, each with its line.

What a file may look like is in :mod:`redact.policy.yamltext`, what it may say in :mod:`redact.policy.schema`; here the
names in it are checked against the code table, its lists and the table of agencies, and ``extends`` is resolved.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from pydantic import ValidationError

from redact.errors import PolicyProblem, UnusablePolicy
from redact.policy.codes import CodeTable, shipped_codes
from redact.policy.inherit import inherit
from redact.policy.model import Policy
from redact.policy.names import near, quoted
from redact.policy.naming import check_names, says_something
from redact.policy.problems import plain_problems
from redact.policy.salvage import salvaged
from redact.policy.schema import PolicyFile
from redact.policy.yamltext import MAX_BYTES, YamlText, read_yaml
from redact.shipped import shipped

MAX_LIST_BYTES = 16_000_000
"""Largest list file, in bytes."""
MAX_CHAIN = 8
"""Longest chain of ``extends``."""
_NAME = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True)
class PolicySource:
    """A policy together with the file it came from: what was written, and where everything in it stands.

    ``file`` is the policy's file as messages name it, ``parent`` the policy it extends. ``listed`` gives the terms of
    each list that the file itself has, each with its line: of the list file, or of the policy where they stand in it.
    """

    file: str
    policy: Policy
    written: PolicyFile
    text: YamlText
    parent: Policy | None
    listed: Mapping[str, tuple[tuple[int, str], ...]]


def load_policy(name_or_path: str) -> Policy:
    """The policy in that file, or the shipped one of that name; raises UnusablePolicy with every problem found.

    A bare name means a shipped policy and never a file of the working directory.
    """
    return _load(name_or_path, None, ()).policy


def load_source(name_or_path: str) -> PolicySource:
    """The same with its file; raises UnusablePolicy as :func:`load_policy` does."""
    return _load(name_or_path, None, ())


def parse_policy(content: bytes, file: str = "policy.yaml", folder: Path | None = None) -> Policy:
    """The policy that a file's content makes. ``file`` names it in messages; ``folder`` is where its lists and the
    policies it extends are, None to allow shipped policies and lists of its own only."""
    return parse_source(content, file, folder).policy


def parse_source(content: bytes, file: str = "policy.yaml", folder: Path | None = None) -> PolicySource:
    """The same with what was written and where."""
    return _parse(content, file, folder, None, ())


def policy_path(name_or_path: str, folder: Path | None = None) -> Path:
    """Where a policy is: a shipped one by its bare name, else a path, seen from ``folder`` if it is relative."""
    if _NAME.fullmatch(name_or_path):
        return shipped("policies") / f"{name_or_path}.yaml"
    return (folder or Path()) / name_or_path


def _load(name_or_path: str, folder: Path | None, chain: tuple[Path, ...]) -> PolicySource:
    path = policy_path(name_or_path, folder)
    file = path.name if _NAME.fullmatch(name_or_path) else name_or_path
    try:
        with path.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise UnusablePolicy(name_or_path, [PolicyProblem(_no_policy(name_or_path))]) from None
    except (OSError, ValueError):
        raise UnusablePolicy(file, [PolicyProblem("The policy cannot be read as a file.")]) from None
    return _parse(content, file, path.parent, path, chain)


def _no_policy(name: str) -> str:
    known = shipped_policies()
    meant = near(name, known)
    hint = f" Did you mean {meant}?" if meant else ""
    return f"There is no shipped policy or file of that name; shipped are {', '.join(known)}.{hint}"


def shipped_policies() -> tuple[str, ...]:
    """The names of the policies that ship with the program."""
    return tuple(sorted(path.stem for path in shipped("policies").glob("*.yaml")))


def _parse(content: bytes, file: str, folder: Path | None, path: Path | None,
           chain: tuple[Path, ...]) -> PolicySource:
    text = read_yaml(content)
    if not text.is_policy:
        raise UnusablePolicy(file, _unquoted(text))
    typed = _typed(text)
    written = typed or salvaged(text.data)
    if written is None:
        raise UnusablePolicy(file, text.problems)
    parent = _parent(written, text, folder, path, chain)
    listed = _lists(written, text, folder)
    own_codes = {name: (code.title, code.authority) for name, code in written.codes.items()}
    codes = (parent.codes if parent else shipped_codes()).extended(own_codes)
    lists = {name: tuple(dict.fromkeys(term for _, term in terms)) for name, terms in listed.items()}
    policy = _policy(written, codes, own_codes, lists, path)
    if parent is not None:
        inheriting = text if typed else YamlText(text.data, text.lines)  # what was salvaged breaks no rule of extending
        policy = inherit(policy, parent, written, inheriting)
    check_names(written, policy, text, whole=parent is not None or written.extends is None)
    if text.problems:
        raise UnusablePolicy(file, sorted(text.problems, key=lambda problem: (problem.line, problem.column)))
    return PolicySource(file, policy, written, text, parent, listed)


def _unquoted(text: YamlText) -> list[PolicyProblem]:
    """What is wrong with a file that may be no policy but a document, given by mistake: nothing of it is quoted."""
    if isinstance(text.data, dict) or not text.problems:
        return [PolicyProblem("This is no policy, which begins with its keys: policy, version, title, audience, "
                              "review, default, rules.", 1, 1)]
    if text.begins_as_policy:
        return text.problems
    return [replace(problem, source="", code="policy") for problem in text.problems]


def _typed(text: YamlText) -> PolicyFile | None:
    """The file as types; what does not fit is added to the problems of the text."""
    try:
        return PolicyFile.model_validate(text.data)
    except ValidationError as error:
        text.problems += plain_problems(error, text)
        return None


def _parent(policy: PolicyFile, text: YamlText, folder: Path | None, path: Path | None,
            chain: tuple[Path, ...]) -> Policy | None:
    """The policy that this one extends, if any; its problems are told as this one's."""
    if policy.extends is None:
        return None
    target = policy_path(policy.extends, folder)
    here = (*chain, *([path.resolve()] if path else []))
    if folder is None and not _NAME.fullmatch(policy.extends):
        problem = "Only shipped policies can be extended here."
    elif target.resolve() in here:
        problem = "These policies extend each other in a circle."
    elif len(here) >= MAX_CHAIN:
        problem = f"More than {MAX_CHAIN} policies extend one another."
    else:
        try:
            return _load(policy.extends, folder, here).policy
        except UnusablePolicy as error:
            problem = f"The policy it extends cannot be loaded ({error.file}): {error.message}"
    text.add(problem, ("extends",), "extends")
    return None


def _lists(policy: PolicyFile, text: YamlText, folder: Path | None) -> dict[str, tuple[tuple[int, str], ...]]:
    """The terms of every list, each with its line; a list without any is noted."""
    lists: dict[str, tuple[tuple[int, str], ...]] = {}
    for name, value in policy.lists.items():
        try:
            lines = _list_file(value, folder) if isinstance(value, str) else [
                (text.values.get(("lists", name, number), (0, 0))[0], term) for number, term in enumerate(value)]
        except ValueError as error:
            text.add(str(error), ("lists", name), "list-file")
            continue
        lists[name] = tuple((line, term.strip()) for line, term in lines if term.strip())
        if not lists[name]:
            text.add(f"The list '{name}' holds no term.", ("lists", name), "empty-list")
        unusable = [line for line, term in lists[name] if not says_something(term)]
        if unusable:
            text.add(f"The list '{name}' has a term without a letter or digit (line {unusable[0]}).", ("lists", name),
                     "unusable-term")
    return lists


def _list_file(name: str, folder: Path | None) -> list[tuple[int, str]]:
    """The terms of a list file, each with its line: one a line, lines that begin with # left out. It lies in the
    policy's own folder."""
    parts = PurePosixPath(name)
    if folder is None or parts.is_absolute() or ".." in parts.parts or "\\" in name or "\0" in name:
        raise ValueError("A list file lies in the folder of its policy or below it.")
    try:
        path = (folder / parts).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise ValueError("A list file lies in the folder of its policy or below it.")
        if not path.is_file():
            raise ValueError(f"There is no list file {quoted(name)} beside the policy.")
        if path.stat().st_size > MAX_LIST_BYTES:
            raise ValueError(f"The list file is larger than {MAX_LIST_BYTES:,} bytes.")
        lines = path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise ValueError("The list file is not UTF-8 text.") from None
    except OSError:
        raise ValueError(f"The list file {quoted(name)} cannot be read.") from None
    return [(number, line) for number, line in enumerate(lines, 1) if not line.lstrip().startswith("#")]


def _policy(file: PolicyFile, codes: CodeTable, own_codes: dict[str, tuple[str, str]],
            lists: dict[str, tuple[str, ...]], path: Path | None) -> Policy:
    return Policy(
        name=file.policy, version=file.version, title=file.title, audience=file.audience, review=file.review,
        default=file.default, amount=file.amount, show_controls=file.show_controls, name_people=file.name_people,
        codes=codes, own_codes=own_codes, lists=lists, rules=file.rules, never=file.never, tests=file.tests,
        extends=file.extends, loosens=file.loosens, path=path)
