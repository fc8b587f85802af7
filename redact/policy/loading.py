"""Loading a policy: from its file to a :class:`Policy`, or every problem it has, each with its line.

What a file may look like is in :mod:`redact.policy.yamltext`, what it may say in :mod:`redact.policy.schema`; here the
names in it are checked against the code table, its lists and the table of agencies, and ``extends`` is resolved.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path, PurePosixPath

from pydantic import ValidationError

from redact.errors import PolicyProblem, UnusablePolicy
from redact.policy.agencies import OWNER, shipped_agencies
from redact.policy.codes import FROM_DOCUMENT, CodeTable, shipped_codes
from redact.policy.inherit import inherit
from redact.policy.matching import PatternFinder
from redact.policy.model import Policy
from redact.policy.problems import plain_problems
from redact.policy.schema import PolicyFile, Rule
from redact.policy.yamltext import YamlText, read_yaml
from redact.shipped import shipped

MAX_LIST_BYTES = 16_000_000
"""Largest list file, in bytes."""
MAX_CHAIN = 8
"""Longest chain of ``extends``."""
_NAME = re.compile(r"[a-z][a-z0-9-]*")


def load_policy(name_or_path: str) -> Policy:
    """The policy in that file, or the shipped one of that name; raises UnusablePolicy with every problem found.

    A bare name means a shipped policy and never a file of the working directory.
    """
    return _load(name_or_path, None, ())


def parse_policy(content: bytes, file: str = "policy.yaml", folder: Path | None = None) -> Policy:
    """The policy that a file's content makes. ``file`` names it in messages; ``folder`` is where its lists and the
    policies it extends are, None to allow shipped policies and lists of its own only."""
    return _parse(content, file, folder, None, ())


def policy_path(name_or_path: str, folder: Path | None = None) -> Path:
    """Where a policy is: a shipped one by its bare name, else a path, seen from ``folder`` if it is relative."""
    if _NAME.fullmatch(name_or_path):
        return shipped("policies") / f"{name_or_path}.yaml"
    return (folder or Path()) / name_or_path


def _load(name_or_path: str, folder: Path | None, chain: tuple[Path, ...]) -> Policy:
    path = policy_path(name_or_path, folder)
    file = path.name if _NAME.fullmatch(name_or_path) else name_or_path
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        known = ", ".join(shipped_policies())
        raise UnusablePolicy(name_or_path, [PolicyProblem(
            f"There is no shipped policy or file of that name; shipped are {known}.")]) from None
    except OSError:
        raise UnusablePolicy(file, [PolicyProblem("The policy cannot be read as a file.")]) from None
    return _parse(content, file, path.parent, path, chain)


def shipped_policies() -> tuple[str, ...]:
    """The names of the policies that ship with the program."""
    return tuple(sorted(path.stem for path in shipped("policies").glob("*.yaml")))


def _parse(content: bytes, file: str, folder: Path | None, path: Path | None, chain: tuple[Path, ...]) -> Policy:
    text = read_yaml(content)
    if not text.is_policy:
        raise UnusablePolicy(file, _unquoted(text))
    policy_file = _typed(text)
    if policy_file is None or text.problems:
        raise UnusablePolicy(file, text.problems)
    parent = _parent(policy_file, text, folder, path, chain)
    lists = _lists(policy_file, text, folder)
    own_codes = {name: (code.title, code.authority) for name, code in policy_file.codes.items()}
    codes = (parent.codes if parent else shipped_codes()).extended(own_codes)
    known = {**(dict(parent.lists) if parent else {}), **lists}
    _check_names(policy_file, text, codes, known)
    policy = _policy(policy_file, codes, own_codes, lists, path)
    if parent is not None:
        policy = inherit(policy, parent, policy_file, text)
    if text.problems:
        raise UnusablePolicy(file, text.problems)
    return policy


def _unquoted(text: YamlText) -> list[PolicyProblem]:
    """What is wrong with a file that may be no policy but a document, given by mistake: nothing of it is quoted."""
    if isinstance(text.data, dict) or not text.problems:
        return [PolicyProblem("This is no policy, which begins with its keys: policy, version, title, audience, "
                              "review, default, rules.", 1, 1)]
    return [replace(problem, source="") for problem in text.problems]


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
            return _load(policy.extends, folder, here)
        except UnusablePolicy as error:
            problem = f"The policy it extends cannot be loaded ({error.file}): {error.message}"
    text.problems.append(text.problem(problem, ("extends",)))
    return None


def _lists(policy: PolicyFile, text: YamlText, folder: Path | None) -> dict[str, tuple[str, ...]]:
    lists: dict[str, tuple[str, ...]] = {}
    for name, value in policy.lists.items():
        try:
            terms = _list_file(value, folder) if isinstance(value, str) else value
            lists[name] = tuple(dict.fromkeys(term.strip() for term in terms if term.strip()))
        except ValueError as error:
            text.problems.append(text.problem(str(error), ("lists", name)))
            continue
        if not lists[name]:
            text.problems.append(text.problem(f"The list '{name}' holds no term.", ("lists", name)))
    return lists


def _list_file(name: str, folder: Path | None) -> tuple[str, ...]:
    """The terms of a list file: one a line, lines that begin with # left out. It lies in the policy's own folder."""
    parts = PurePosixPath(name)
    if folder is None or parts.is_absolute() or ".." in parts.parts or "\\" in name:
        raise ValueError("A list file lies in the folder of its policy or below it.")
    path = (folder / parts).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ValueError("A list file lies in the folder of its policy or below it.")
    try:
        if path.stat().st_size > MAX_LIST_BYTES:
            raise ValueError(f"The list file is larger than {MAX_LIST_BYTES:,} bytes.")
        lines = path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise ValueError("The list file is not UTF-8 text.") from None
    except OSError:
        raise ValueError("There is no such list file.") from None
    return tuple(line for line in lines if not line.lstrip().startswith("#"))


