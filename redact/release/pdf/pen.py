"""Operators of one page: text, marked content, artifacts, and the graphics state they leave behind."""

from __future__ import annotations

from redact.release.pdf.document import ReleaseCanvas
from redact.release.pdf.fonts import FaceName, face
from redact.release.pdf.linebreak import Run
from redact.release.pdf.structure import Element
from redact.release.pdf.style import Ink


class Pen:
    """Writes a page. Content is marked as belonging to one element at a time; nothing is written unmarked."""

    def __init__(self, canvas: ReleaseCanvas):
        self._canvas = canvas
        self._out: list[str] = []
        self._open: Element | None = None
        self._font = ""
        self._ink: Ink | None = None

    def within(self, element: Element) -> None:
        """What follows is content of the element, going on with the sequence that is open if it is the same one's."""
        if self._open is not element:
            self.close()
            self._out.append(self._canvas.mark(element))
            self._open = element

    def span(self, element: Element) -> None:
        """What follows, until :meth:`close`, is content of the element and is read as its ActualText."""
        self.close()
        self._out.append(self._canvas.mark(element, actual=True))
        self._open = element

    def close(self) -> None:
        """End the marked content that is open, if any."""
        if self._open is not None:
            self._out.append("EMC")
            self._open = None

    def text(self, text: str, name: FaceName, size: float, ink: Ink, x: float, y: float) -> None:
        """Show drawable text with its baseline starting at a point of the page."""
        self.fill(ink)
        shown = []
        for number, (block, codes) in enumerate(face(name).encode(text)):
            font = f"/{self._canvas.font(block)} {size:.4g} Tf "
            place = f"1 0 0 1 {x:.2f} {y:.2f} Tm " if number == 0 else ""
            shown.append(f"{'' if font == self._font else font}{place}({codes})Tj")
            self._font = font
        self._out.append(f"BT {' '.join(shown)} ET")

    def glyphs(self, run: Run, name: FaceName, size: float, ink: Ink, x: float, y: float) -> None:
        """Show text that runs from right to left: its glyphs in reading order, each at its own place."""
        self.fill(ink)
        shown = []
        for right, _, glyph in run.glyphs:
            (block, codes), = face(name).encode(glyph)
            font = f"/{self._canvas.font(block)} {size:.4g} Tf "
            shown.append(f"{'' if font == self._font else font}1 0 0 1 {x + right:.2f} {y:.2f} Tm ({codes})Tj")
            self._font = font
        self._out.append(f"BT {' '.join(shown)} ET")

    def fill(self, ink: Ink) -> None:
        """Fill with this ink from here on."""
        if ink != self._ink:
            self._out.append(f"{_components(ink)} rg")
            self._ink = ink

    def rectangle(self, x: float, y: float, width: float, height: float, ink: Ink) -> None:
        """Fill a rectangle, as part of the content that is open."""
        self.fill(ink)
        self._out.append(f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re f")

    def outline(self, x: float, y: float, width: float, height: float, weight: float, ink: Ink) -> None:
        """Stroke a rectangle, as part of the content that is open."""
        self._out.append(f"{weight:g} w {_components(ink)} RG {x:.2f} {y:.2f} {width:.2f} {height:.2f} re S")

    def line(self, x: float, y: float, to_x: float, to_y: float, weight: float, ink: Ink) -> None:
        """Stroke a straight line, as part of the content that is open."""
        self._out.append(f"{weight:g} w {_components(ink)} RG {x:.2f} {y:.2f} m {to_x:.2f} {to_y:.2f} l S")

    def artifact(self, kind: str = "") -> None:
        """What follows, until :meth:`end_artifact`, is decoration or, with a kind, a page's "Header" or "Footer"."""
        self.close()
        self._out.append(f"/Artifact<</Type/Pagination/Subtype/{kind}>>BDC" if kind else "/Artifact<</Type/Layout>>BDC")

    def end_artifact(self) -> None:
        """End an artifact."""
        self._out.append("EMC")

    def finish(self) -> None:
        """Hand the page to the canvas."""
        self.close()
        self._canvas.write("\n".join(self._out))
        self._canvas.showPage()


def _components(ink: Ink) -> str:
    return f"{ink[0]:g} {ink[1]:g} {ink[2]:g}"
