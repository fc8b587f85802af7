"""pyHanko's signer and writer without chance and clock: the same file and key give the same signed bytes.

Imported only by :mod:`redact.release.signing_pdf`, where pyHanko is known to be installed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import load_der_private_key
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import ExternalSigner, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore


class RepeatableSigner(SimpleSigner):
    """Signs with ECDSA by RFC 6979, which draws nothing at random; other kinds of keys do not either."""

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        key = load_der_private_key(self.signing_key.dump(), password=None)
        if isinstance(key, EllipticCurvePrivateKey):
            algorithm = getattr(hashes, digest_algorithm.upper())()
            try:
                return key.sign(data, ECDSA(algorithm, deterministic_signing=True))
            except UnsupportedAlgorithm:
                pass
        return super().sign_raw(data, digest_algorithm)


def load(stored: bytes, password: bytes | None) -> RepeatableSigner | None:
    """The key of a PKCS#12 file, None where it cannot be opened or lacks a key or its certificate."""
    try:
        found = SimpleSigner.load_pkcs12_data(stored, other_certs=[], passphrase=password)
    except ValueError:
        return None
    return RepeatableSigner(signing_cert=found.signing_cert, signing_key=found.signing_key,
                            cert_registry=found.cert_registry)


def signing_again(certificate: Any, others: Iterable[Any], value: bytes, mechanism: Any) -> ExternalSigner:
    """Signs with a value that is known: what else a signature consists of follows from the file and the certificates,
    ``certificate`` the signer's, ``others`` those that came with it."""
    registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    registry.register_multiple(others)
    return ExternalSigner(certificate, registry, value, mechanism)


class RepeatablePdfSigner(PdfSigner):
    """Puts ``time`` where pyHanko would put the clock's."""

    time: dt.datetime

    def init_signing_session(self, *given: Any, **named: Any) -> Any:
        session = super().init_signing_session(*given, **named)
        session.system_time = self.time
        return session


class RepeatableWriter(IncrementalPdfFileWriter):
    """Adds a revision to a file: its identifier follows from the file, and its metadata stay as they are."""

    @classmethod
    def _handle_id(cls, prev: Any) -> Any:
        first, _ = prev.trailer["/ID"]
        prev.stream.seek(0)
        changed = hashlib.sha256(prev.stream.read()).digest()[:16]
        return generic.ArrayObject([first, generic.ByteStringObject(changed)])

    def _update_meta(self) -> None:
        """Nothing: the metadata speak of the release, which signing does not change."""
