"""Signing a released PDF: a PAdES certification that allows no later change (ETSI EN 319 142-1, ISO 32000-1 12.8).

The signature is added behind the file in an incremental update, so that the unsigned release stands in the signed one
byte for byte and can be checked alone. Signing the same file with the same key gives the same bytes: the time stated is
the release's date, and signatures are made without chance (RFC 6979 for ECDSA). So a check makes the update again and
compares: a signature covers whatever its signer put into its own revision, and a page exchanged there, an object that
nothing refers to, or a reason in words would be as validly signed as the release. Needs pyHanko, the extra ``[sign]``.
"""

from __future__ import annotations

import datetime as dt
import io
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from redact.errors import RedactError, UnusableInput

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

FIELD = "Release"
_FIELD_TITLE = "Signature of this release"
_DIGESTS = {"ed25519": "sha512", "ed448": "shake256"}
"""Digests that a kind of key prescribes (RFC 8419); the others sign SHA-256."""
_ROOM = 2048
"""Bytes kept for a signature beside its certificates."""
_PREVIOUS = re.compile(rb"/Prev\s+(\d{1,10})")


class SigningUnavailable(RedactError):
    """pyHanko is not installed."""

    exit_code = 3

    def __init__(self) -> None:
        super().__init__("signing PDF files needs the extra: pip install 'redact[sign]'")


@dataclass(frozen=True, slots=True)
class PdfSignature:
    """What the signature of a PDF is worth.

    ``signer`` is the name in the certificate; ``intact`` says that what was signed is unaltered and the signature is
    made with the certificate's key, ``whole`` that nothing but the signature was added to the file, ``certified`` that
    it forbids any change; ``in_date`` that the certificate held on the day that the signature states; ``trusted`` that
    it leads to one of the roots given, None where none was. ``unsigned`` is the release as it was before signing.
    """

    signer: str
    intact: bool
    whole: bool
    certified: bool
    in_date: bool
    trusted: bool | None
    unsigned: bytes

    @property
    def problems(self) -> list[str]:
        """What is wrong with it, in words; nothing where the file is as it was signed, and signed as a release is."""
        wrong = {"what was signed has been changed, or the signature is not the certificate's": not self.intact,
                 "something else than the signature was added to the release": not self.whole,
                 "the signature does not forbid later changes, as that of a release does": not self.certified,
                 "the certificate does not hold on the day that the signature states": not self.in_date,
                 "the certificate leads to none of those given": self.trusted is False}
        return [words for words, stands in wrong.items() if stands]

    @property
    def ok(self) -> bool:
        """True if nothing is wrong with it."""
        return not self.problems


class PdfSigner:
    """A private key with its certificate, from a PKCS#12 file."""

    def __init__(self, key: SimpleSigner):
        self._key = key

    @classmethod
    def load(cls, path: Path, password: bytes | None = None) -> PdfSigner:
        """The key of a ``.p12`` file.

        Raises :class:`UnusableInput` where it cannot be read or the password is not its own, and
        :class:`SigningUnavailable` where pyHanko is missing.
        """
        parts = _parts()
        try:
            content = path.read_bytes()
        except OSError as error:
            raise UnusableInput(f"the signing key cannot be read: {error.strerror}", file=str(path)) from None
        try:
            key = parts.load(content, password)
        except Exception:  # the libraries below raise many types, and their messages may quote the file
            key = None
        if key is None:
            raise UnusableInput("this is no PKCS#12 file with a private key and its certificate, or the password is "
                                "not its own (give it with --sign-password-file)", file=str(path))
        return cls(key)

    def sign(self, data: bytes, date: dt.date) -> bytes:
        """The file with a certification behind it, which states midnight (UTC) of the date as its time.

        Raises :class:`UnusableInput` where the certificate does not hold on that day.
        """
        if not _holds(self._key.signing_cert, date):
            raise UnusableInput(f"the certificate of the signing key does not hold on {date.isoformat()}, the date of "
                                "this release: use another key, or see --date")
        parts = _parts()
        digest = _DIGESTS.get(self._key.signing_key.algorithm, "sha256")
        signed = _certified(parts, self._key, digest, data, date, self._reserved())
        if not signed.startswith(data):
            raise RedactError("the signature changed the release it was to be added to")
        return signed

    def _reserved(self) -> int:
        """Hexadecimal digits kept for the signature: fixed for a key, for pyHanko's estimate depends on the clock."""
        certificates = {certificate.dump() for certificate in (self._key.signing_cert, *self._key.cert_registry)}
        return 2 * (_ROOM + sum(map(len, certificates)))


def verify_signature(data: bytes, roots: Sequence[bytes] = ()) -> PdfSignature | None:
    """What the certification of a PDF is worth, None where the file bears no signature.

    ``roots`` are certificates (DER) that the signer's must lead to. Nothing is fetched from anywhere.

    Raises :class:`UnusableInput` where the file or its signature cannot be read, :class:`SigningUnavailable` where
    pyHanko is missing.
    """
    if b"/ByteRange" not in data:
        return None
    parts = _parts()
    try:
        signature = next(iter(parts.reader(io.BytesIO(data)).embedded_signatures), None)
        if signature is None:
            return None
        status, unsigned = _status(parts, signature, ()), unsigned_part(data)
        day = signature.self_reported_timestamp.astimezone(dt.UTC).date()
        return PdfSignature(
            signer=status.signing_cert.subject.human_friendly, intact=bool(status.intact and status.valid),
            whole=status.coverage == parts.whole_file and _is_made_of(parts, data, unsigned, signature, day),
            certified=signature.docmdp_level == parts.fields.MDPPerm.NO_CHANGES,
            in_date=_holds(status.signing_cert, day),
            trusted=_leads_to(parts, signature, roots) if roots else None, unsigned=unsigned)
    except Exception as error:
        raise UnusableInput(f"the signature of the file cannot be read ({type(error).__name__})") from None


