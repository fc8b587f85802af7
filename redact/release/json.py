"""``NAME.json``: the released model itself."""

from __future__ import annotations

from redact.canonical import canonical
from redact.release.model import ReleasedModel


def release_json(model: ReleasedModel) -> bytes:
    """The released model in canonical JSON and a line end."""
    return canonical(model.to_json()) + b"\n"
