"""YAML as a policy may use it: plain text, no surprises, and the place of everything.

Every scalar stays text until the schema types it (``NO`` is Norway's code, not False; ``1.4`` is a reason, not a
number). Duplicate keys, anchors, aliases and tags are refused: in common loaders a second ``then: release`` wins
silently, and an alias hides what a rule says from whoever reads it aloud. Size and depth are bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from redact.errors import PolicyProblem

MAX_BYTES = 1_000_000
"""Largest policy file, in bytes."""
MAX_DEPTH = 24
"""Deepest nesting of mappings and lists."""
LONGEST_QUOTE = 74
"""Characters of a line of the file that a problem quotes: with its indent a line of a terminal."""
_QUOTED = re.compile(r" '[^'<]{2,}'")
"""Words of the file in a message of the YAML reader; names of its own tokens are in angle brackets."""

_PLAIN = {
    r"'\t'": "a tab stands here; indent with blanks.",
    "could not find expected ':'": "a ':' is missing after a key.",
    "mapping values are not allowed": "a ':' begins a value where none can be; put the text in quotes, or look at the "
                                      "indent.",
    "expected <block end>": "the indent does not fit the lines above.",
    "unexpected end of stream": "a quotation mark or bracket is not closed.",
    "found another document": "'---' begins another document; a policy is one.",
}
"""What the YAML reader says most often, for people."""
Path = tuple[str | int, ...]
"""Where a value stands: keys and list positions from the top, such as ``("rules", 0, "when")``."""


@dataclass
class YamlText:
    """A policy file as read: its values, where each stands, and what is wrong with it so far.

    ``data`` holds dicts, lists and strings only. ``keys`` and ``values`` give (line, column), from 1, of the key that
    leads to a path and of the value there. With ``problems`` the data may be incomplete.
    """

    data: Any
    lines: list[str]
    keys: dict[Path, tuple[int, int]] = field(default_factory=dict)
    values: dict[Path, tuple[int, int]] = field(default_factory=dict)
    problems: list[PolicyProblem] = field(default_factory=list)

    @property
    def is_policy(self) -> bool:
        """True for keys and values with a ``policy`` among the keys; anything else may be a document."""
        return isinstance(self.data, dict) and "policy" in self.data

    @property
    def begins_as_policy(self) -> bool:
        """True where the first line that says something begins with the key ``policy``, whatever comes after it."""
        said = next((line for line in self.lines if line.strip() and not line.lstrip().startswith("#")), "")
        return said.startswith("policy:")

    def problem(self, message: str, path: Path, *, at_key: bool = False, code: str = "policy") -> PolicyProblem:
        """A problem at a path, or at the nearest place above it that is known."""
        places = [self.keys, self.values] if at_key else [self.values, self.keys]
        for length in range(len(path), -1, -1):
            for table in places:
                if path[:length] in table:
                    return self._placed(message, *table[path[:length]], code)
        return PolicyProblem(message, code=code)

    def add(self, message: str, path: Path, code: str) -> None:
        """Add a problem at a path."""
        self.problems.append(self.problem(message, path, code=code))

    def note(self, message: str, line: int, column: int) -> None:
        """Add a problem of the text itself at a line and column, both from 1."""
        self.problems.append(self._placed(message, line, column, "yaml"))

    def _placed(self, message: str, line: int, column: int, code: str) -> PolicyProblem:
        source = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        shown, caret = _window(source, column)
        return PolicyProblem(message, line, column, shown, caret, code)


def read_yaml(content: bytes) -> YamlText:
    """The YAML text of a policy file. Never raises for bad content: see ``YamlText.problems``."""
    if len(content) > MAX_BYTES:
        return _unreadable(f"The file is larger than {MAX_BYTES:,} bytes; split its lists into files of their own.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[:error.start].decode("utf-8-sig", "replace")
        return _unreadable("The file is not UTF-8 text; save it as UTF-8.", *_place(before))
    result = YamlText(None, text.splitlines())
    try:
        loader = _Loader(text, result)
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        result.note(_reader_says(error.problem or error.context or ""), *place)
        return result
    except yaml.reader.ReaderError as error:
        result.note("The file holds a control character; a policy is plain text.", *_place(text[:error.position]))
        return result
    if node is not None and not loader.too_deep:
        result.data = _value(node, (), result)
    return result


def _window(line: str, column: int) -> tuple[str, int]:
    """As much of a line as is quoted, and how many characters into it the column stands."""
    if column <= LONGEST_QUOTE - 10:
        return line[:LONGEST_QUOTE] if len(line) <= LONGEST_QUOTE else line[:LONGEST_QUOTE - 1] + "…", column - 1
    start = column - 1 - LONGEST_QUOTE // 2
    rest = line[start:start + LONGEST_QUOTE - 1]
    more = start + len(rest) < len(line)
    return f"…{rest[:-1] + '…' if more else rest}", column - start


def _unreadable(message: str, line: int = 1, column: int = 1) -> YamlText:
    return YamlText(None, [], problems=[PolicyProblem(message, line, column, code="yaml")])


def _place(before: str) -> tuple[int, int]:
    """Line and column, from 1, of what follows this text."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _reader_says(problem: str) -> str:
    """A message of the YAML reader as a sentence, without the words of the file that it may quote."""
    for part, plain in _PLAIN.items():
        if part in problem:
            return f"This is not YAML: {plain}"
    told = _QUOTED.sub("", problem)
    for beginning in ("found", "could not", "did not"):
        if told.startswith(beginning):
            return f"This is not YAML: the reader {told}."
    return f"This is not YAML: {told}."


class _Loader(yaml.BaseLoader):
    """Composes nodes, noting what a policy may not use and going on, so that all problems are found at once."""

    def __init__(self, text: str, result: YamlText):
        super().__init__(text)
        self.result = result
        self.depth = 0
        self.too_deep = False

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if isinstance(event, yaml.AliasEvent):
            self.get_event()  # type: ignore[no-untyped-call]
            self.result.note("Aliases are not allowed in a policy; write the value out.", line, column)
            return yaml.ScalarNode("", "")
        if getattr(event, "anchor", None):
            self.result.note("Anchors are not allowed in a policy; write each value where it holds.", line, column)
            event.anchor = None
        if getattr(event, "tag", None):
            self.result.note("Tags are not allowed in a policy; every value is plain text.", line, column)
            event.tag = None
        if self.depth >= MAX_DEPTH:
            self.too_deep = True
            raise yaml.composer.ComposerError(None, None, f"nested deeper than {MAX_DEPTH} levels", event.start_mark)
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


def _value(node: yaml.Node, path: Path, result: YamlText) -> Any:
    if node.start_mark is not None:
        result.values[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, result)
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, (*path, number), result) for number, child in enumerate(node.value)]
    return node.value


def _mapping(node: yaml.MappingNode, path: Path, result: YamlText) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, child in node.value:
        place = (key.start_mark.line + 1, key.start_mark.column + 1)
        if not isinstance(key, yaml.ScalarNode):
            result.note("A key is a single word or phrase.", *place)
            continue
        name = key.value
        if name in values:
            first = result.keys[(*path, name)][0]
            result.note(f"'{name}' appears twice; it was first given on line {first}.", *place)
            continue
        result.keys[(*path, name)] = place
        values[name] = _value(child, (*path, name), result)
    return values