def changes_since_signing(data: bytes) -> list[str]:
    """What was surely changed in a PDF of anyone since it was signed, in words, each once; nothing where a signature
    is intact or cannot be read, or where none is.

    Raises :class:`SigningUnavailable` where the file may bear one and pyHanko is missing.
    """
    if b"/ByteRange" not in data:
        return []
    parts = _parts()
    try:
        signatures = parts.reader(io.BytesIO(data), strict=False).embedded_regular_signatures
        statuses = [_status(parts, signature, ()) for signature in signatures]
    except Exception:  # many types, for what no reader of signatures understands: nothing is known of it
        return []
    found = {"what was signed has been changed since": any(not status.intact for status in statuses),
             "a signature is not made with the key of its certificate":
                 any(status.intact and not status.valid for status in statuses),
             "the file was changed in a way that its certification forbids":
                 any(status.docmdp_ok is False for status in statuses if status.intact)}
    return [words for words, stands in found.items() if stands]


def unsigned_part(data: bytes) -> bytes:
    """The revision before the last, up to its end: what a signed release was before it was signed."""
    last = data.rfind(b"startxref")
    previous = _PREVIOUS.findall(data, data.rfind(b"trailer", 0, last) if last > 0 else 0)
    if not previous:
        return data
    ended = re.compile(rb"startxref\s+%d\s+%%%%EOF[\r\n]*" % int(previous[-1])).search(data)
    return data[:ended.end()] if ended else data


def _certified(parts: _Parts, key: Any, digest: str, data: bytes, date: dt.date, reserved: int) -> bytes:
    """The file with a certification of that day; ``reserved`` are the hexadecimal digits kept for the signature."""
    metadata = parts.signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm=digest, certify=True, subfilter=parts.fields.SigSeedSubFilter.PADES,
        docmdp_permissions=parts.fields.MDPPerm.NO_CHANGES)
    place = parts.fields.SigFieldSpec(FIELD, readable_field_name=_FIELD_TITLE)
    signer = parts.pdf_signer(metadata, signer=key, new_field_spec=place)
    signer.time = dt.datetime.combine(date, dt.time(), dt.UTC)
    signed: bytes = signer.sign_pdf(parts.writer(io.BytesIO(data)), bytes_reserved=reserved).getvalue()
    return signed


def _is_made_of(parts: _Parts, data: bytes, unsigned: bytes, signature: Any, day: dt.date) -> bool:
    """True if certifying the unsigned file with the value of this signature makes this very file: then no byte of it
    says anything besides, not even in the room of the signature, which none covers."""
    _, start, end, _ = (int(place) for place in signature.byte_range)
    told = signature.signer_info
    again = parts.again(signature.signer_cert, signature.other_embedded_certs, told["signature"].native,
                        told["signature_algorithm"])
    return _certified(parts, again, signature.md_algorithm, unsigned, day, end - start - 2) == data


def _holds(certificate: Any, day: dt.date) -> bool:
    """True if the certificate is valid on that day; its first and its last count whole, for a release has no hour."""
    first, last = certificate.not_valid_before, certificate.not_valid_after
    return bool(first.astimezone(dt.UTC).date() <= day <= last.astimezone(dt.UTC).date())


def _status(parts: _Parts, signature: Any, roots: Sequence[bytes]) -> Any:
    """What pyHanko finds of a signature, and of its certificate under these roots; nothing is fetched."""
    from asn1crypto.x509 import Certificate  # type: ignore[import-untyped]

    context = parts.context(trust_roots=[Certificate.load(root) for root in roots], allow_fetching=False,
                            revocation_mode="soft-fail")
    return parts.validate(signature, signer_validation_context=context)


def _leads_to(parts: _Parts, signature: Any, roots: Sequence[bytes]) -> bool:
    """True if the signer's certificate leads to one of the roots; one that cannot be followed leads nowhere."""
    try:
        return bool(_status(parts, signature, roots).trusted)
    except Exception:  # whatever keeps a certificate from being followed, it is not trusted
        return False


@dataclass(frozen=True)
class _Parts:
    """The parts of pyHanko used here, imported once a signature is wanted: it takes 0.4 s."""

    signers: Any
    fields: Any
    again: Any
    load: Any
    pdf_signer: Any
    writer: Any
    reader: Any
    context: Any
    validate: Any
    whole_file: Any


def _parts() -> _Parts:
    # It logs a traceback for every certificate that leads to no root, which is an answer here and no failure.
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    try:
        from pyhanko.pdf_utils.reader import PdfFileReader
        from pyhanko.sign import fields, signers
        from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
        from pyhanko_certvalidator import ValidationContext

        from redact.release.signing_repeatable import RepeatablePdfSigner, RepeatableWriter, load, signing_again
    except ImportError:
        raise SigningUnavailable from None
    return _Parts(signers, fields, signing_again, load, RepeatablePdfSigner, RepeatableWriter, PdfFileReader,
                  ValidationContext, validate_pdf_signature, SignatureCoverageLevel.ENTIRE_FILE)
