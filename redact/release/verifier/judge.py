"""A foreign PDF judged: every look, over one reading of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from redact.release.gate.leak import Leak
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