def _check_names(policy: PolicyFile, text: YamlText, codes: CodeTable, lists: dict[str, tuple[str, ...]]) -> None:
    """Note every code, list, agency and pattern that is unknown or unusable, and ids given twice."""
    _check_codes(policy.default.codes, ("default",), text, codes, document=False)
    seen: dict[str, int] = {}
    for number, rule in enumerate(policy.rules):
        place = ("rules", number)
        if rule.id in seen:
            text.problems.append(text.problem(f"Two rules are called '{rule.id}'.", (*place, "id")))
        seen[rule.id] = number
        _check_codes(rule.codes, (*place, "codes"), text, codes, document=True)
        _check_agencies(rule, (*place, "refer_to"), text)
        _check_find(rule, (*place, "find"), text, lists)
    ids = [never.id for never in policy.never]
    for number, name in enumerate(ids):
        if name in seen:
            text.problems.append(text.problem(f"A rule is called '{name}' already.", ("never", number, "id")))
    for number, name in enumerate(ids):
        if name in ids[:number]:
            text.problems.append(text.problem(f"Two entries of 'never' are called '{name}'.", ("never", number, "id")))


def _check_codes(names: tuple[str, ...], place: tuple[str | int, ...], text: YamlText, codes: CodeTable, *,
                 document: bool) -> None:
    for number, name in enumerate(names):
        if name not in codes and not (document and name == FROM_DOCUMENT):
            text.problems.append(text.problem(f"The code '{name}' is in no table; add it under 'codes' with its title.",
                                              (*place, number)))


def _check_agencies(rule: Rule, place: tuple[str | int, ...], text: YamlText) -> None:
    table = shipped_agencies()
    for number, name in enumerate(rule.refer_to):
        try:
            if name != OWNER:
                table.title(name)
        except KeyError:
            known = ", ".join(table.agencies)
            text.problems.append(text.problem(f"'{name}' is no agency; use '{OWNER}' or one of {known}.",
                                              (*place, number)))


def _check_find(rule: Rule, place: tuple[str | int, ...], text: YamlText, lists: dict[str, tuple[str, ...]]) -> None:
    if rule.find is None:
        return
    if isinstance(rule.find.terms, str) and rule.find.terms not in lists:
        text.problems.append(text.problem(f"There is no list '{rule.find.terms}' under 'lists'.", (*place, "terms")))
    for number, pattern in enumerate(rule.find.pattern or ()):
        try:
            PatternFinder([pattern])
        except ValueError as error:
            text.problems.append(text.problem(f"This pattern cannot be used: {error}", (*place, "pattern", number)))


def _policy(file: PolicyFile, codes: CodeTable, own_codes: dict[str, tuple[str, str]],
            lists: dict[str, tuple[str, ...]], path: Path | None) -> Policy:
    return Policy(
        name=file.policy, version=file.version, title=file.title, audience=file.audience, review=file.review,
        default=file.default, amount=file.amount, show_controls=file.show_controls, name_people=file.name_people,
        codes=codes, own_codes=own_codes, lists=lists, rules=file.rules, never=file.never, tests=file.tests,
        extends=file.extends, loosens=file.loosens, path=path)
