"""What the bytes of a picture say that are none of its samples: text behind its end, or in place of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from redact.release.reading.objects import PdfObjects, Stream
from redact.release.reading.syntax import Value
from redact.release.verifier.filters import filters_of, unpacked
from redact.release.verifier.formats import image_texts, printed

_COMPONENTS = {"DeviceGray": 1, "CalGray": 1, "G": 1, "Indexed": 1, "I": 1, "Separation": 1, "DeviceRGB": 3,
               "CalRGB": 3, "RGB": 3, "Lab": 3, "DeviceCMYK": 4, "CMYK": 4}
_END_OF_JPEG = b"\xff\xd9"
_LITTLE = 65_536
"""Bytes up to which the samples themselves are read as a text: those of a photograph are many."""
_WRITTEN = re.compile(rb"[A-Za-z][A-Za-z ,.'\-]{7,}")
_SHARE_WRITTEN = 0.6


def picture_texts(reading: PdfObjects, entries: dict[str, Value], stream: Stream) -> Iterator[str]:
    """Every text in the data of a picture that no picture is made of."""
    data, left, behind = unpacked(stream.stored, filters_of(entries, reading))
    for part in behind:
        yield from printed(part)
    if left[:1] == ["DCTDecode"]:
        yield from image_texts(data)
        end = data.rfind(_END_OF_JPEG)
        yield from printed(data[end + 2:] if end >= 0 else b"")
    elif not stream.undecodable:
        yield from sample_texts(stream.decoded, size_of(entries, reading))


def sample_texts(data: bytes, size: int | None) -> Iterator[str]:
    """What the bytes of unpacked samples say: behind the last one, or where they are letters themselves."""
    if size is not None and len(data) > size:
        yield from printed(data[size:])
    if len(data) <= _LITTLE:
        written = [found[0] for found in _WRITTEN.finditer(data)]
        if sum(map(len, written)) >= _SHARE_WRITTEN * len(data.strip()):
            yield from (part.decode("ascii") for part in written)


def size_of(entries: dict[str, Value], reading: PdfObjects) -> int | None:
    """The bytes that the samples of a picture take; None where that is not known."""
    width, height = (reading.resolve(entries.get(key, entries.get(key[0]))) for key in ("Width", "Height"))
    depth = reading.resolve(entries.get("BitsPerComponent", entries.get("BPC")))
    if entries.get("ImageMask") is True or entries.get("IM") is True:
        components, depth = 1, 1.0
    else:
        components = _components(reading, entries.get("ColorSpace", entries.get("CS")))
    if not (isinstance(width, float) and isinstance(height, float) and isinstance(depth, float) and components):
        return None
    return int(height) * ((int(width) * components * int(depth) + 7) // 8)


def _components(reading: PdfObjects, space: Value) -> int:
    space = reading.resolve(space)
    if isinstance(space, str):
        return _COMPONENTS.get(space, 0)
    if not isinstance(space, list) or not space:
        return 0
    kind = str(reading.resolve(space[0]))
    inner = reading.resolve(space[1]) if len(space) > 1 else None
    if kind == "ICCBased" and isinstance(inner, dict):
        count = reading.resolve(inner.get("N"))
        return int(count) if isinstance(count, float) else 0
    if kind == "DeviceN" and isinstance(inner, list):
        return len(inner)
    return _COMPONENTS.get(kind, 0)
