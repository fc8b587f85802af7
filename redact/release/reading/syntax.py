"""The syntax of PDF objects and content streams (ISO 32000-1, 7.2 and 7.3), read strictly.

Object serialisations and page streams share one syntax, so one tokenizer reads both. It accepts what a plain writer
produces and raises :class:`PdfSyntaxError` at anything else: what the gate cannot read it does not pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple


class PdfSyntaxError(Exception):
    """The bytes are no PDF syntax this reader knows. Carries no bytes of the file."""


class Name(str):
    """A PDF name without its slash, ``#xx`` resolved."""

    __slots__ = ()


class Operator(str):
    """A bare word: an operator of a content stream, or a keyword."""

    __slots__ = ()


class Ref(NamedTuple):
    """An indirect reference."""

    number: int
    generation: int


Value = float | bool | None | bytes | Name | Operator | Ref | list["Value"] | dict[str, "Value"]

_TOKEN = re.compile(rb"""
    [\0\t\n\f\r ]*(?:
      (?P<ref>\d+[ ]\d+[ ]R)(?![^\0\t\n\f\r ()<>\[\]/%])
    | (?P<number>[-+]?(?:\d+\.?\d*|\.\d+))(?![^\0\t\n\f\r ()<>\[\]/%])
    | /(?P<name>[^\0\t\n\f\r ()<>\[\]{}/%]*)
    | \((?P<string>(?:[^()\\]++|\\.)*+)\)
    | <(?P<hex>[0-9A-Fa-f\0\t\n\f\r ]*)>
    | \[(?P<refs>\d++[ ]\d++[ ]R(?:[ ]\d++[ ]\d++[ ]R)*+)\]
    | \[(?P<numbers>(?:[ ]*+-?\d++(?:\.\d++)?)++)[ ]*+\]
    | (?P<mark><<|>>|\[|\])
    | (?P<word>[A-Za-z'"*]+[0-9]?\*?)
    )""", re.VERBOSE | re.DOTALL)
_END = rb"(?=[\0\t\n\f\r ()<>\[\]/%]|\Z)"
_NUMBER = rb"[-+]?(?:\d+\.?\d*|\.\d+)"
_OPERATION = re.compile(rb"""
    [\0\t\n\f\r ]*+(?:
      ((?:""" + _NUMBER + rb"""[\0\t\n\f\r ]++)*+)(?P<operator>(?!true|false|null)[A-Za-z'"*]++)""" + _END + rb"""
    | \((?P<string>(?:[^()\\]++|\\.)*+)\)[ ]*+Tj""" + _END + rb"""
    | /([^\0\t\n\f\r ()<>\[\]{}/%]*+)[ ]++(?P<size>""" + _NUMBER + rb""")[ ]++Tf""" + _END + rb"""
    | /([^\0\t\n\f\r ()<>\[\]{}/%]*+)<</MCID[ ](?P<content>\d++)>>BDC""" + _END + rb"""
    )""", re.VERBOSE | re.DOTALL)
_OCTAL = tuple(b"%d" % digit for digit in range(8))
_OPENERS = (b"<<", b"[")
_BLANK = b"\0\t\n\f\r "
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_NAME_ESCAPE = re.compile(r"#([0-9A-Fa-f]{2})")
_KEYWORDS: dict[bytes, bool | None] = {b"true": True, b"false": False, b"null": None}


def values(data: bytes) -> Iterator[Value]:
    """Every value of ``data`` in order, arrays and dictionaries built; raises :class:`PdfSyntaxError`."""
    stack: list[tuple[bytes, list[Value]]] = []
    position, end = 0, len(data.rstrip(_BLANK))
    for match in _TOKEN.finditer(data, 0, end):
        kind = match.lastgroup
        if kind is None or match.start() != position:
            raise PdfSyntaxError("unknown syntax")
        position = match.end()
        token = match[kind]
        if kind != "mark":
            found = _READERS[kind](token)
        elif token in _OPENERS:
            stack.append((token, []))
            continue
        else:
            found = _close(stack, token)
        if stack:
            stack[-1][1].append(found)
        else:
            yield found
    if stack or position != end:
        raise PdfSyntaxError("an array or dictionary is not closed, or unknown syntax")


