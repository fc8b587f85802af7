"""What ``verify`` says of signed PDFs of anyone: nothing of honest ones, and what was changed of the others."""

from __future__ import annotations

import pytest
from signed import BAD, HONEST

from redact.release import signing_pdf
from redact.release.signing_pdf import SigningUnavailable
from redact.release.verifier.judge import judge_pdf

pytest.importorskip("pyhanko", reason="needs pyHanko, of the extra [sign]")


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_signature_is_no_finding(name: str) -> None:
    assert judge_pdf(HONEST[name](), "memorandum.pdf") == []


@pytest.mark.parametrize("name", BAD)
def test_what_was_changed_after_signing_is_found_by_this_look_alone(name: str) -> None:
    data = BAD[name]()
    errors = {leak.code for leak in judge_pdf(data, "memorandum.pdf") if leak.severity == "error"}
    assert errors == {"broken-signature"}
    assert judge_pdf(data, "memorandum.pdf", leaving_out={"broken-signature"}) == []


def test_without_the_extra_it_is_said_that_nothing_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    data = HONEST["signed"]()

    def missing() -> None:
        raise SigningUnavailable

    monkeypatch.setattr(signing_pdf, "_parts", missing)
    assert [(leak.code, leak.severity) for leak in judge_pdf(data, "memorandum.pdf")] == [
        ("pdf-signature-unchecked", "note")]


@pytest.mark.parametrize("contents", [b"", b"00", b"30820000", b"zz", b"30" * 200])
def test_what_is_no_signature_says_nothing(contents: bytes) -> None:
    data = HONEST["signed"]()
    start = data.rindex(b"/Contents <") + len(b"/Contents <")
    end = data.index(b">", start)
    broken = data[:start] + contents.ljust(end - start, b"0") + data[end:]
    assert {leak.code for leak in judge_pdf(broken, "memorandum.pdf")} <= {"broken-signature"}
