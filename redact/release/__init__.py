"""The release: the released model, its renderings, its manifest, and the gate that checks them."""

from redact.release.model import Piece, ReleasedModel, ReleasedPortion, Shown, Withheld

__all__ = ["Piece", "ReleasedModel", "ReleasedPortion", "Shown", "Withheld"]
