"""Pictures for the gauntlet: scans made of the memorandum, and a photograph with words in its data."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence

from paper import Paper
from PIL import Image, ImageDraw, ImageFont

_DOTS = 150 / 72
_LINES = ((740, "Memorandum on the market"), (700, "The town was quiet in spring and the market opened again."),
          (684, "The minister spoke for an hour and left by the north gate."),
          (600, "Nothing else was said that day, and the boats went out."),
          (584, "The post will report on the harvest when it is in."))


def scan(paper: Paper, bars: Sequence[tuple[float, float, float, float]] = (), said: str = "") -> tuple[int, str]:
    """A page's picture as an object of the paper, and the layer of recognised text that goes with it.

    ``bars`` are burnt into the picture (points); ``said`` stands in it where the name was.
    """
    image = Image.new("L", (1275, 1650), 250)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(22)
    layer = []
    named = ((72.0, 640, said), (200.0, 640, "met the envoy at the pier."))
    for left, y, words in (*((72.0, *line) for line in _LINES), *named):
        for word in words.split(" "):
            width = draw.textlength(word + " ", font=font) / _DOTS
            if word:
                draw.text((left * _DOTS, 1650 - (y + 9) * _DOTS), word, font=font, fill=20)
                layer.append(f"BT 3 Tr /F1 11 Tf 1 0 0 1 {left:.1f} {y} Tm ({word}) Tj ET")
            left += width
    for left, bottom, right, top in bars:
        draw.rectangle((left * _DOTS, 1650 - top * _DOTS, right * _DOTS, 1650 - bottom * _DOTS), fill=0)
    number = paper.stream(image.tobytes(), "/Type/XObject/Subtype/Image/Width 1275/Height 1650/ColorSpace/DeviceGray"
                                           "/BitsPerComponent 8")
    return number, f"q {' '.join(layer)} Q"


def noise(count: int) -> bytes:
    """The samples of a photograph of nothing."""
    return random.Random(7).randbytes(count)


def blank_jpeg(description: str = "") -> bytes:
    """A small photograph, with a description in its Exif data if one is given."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Canon"
    exif[0x0110] = "Canon EOS 5D"
    if description:
        exif[0x010E] = description
    Image.new("RGB", (16, 16), (200, 210, 220)).save(out, "JPEG", exif=exif.tobytes())
    return out.getvalue()
