"""Canonical JSON (RFC 8785): one value has one sequence of bytes, so hashes and signatures over JSON mean something.

Floating-point numbers are banned: nothing here is one, and they are where JSON writers differ.
"""

from __future__ import annotations

import json
from typing import Any

LARGEST_INTEGER = 2**53 - 1
"""Beyond this a reader that keeps numbers as doubles sees another value (RFC 8785 §3.2.2.3)."""
_WRITER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical(value: Any) -> bytes:
    """The canonical JSON of ``value``, UTF-8, without a line end.

    Keys are sorted by UTF-16 code units (RFC 8785 §3.2.3). Raises :class:`ValueError`, whose message quotes nothing of
    the value, for floats, integers beyond 2**53 - 1, keys that are no strings, types JSON lacks and lone surrogates.
    """
    written = _WRITER.encode(_ordered(value))
    try:
        return written.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("canonical JSON cannot hold a lone surrogate") from None


def canonical_text(value: Any) -> str:
    """The same as a string."""
    return canonical(value).decode("utf-8")


def _ordered(value: Any) -> Any:
    """The value with the keys of every object in canonical order."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise ValueError("canonical JSON cannot hold an integer beyond 2**53 - 1")
        return value
    if isinstance(value, list | tuple):
        return [_ordered(item) for item in value]
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise ValueError("the keys of canonical JSON are strings")
        # Among ASCII keys the order of code units is the order of characters.
        keys = sorted(value) if "".join(value).isascii() else sorted(value, key=_utf16)
        return {key: _ordered(value[key]) for key in keys}
    raise ValueError(f"canonical JSON cannot hold a {type(value).__name__}")


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be", errors="surrogatepass")
