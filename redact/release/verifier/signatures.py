"""Signatures of PDFs of anyone: whether what was signed is still what the file holds.

Whose certificate it is and who vouches for it is not asked: that is between the signer and the reader. A signature that
cannot be read says nothing, and neither does a file without one; only what was surely changed is told.
"""

from __future__ import annotations

from collections.abc import Iterator

from redact.release.gate.leak import Leak
from redact.release.signing_pdf import SigningUnavailable, changes_since_signing
from redact.release.verifier.evidence import Evidence


def broken_signatures(evidence: Evidence) -> Iterator[Leak]:
    """Each way in which a file is no longer as it was signed."""
    try:
        changes = changes_since_signing(evidence.data)
    except SigningUnavailable:
        yield Leak("pdf-signature-unchecked", "pdf signature", "the PDF is signed; checking that needs the extra: "
                   "pip install 'redact[sign]'", severity="note")
        return
    for words in changes:
        yield Leak("broken-signature", "pdf signature", words)
