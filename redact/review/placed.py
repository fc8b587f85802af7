"""What lies in the place of a release: its files and its manifest, as they are found there."""

from __future__ import annotations

import json
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from redact.release.files import MANIFEST_SUFFIX, UnusableOutput
from redact.review.vault import VaultRelease


def read_placed(path: Path) -> bytes | None:
    """The bytes of a regular file, None where there is no file or something else. Raises UnusableOutput."""
    try:
        return path.read_bytes() if stat.S_ISREG(path.lstat().st_mode) else None
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        raise UnusableOutput("what is there already cannot be read", file=str(path)) from None


def parsed_manifest(manifest: bytes | None) -> Mapping[str, Any] | None:
    """The manifest that these bytes are; None for what is none."""
    try:
        found = json.loads(manifest or b"")
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def manifest_place(release: VaultRelease) -> Path:
    """Where the manifest of a release lies, or is to lie."""
    (model,) = (name for name in release.files if name.endswith(".json"))
    return Path(release.folder, model.removesuffix(".json") + MANIFEST_SUFFIX)
