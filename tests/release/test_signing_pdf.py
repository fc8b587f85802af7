"""Signed releases: certified, repeatable, the unsigned file untouched in front, and every change found."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import page as validation
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from pdf_samples import cable, model, shown

from redact.errors import UnusableInput
from redact.release.pdf import render_pdf
from redact.release.signing_pdf import PdfSigner, unsigned_part, verify_signature

pytest.importorskip("pyhanko", reason="needs pyHanko, of the extra [sign]")

DATE = dt.date(2026, 11, 23)
NAME = "Release Office of Ostrenia"


@cache
def key_file(kind: str, password: bytes | None = None) -> tuple[bytes, bytes]:
    """A PKCS#12 file and its certificate (DER)."""
    made = {"ecdsa": lambda: ec.generate_private_key(ec.SECP256R1()), "ed25519": ed25519.Ed25519PrivateKey.generate,
            "rsa": lambda: rsa.generate_private_key(65537, 2048)}[kind]()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    usage = x509.KeyUsage(True, True, False, False, False, True, True, False, False)
    certificate = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(made.public_key())
                   .serial_number(7).not_valid_before(dt.datetime(2020, 1, 1)).not_valid_after(dt.datetime(2090, 1, 1))
                   .add_extension(x509.BasicConstraints(True, None), True).add_extension(usage, True)
                   .sign(made, None if kind == "ed25519" else hashes.SHA256()))
    locked = BestAvailableEncryption(password) if password else NoEncryption()
    return (pkcs12.serialize_key_and_certificates(b"release", made, certificate, None, locked),
            certificate.public_bytes(Encoding.DER))


@pytest.fixture
def signer(tmp_path: Path) -> PdfSigner:
    path = tmp_path / "key.p12"
    path.write_bytes(key_file("ecdsa")[0])
    return PdfSigner.load(path)


@pytest.fixture(scope="module")
def unsigned() -> bytes:
    return render_pdf(cable())


@pytest.mark.parametrize("kind", ["ecdsa", "ed25519", "rsa"])
def test_a_signed_release_holds_the_unsigned_one_and_verifies(kind: str, tmp_path: Path, unsigned: bytes) -> None:
    stored, certificate = key_file(kind)
    (tmp_path / "key.p12").write_bytes(stored)
    signed = PdfSigner.load(tmp_path / "key.p12").sign(unsigned, DATE)
    assert signed.startswith(unsigned)
    assert unsigned_part(signed) == unsigned
    found = verify_signature(signed, [certificate])
    assert found is not None
    assert found.ok
    assert found.trusted is True
    assert found.unsigned == unsigned
    assert NAME in found.signer


def test_signing_again_gives_the_same_bytes(signer: PdfSigner, unsigned: bytes) -> None:
    assert signer.sign(unsigned, DATE) == signer.sign(unsigned, DATE)
    assert signer.sign(unsigned, DATE) != signer.sign(unsigned, DATE + dt.timedelta(1))


def test_without_roots_trust_is_left_open_and_with_others_refused(signer: PdfSigner, unsigned: bytes) -> None:
    signed = signer.sign(unsigned, DATE)
    plain, other = verify_signature(signed), verify_signature(signed, [key_file("ed25519")[1]])
    assert plain is not None
    assert other is not None
    assert (plain.trusted, plain.ok) == (None, True)
    assert (other.trusted, other.ok) == (False, False)


@pytest.mark.parametrize("place", ["page", "after", "signature", "room"])
def test_a_change_is_found(place: str, signer: PdfSigner, unsigned: bytes) -> None:
    signed = bytearray(signer.sign(unsigned, DATE))
    if place == "page":
        signed[signed.index(b"ANSTEY")] ^= 1
    elif place == "after":
        signed += b"\n% more\n"
    else:
        start = signed.index(b"/Contents <", len(unsigned)) + len(b"/Contents <")
        end = signed.index(b">", start)
        inked = len(signed[start:end].rstrip(b"0"))
        place_of_it = start + inked - 20 if place == "signature" else end - 8
        signed[place_of_it:place_of_it + 2] = b"00" if signed[place_of_it:place_of_it + 2] != b"00" else b"41"
    try:
        found = verify_signature(bytes(signed))
    except UnusableInput:
        assert place != "page"
        return
    assert found is not None
    assert not found.ok


def test_a_later_revision_is_found(signer: PdfSigner, unsigned: bytes) -> None:
    from io import BytesIO

    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(BytesIO(signer.sign(unsigned, DATE)))
    writer.root["/Lang"] = writer.root["/Lang"]
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    found = verify_signature(out.getvalue())
    assert found is not None
    assert not found.ok


def test_an_unsigned_release_has_no_signature(unsigned: bytes) -> None:
    assert verify_signature(unsigned) is None
    assert unsigned_part(unsigned) == unsigned


def test_text_that_looks_like_a_trailer_does_not_mislead(signer: PdfSigner) -> None:
    plain = render_pdf(model(shown("paragraph", "trailer << /Prev 12 >> startxref 12 %%EOF /ByteRange")))
    signed = signer.sign(plain, DATE)
    assert unsigned_part(signed) == plain


def test_the_signed_file_is_still_archival(signer: PdfSigner, unsigned: bytes) -> None:
    report = validation.validate_pdf_bytes(signer.sign(unsigned, DATE), profile=validation.ValidationProfile.PDF_A_2A)
    assert report.is_compliant, [str(failure) for failure in report.failures][:5]


@pytest.mark.parametrize("content", [b"", b"not a key", key_file("ecdsa", b"secret")[0]])
def test_a_key_that_cannot_be_opened_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "key.p12"
    path.write_bytes(content)
    with pytest.raises(UnusableInput, match="PKCS#12"):
        PdfSigner.load(path, b"wrong")


def test_a_password_opens_its_key(tmp_path: Path, unsigned: bytes) -> None:
    path = tmp_path / "key.p12"
    path.write_bytes(key_file("ecdsa", b"secret")[0])
    assert PdfSigner.load(path, b"secret").sign(unsigned, DATE).startswith(unsigned)


def test_importing_the_module_loads_no_pyhanko() -> None:
    import subprocess
    import sys

    code = "import sys, redact.release.signing_pdf; print(any('pyhanko' in name for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
