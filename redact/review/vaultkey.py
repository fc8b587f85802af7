"""The key of an encrypted vault: from a file that the environment names, or asked for.

The environment variable ``REDACT_VAULT_KEY_FILE`` names a file whose first line is the passphrase. Without it whoever
runs the program is asked, if :func:`ask_with` has said how.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from redact.audit.cipher import is_encrypted, key_of, unlock
from redact.errors import UnusableInput

VARIABLE = "REDACT_VAULT_KEY_FILE"
_asking: list[Callable[[str], str]] = []


def ask_with(ask: Callable[[str], str]) -> None:
    """Have ``ask`` (a prompt to an answer) called where a key is needed and no file is named."""
    _asking[:] = [ask]


def unlock_vault(path: Path) -> None:
    """Find the key of the vault at ``path`` if it is encrypted and not unlocked yet; UnusableInput where none can be
    had."""
    if is_encrypted(path) and not key_of(path):
        unlock(path, find_key(path, "Key of the vault"))


def find_key(path: Path, prompt: str) -> str:
    """The passphrase for a vault at ``path``: from the file that the environment names, or asked for."""
    file = os.environ.get(VARIABLE)
    if file:
        key = first_line(Path(file))
    elif _asking:
        key = _asking[0](prompt)
    else:
        raise UnusableInput(f"the vault is encrypted, or it is damaged: {VARIABLE} names the file with its key",
                            file=str(path))
    if not key:
        raise UnusableInput("the key of the vault is empty", file=file or str(path))
    return key


def first_line(path: Path) -> str:
    """The first line of a small text file, without its end; UnusableInput where there is none to be read."""
    try:
        with path.open(encoding="utf-8") as file:
            return file.readline(4096).rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise UnusableInput("the file cannot be read", file=str(path)) from None
