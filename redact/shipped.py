"""Where the files that ship with the program are: templates and policies, in a wheel or in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shipped(folder: str) -> Path:
    """The shipped folder ``templates`` or ``policies``: inside the installed package, else beside it in a checkout."""
    packaged = _PACKAGE / "_shipped" / folder
    return packaged if packaged.is_dir() else _PACKAGE.parent / folder