def operations(data: bytes) -> Iterator[tuple[str, list[Value]]]:
    """Every operator of a content stream in order, with its operands; raises :class:`PdfSyntaxError`.

    The commonest operations are read whole, by one pattern; what it does not know is read token by token.
    """
    position, end = 0, len(data.rstrip(_BLANK))
    while position < end:
        found = _OPERATION.match(data, position, end)
        if found is None:
            operator, operands, position = _operation_at(data, position, end)
            yield operator, operands
            continue
        position = found.end()
        kind = found.lastgroup
        if kind == "operator":
            yield found[2].decode("ascii"), list(map(float, found[1].split()))
        elif kind == "string":
            yield "Tj", [_string(found[3])]
        elif kind == "size":
            yield "Tf", [_name(found[4]), float(found[5])]
        else:
            yield "BDC", [_name(found[6]), {"MCID": float(found[7])}]


def _operation_at(data: bytes, position: int, end: int) -> tuple[str, list[Value], int]:
    """The operation that begins here, token by token, and where it ends."""
    operands: list[Value] = []
    stack: list[tuple[bytes, list[Value]]] = []
    while position < end:
        match = _TOKEN.match(data, position, end)
        kind = match.lastgroup if match else None
        if match is None or kind is None:
            raise PdfSyntaxError("unknown syntax")
        position = match.end()
        token = match[kind]
        if token in _OPENERS and kind == "mark":
            stack.append((token, []))
            continue
        found = _close(stack, token) if kind == "mark" else _READERS[kind](token)
        if isinstance(found, Operator) and not stack:
            return str(found), operands, position
        (stack[-1][1] if stack else operands).append(found)
    raise PdfSyntaxError("operands without an operator")


def value(data: bytes) -> Value:
    """The one value that ``data`` holds; raises :class:`PdfSyntaxError` if it holds none or more."""
    found = list(values(data))
    if len(found) != 1:
        raise PdfSyntaxError("not exactly one object")
    return found[0]


def text_of(string: bytes) -> str:
    """A text string (7.9.2.2): UTF-16BE or UTF-8 by its byte order mark, else Latin-1, the core of PDFDocEncoding."""
    if string.startswith(b"\xfe\xff"):
        return string[2:].decode("utf-16-be", "replace")
    if string.startswith(b"\xef\xbb\xbf"):
        return string[3:].decode("utf-8", "replace")
    return string.decode("latin-1")


def _name(token: bytes) -> Value:
    text = token.decode("latin-1")
    return Name(_NAME_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "#" in text else text)


def _string(token: bytes) -> Value:
    return _ESCAPE.sub(_unescape, token) if b"\\" in token else token


def _hex(token: bytes) -> Value:
    digits = token.translate(None, _BLANK)
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


def _ref(token: bytes) -> Value:
    number, generation, _ = token.split(b" ")
    return Ref(int(number), int(generation))


def _refs(token: bytes) -> Value:
    words = list(map(int, token.replace(b" R", b"").split(b" ")))
    return list(map(Ref, words[::2], words[1::2]))


def _word(token: bytes) -> Value:
    return _KEYWORDS[token] if token in _KEYWORDS else Operator(token.decode("ascii"))


def _array(token: bytes) -> Value:
    return list(map(float, token.split()))


_READERS: dict[str, Callable[[bytes], Value]] = {
    "number": float, "name": _name, "string": _string, "hex": _hex, "ref": _ref, "word": _word, "numbers": _array,
    "refs": _refs}


def _unescape(found: re.Match[bytes]) -> bytes:
    escaped = found[1]
    if escaped[:1] in _OCTAL:
        return bytes([int(escaped, 8) & 0xFF])
    return _ESCAPES.get(escaped, escaped)


def _close(stack: list[tuple[bytes, list[Value]]], token: bytes) -> Value:
    if not stack:
        raise PdfSyntaxError("an array or dictionary is not opened")
    opener, items = stack.pop()
    if (opener, token) == (b"[", b"]"):
        return items
    keys = items[::2]
    if (opener, token) != (b"<<", b">>") or len(items) % 2 or not all(isinstance(key, Name) for key in keys):
        raise PdfSyntaxError("an array or dictionary is not well formed")
    if len(set(map(str, keys))) != len(keys):
        raise PdfSyntaxError("a dictionary has a key twice")
    return dict(zip(map(str, keys), items[1::2], strict=True))
