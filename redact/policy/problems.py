"""What pydantic finds wrong with a policy, in plain words and with line and column."""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel, ValidationError

from redact.errors import PolicyProblem
from redact.policy import schema
from redact.policy.names import UnknownName, near, quoted
from redact.policy.yamltext import Path, YamlText

_WORDS = {
    "string_type": "Text is expected here.",
    "string_pattern_mismatch": "Use lower-case letters, digits and hyphens, beginning with a letter.",
    "string_too_short": "Something is missing here.",
    "too_short": "Something is missing here.",
    "tuple_type": "A list is expected here.",
    "model_type": "Keys and values are expected here.",
    "model_attributes_type": "Keys and values are expected here.",
    "dict_type": "Keys and values are expected here.",
    "int_parsing": "A whole number is expected here.",
    "int_type": "A whole number is expected here.",
    "greater_than_equal": "The number is too small.",
}
_CODES = {"extra_forbidden": "unknown-key", "missing": "missing-key"}
_LEVEL_KEYS = ("level", "document_level", "highest")
_CONDITIONS = ("when", "unless", "any", "all", "not")
_PLACES: dict[str, type[BaseModel]] = {
    "rules": schema.Rule, "never": schema.Never, "loosens": schema.Loosens, "tests": schema.Test,
    "document": schema.TestDocument, "expect": schema.Expectation, "find": schema.Find, "audience": schema.Audience,
    "codes": schema.OwnCode, "date": schema.DateCondition,
}


def plain_problems(error: ValidationError, text: YamlText) -> list[PolicyProblem]:
    """Every error as a problem at its place in the text, one for a place, in the order of the file."""
    found: dict[tuple[Path, str], PolicyProblem] = {}
    for entry in error.errors(include_url=False):
        path = _path(entry["loc"], text)
        if _of_other_branch(entry, path, text):
            continue
        message, at_key = _message(entry, path)
        found.setdefault((path, message), text.problem(message, path, at_key=at_key, code=_code(entry)))
    return sorted(found.values(), key=lambda problem: (problem.line, problem.column))


def _path(location: tuple[int | str, ...], text: YamlText) -> Path:
    """The part of pydantic's location that is a place in the file: the names of its own types are left out."""
    path: Path = ()
    for part in location:
        if (*path, part) in text.values:
            path = (*path, part)
    return path


def _of_other_branch(entry: Any, path: Path, text: YamlText) -> bool:
    """True for what pydantic says of a branch of a choice that the writer did not mean, judged by the value's form."""
    value = text.data
    for part in path:
        value = value[part]
    branch = "".join(str(part) for part in entry["loc"][len(path):])
    if isinstance(value, str):
        return branch.startswith(("Audience", "tuple")) or (entry["type"] == "tuple_type" and bool(branch))
    return branch.startswith(("literal", "str"))


def _code(entry: Any) -> str:
    error = entry.get("ctx", {}).get("error")
    if isinstance(error, UnknownName):
        return error.code
    return _CODES.get(entry["type"], "wrong-value")


def _message(entry: Any, path: Path) -> tuple[str, bool]:
    """The message, and whether it speaks of the key rather than of the value."""
    kind, context = entry["type"], entry.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(str(path[-1]), _keys_at(path[:-1])), True
    if kind == "missing":
        return f"'{entry['loc'][-1]}' is missing.", True
    if kind == "value_error":
        return str(context["error"]), False
    if kind == "literal_error":
        expected = context["expected"].replace("'", "")
        meant = near(str(entry["input"]), re.split(r", | or ", expected))
        return f"Use one of {expected}.{f' Did you mean {meant}?' if meant else ''}", False
    return _WORDS.get(kind, entry["msg"] + "."), False


def _unknown_key(key: str, known: list[str]) -> str:
    meant = near(key, known)
    hint = f"; did you mean '{meant}'?" if meant else f"; the keys are {', '.join(known)}."
    return f"{quoted(key)} is not a key here{hint}"


def _keys_at(path: Path) -> list[str]:
    """The keys that may stand at a place of the file."""
    names = [part for part in path if isinstance(part, str)]
    return _aliases(_model_at(names[-1] if names else ""))


def _model_at(name: str) -> type[BaseModel]:
    if not name:
        return schema.PolicyFile
    if name in _CONDITIONS:
        return schema.Condition
    if name in _LEVEL_KEYS:
        return schema.LevelCondition
    return _PLACES.get(name, schema.SetCondition)


def _aliases(described: type[BaseModel]) -> list[str]:
    names = [field.alias or name for name, field in described.model_fields.items()]
    return [name for name in names if name.isidentifier() and name != "is"]
