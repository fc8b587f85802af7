"""A foreign PDF judged by every look over one reading of it; a release judged by what its JSON file tells."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence

from redact.release.gate import check
from redact.release.gate.leak import Leak
from redact.release.model import ReleasedModel, Shown
from redact.release.signing_pdf import SigningUnavailable, unsigned_part, verify_signature
from redact.release.verifier.evidence import Evidence
from redact.release.verifier.looks import LOOKS
from redact.release.verifier.needles import Needles

_MOST_FINDINGS = 500
"""Findings of one file: beyond these nobody reads on."""


def judge_pdf(data: bytes, name: str, secrets: Sequence[str] = (), source: Sequence[str] = (), *,
              thorough: bool = False, leaving_out: Collection[str] = ()) -> list[Leak]:
    """What is wrong with a PDF of anyone, each thing once, in the order of the looks.

    ``name`` is its file name, which may give a secret away; ``secrets`` what is known to be withheld, one text each,
    ``source`` texts of which whatever the pages do not show is; ``leaving_out`` names looks not to take (see
    :data:`LOOKS`), for tests of what each is good for. No finding says what was found.

    Raises :class:`redact.errors.UnusableInput` where the file cannot be read whole, and
    :class:`redact.errors.UsageProblem` for a thorough look without the engine it needs.
    """
    evidence = Evidence(data, name, Needles.of(secrets), source, thorough)
    found: dict[Leak, None] = {}
    for look, take in LOOKS.items():
        if look not in leaving_out:
            found.update(dict.fromkeys(take(evidence)))
    return list(found)[:_MOST_FINDINGS]


def judge_release(released: bytes, outputs: Mapping[str, bytes], name: str, secrets: Sequence[str] = (),
                  source: Mapping[str, str] | None = None) -> list[Leak]:
    """What the outputs of a release hold beyond the released model that its JSON file tells (the closed world).

    ``outputs`` maps ``pdf``, ``html``, ``txt`` and ``json`` to bytes; ``source`` gives the text of each portion of the
    document by id, ``secrets`` what else is known to be withheld. A JSON file of another shape is one finding.
    """
    try:
        model = ReleasedModel.from_json(json.loads(released), name)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return [Leak("model-incomplete", "json value", "the file does not tell the whole released model, so that what "
                     "the others hold beyond it cannot be told", severity="note")]
    withheld = [*secrets, *_withheld(model, source or {})]
    told, before = _before_signing(outputs, model.status == "draft")
    return [*told, *check(model, before, withheld, name=name)]


def _before_signing(outputs: Mapping[str, bytes], draft: bool) -> tuple[list[Leak], Mapping[str, bytes]]:
    """What the certification of a signed PDF is worth, and the outputs with the file as it was before it: the signed
    file begins with the whole of that. Nobody certifies a draft."""
    data = outputs.get("pdf", b"")
    if b"/ByteRange" not in data:
        return [], outputs
    try:
        signature = verify_signature(data)
    except SigningUnavailable:
        told = [Leak("pdf-signature-unchecked", "pdf signature", "the PDF is signed; checking that needs the extra: "
                     "pip install 'redact[sign]'", severity="warning")]
        return told, {**outputs, "pdf": unsigned_part(data)}
    if signature is None:
        return [], outputs
    problems = [*signature.problems, *(["it is on a draft, which nobody signs"] if draft else [])]
    wrong = [Leak("pdf-signature-wrong", "pdf signature", problem) for problem in problems]
    return wrong, {**outputs, "pdf": signature.unsigned}


def _withheld(model: ReleasedModel, source: Mapping[str, str]) -> Iterator[str]:
    """What the source says and the release does not, portion by portion."""
    for portion in model.portions:
        text = source.get(portion.id, "")
        position = 0
        for piece in portion.content:
            if isinstance(piece, Shown) and (start := text.find(piece.text, position)) >= 0:
                if text[position:start].strip():
                    yield text[position:start]
                position = start + len(piece.text)
        if text[position:].strip():
            yield text[position:]
