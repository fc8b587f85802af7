"""A document without its replacement texts (14.9.4), so that the engine reports the letters that are drawn.

Where marked content bears an ActualText, an engine gives that instead of what stands on the page, and what stands there
would go unjudged.
"""

from __future__ import annotations

import io
import re

import pikepdf

from redact.release.reading.qpdf import QpdfObjects
from redact.release.reading.syntax import Value

_KEY = "ActualText"
_WRITTEN = re.compile(rb"/" + b"".join(rb"(?:%c|#%02x|#%02X)" % (code, code, code) for code in _KEY.encode()) +
                      rb"(?![^\0\t\n\f\r ()<>\[\]{}/%])")
"""The key, however its letters are written (7.3.5)."""
_OTHER = b"/Replaced"
_DEEPEST = 5


def without_replacements(reading: QpdfObjects) -> bytes:
    """The file with the key renamed wherever content uses it, and taken out of what content names; the same bytes where
    there is none."""
    streams = [number for number, stream in reading.streams.items() if stream.handle.get("/Subtype") != "/Image"
               and _WRITTEN.search(stream.decoded)]
    holders = [number for number, item in reading.objects.items() if _holds(item, 0)]
    if not (streams or holders):
        return reading.data
    with pikepdf.open(io.BytesIO(reading.data)) as pdf:
        by_number = {handle.objgen[0]: handle for handle in pdf.objects if isinstance(handle, pikepdf.Object)}
        for number in streams:
            by_number[number].write(_WRITTEN.sub(_OTHER, reading.streams[number].decoded))
        for number in holders:
            _strip(by_number[number], 0)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def _holds(item: Value, depth: int) -> bool:
    """True for a dictionary of properties, or one that has such a one in it."""
    if isinstance(item, dict):
        if item.get("Type") == "StructElem" or "S" in item:
            return False
        return _KEY in item or (depth < _DEEPEST and any(_holds(part, depth + 1) for part in item.values()))
    return False


def _strip(holder: pikepdf.Object, depth: int) -> None:
    if f"/{_KEY}" in holder:
        del holder[f"/{_KEY}"]
    for part in holder.values() if depth < _DEEPEST else ():
        if isinstance(part, pikepdf.Dictionary) and part.objgen == (0, 0):
            _strip(part, depth + 1)
