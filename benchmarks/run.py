"""Speed as ratios against a peer in the same run: absolute times wander with the machine, ratios do not.

Usage: python benchmarks/run.py
"""

from __future__ import annotations

import datetime as dt
import io
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from redact.documents import Document
from redact.documents.cable import read_bytes
from redact.policy import Determination
from redact.policy.decide import decide
from redact.policy.loading import load_policy
from redact.release.build import release_model, withheld_texts
from redact.release.gate import check
from redact.release.html import render_html
from redact.release.json import release_json
from redact.release.page import page
from redact.release.pdf import render_pdf

CABLE = Path(__file__).resolve().parents[1] / "examples" / "08VALTARA0214.cable.txt"
NAME = CABLE.name.partition(".")[0]
DAY = dt.date(2026, 11, 23)
ARABIC = "UNCLAS VALTARA 000001\n\n" + "\n\n".join(
    f"{number}. (U) قال الوزير إن الاجتماع الذي عقد في 14 مايو كان مفيدا وإن الجانبين اتفقا على مواصلة الحوار في بغداد."
    for number in range(1, 16)) + "\n"


def median_ms(work: Callable[[], object], runs: int = 21) -> float:
    """The median CPU time of one call (milliseconds) after a warm-up."""
    work()
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append((time.process_time() - start) * 1000)
    return sorted(times)[runs // 2]


def platypus(texts: list[str]) -> bytes:
    """The peer for the PDF: the same paragraphs through reportlab's platypus, untagged, as most programs do it."""
    from xml.sax.saxutils import escape

    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    style = getSampleStyleSheet()["BodyText"]
    target = io.BytesIO()
    SimpleDocTemplate(target).build([Paragraph(f"<font size=10>{escape(text)}</font>", style) for text in texts])
    return target.getvalue()


def engine(data: bytes) -> None:
    """The peer for the gate: the text and a rendering of each page by pdfium, as any reader must have them."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    for page_ in document:
        page_.get_textpage().get_text_range()
        page_.render(scale=1, grayscale=True)
    document.close()


def released(document: Document, determination: Determination) -> tuple[bytes, bytes]:
    """A release from its decisions on: what a batch repeats for each document, but for the check."""
    model = release_model(document, determination, name=NAME, status="released", date=DAY)
    return render_pdf(model), render_html(model)


def main() -> None:
    """Prints each figure, its peer and the ratio."""
    data = CABLE.read_bytes()
    source = data.decode()
    document = read_bytes(data, CABLE.name)
    determination = Determination.of(decide(document, load_policy("portion-marks"), DAY))
    model = release_model(document, determination, name=NAME, status="released", date=DAY)
    words = [block.text() for block in page(model).blocks]
    outputs = {"pdf": render_pdf(model), "html": render_html(model), "json": release_json(model)}
    withheld = withheld_texts(document, determination)
    page_of_arabic = read_bytes(ARABIC.encode(), "arabic")
    arabic = release_model(page_of_arabic, Determination.of(decide(page_of_arabic, load_policy("portion-marks"), DAY)),
                           name=NAME, status="released", date=DAY)
    peer = median_ms(lambda: platypus(words))
    bare = median_ms(lambda: [re.findall(r"\w+", line) for line in source.splitlines()])
    reading = median_ms(lambda: engine(outputs["pdf"]))
    print(f"{'what':42} {'ms':>8}   peer")
    for name, work, against, ms in (
            ("read a two-page cable", lambda: read_bytes(data, "x"), "its words by re.findall", bare),
            ("render PDF/UA of it", lambda: render_pdf(model), "platypus, untagged", peer),
            ("render HTML of it", lambda: render_html(model), "platypus, untagged", peer),
            ("released model, PDF and HTML of it", lambda: released(document, determination), "platypus, untagged",
             peer),
            ("PDF and HTML of an Arabic page", lambda: (render_pdf(arabic), render_html(arabic)), "platypus", peer),
            ("gate on PDF, HTML and JSON", lambda: check(model, outputs, withheld, name=NAME),
             "pdfium, text and rendering", reading)):
        figure = median_ms(work)
        print(f"{name:42} {figure:8.2f}   {figure / ms:.2f} × {against} ({ms:.2f} ms)")
    for name in ("portion-marks", "foia-public"):
        policy = load_policy(name)
        figure = median_ms(lambda policy=policy: decide(document, policy, DAY))
        print(f"{'decide under ' + name:42} {figure:8.2f}   {figure / bare:.2f} × its words by re.findall")
    start_up()


def start_up() -> None:
    """``redact --help`` against a bare interpreter, as whole processes."""
    def run(*words: str) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, *words], check=True, capture_output=True)
        return (time.perf_counter() - start) * 1000

    helps = sorted(run("-m", "redact", "--help") for _ in range(9))[4]
    bare = sorted(run("-c", "pass") for _ in range(9))[4]
    print(f"{'redact --help (wall)':42} {helps:8.2f}   {helps / bare:.2f} × a bare interpreter ({bare:.2f} ms)")


if __name__ == "__main__":
    main()
