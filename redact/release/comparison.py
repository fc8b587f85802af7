"""Two releases of one document held against each other, and one withheld portion shown to a court.

Both need published material only. Every release commits to the whole source text of every portion under a salt that
stays the same for all releases out of one vault; so two releases are of the same text exactly where these entries are
equal, whatever either of them shows (design §8).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from redact.documents import Finding
from redact.release.manifest import SALT_BYTES, source_hash

DISCLOSURE = "redact-disclosure-1"
"""First word of a disclosure: one portion's text and salt, given to whoever has to check it."""
_GAP = "\0"


def compare(old: Mapping[str, Any], old_model: Mapping[str, Any], new: Mapping[str, Any],
            new_model: Mapping[str, Any]) -> list[Finding]:
    """Whether two releases agree: of the same portions of the same text, and the newer shows all that the older did.

    ``old`` and ``new`` are manifests that were verified, the models their ``NAME.json``. Codes: ``not-comparable``
    (note: no entry is equal, so they are of other documents or from other vaults), ``source-differs``,
    ``portions-differ`` and ``withheld-again`` (error: what was shown before is withheld now, which is reclassification;
    E.O. 13526 1.7(c)).
    """
    before = {entry["id"]: entry["source"] for entry in old["portions"]}
    after = {entry["id"]: entry["source"] for entry in new["portions"]}
    if not any(after.get(portion) == source for portion, source in before.items()):
        return [Finding("not-comparable", "note", "the releases are of different documents, or come from different "
                        "workspaces: nothing can be said of them together")]
    if list(before) != list(after):
        return [Finding("portions-differ", "error", "the releases do not have the same portions")]
    found = [Finding("source-differs", "error", "the two releases are of different texts here", portion)
             for portion, source in before.items() if after[portion] != source]
    shown = zip(old_model["portions"], new_model["portions"], strict=True)
    return found + [Finding("withheld-again", "error", "the older release shows text that the newer one withholds",
                            earlier["id"])
                    for earlier, later in shown if not shows_all_of(later["content"], earlier["content"])]


def shows_all_of(later: Sequence[Any], earlier: Sequence[Any]) -> bool:
    """Whether ``earlier`` can be had from ``later`` by withholding more: its shown texts stand in it, in order, and
    whole where nothing was withheld at an end. Both are ``content`` of ``NAME.json``."""
    text = "".join(piece if isinstance(piece, str) else _GAP for piece in later)
    position = 0
    for number, piece in enumerate(earlier):
        if not isinstance(piece, str):
            continue
        first, last = number == 0, number == len(earlier) - 1
        found = text.find(piece, position)
        if last and not first and len(piece) <= len(text) - position and text.endswith(piece):
            found = len(text) - len(piece)
        if found < 0 or (first and found > 0) or (last and found + len(piece) < len(text)):
            return False
        position = found + len(piece)
    return True


def disclosure(release_id: str, portion_id: str, text: str, salt: bytes) -> dict[str, str]:
    """One portion's whole source text with its salt: what lets its reader check it against a manifest, and nothing of
    the other portions."""
    return {"format": DISCLOSURE, "release": release_id, "portion": portion_id, "text": text, "salt": salt.hex()}


def check_disclosure(manifest: Mapping[str, Any], disclosed: object) -> list[Finding]:
    """Whether a disclosure (parsed JSON of anyone) is the text that a verified manifest commits to.

    Codes: ``malformed``, ``other-release``, ``no-such-portion``, ``disclosure-wrong``; none where it is.
    """
    told = _told(disclosed)
    if told is None:
        return [Finding("malformed", "error", "this is no disclosure of a portion")]
    release, portion, text, salt = told
    if release != manifest["release"]:
        return [Finding("other-release", "error", "the disclosure is of another release", portion)]
    entry = next((entry for entry in manifest["portions"] if entry["id"] == portion), None)
    if entry is None:
        return [Finding("no-such-portion", "error", "the release has no such portion", portion)]
    if source_hash(salt, portion, text) != entry["source"]:
        return [Finding("disclosure-wrong", "error", "the text is not the one that the release commits to", portion)]
    return []


def _told(disclosed: object) -> tuple[str, str, str, bytes] | None:
    """Release, portion, text and salt of a disclosure; None for what is none."""
    if not isinstance(disclosed, Mapping) or disclosed.get("format") != DISCLOSURE:
        return None
    fields = [disclosed.get(name) for name in ("release", "portion", "text", "salt")]
    if not all(isinstance(field, str) for field in fields):
        return None
    try:
        salt = bytes.fromhex(str(fields[3]))
    except ValueError:
        return None
    return (str(fields[0]), str(fields[1]), str(fields[2]), salt) if len(salt) == SALT_BYTES else None
