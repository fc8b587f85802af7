"""Signed memoranda, honest ones and one that was changed afterwards: its words say nothing, its signature does."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from functools import cache
from typing import Any

from paper import BODY, page_of


@cache
def _signer() -> Any:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
    from cryptography.x509.oid import NameOID
    from pyhanko.sign.signers import SimpleSigner

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Records Office")])
    certificate = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
                   .serial_number(1).not_valid_before(dt.datetime(2020, 1, 1)).not_valid_after(dt.datetime(2090, 1, 1))
                   .sign(key, hashes.SHA256()))
    stored = pkcs12.serialize_key_and_certificates(b"office", key, certificate, None, NoEncryption())
    return SimpleSigner.load_pkcs12_data(stored, other_certs=[], passphrase=None)


def signed(*, certify: bool = False, times: int = 1) -> bytes:
    """A memorandum without boxes, signed so many times."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    data = page_of(BODY)
    for number in range(times):
        about = signers.PdfSignatureMetadata(field_name=f"Office{number}", md_algorithm="sha256",
                                             certify=certify and number == 0,
                                             docmdp_permissions=fields.MDPPerm.FILL_FORMS)
        data = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(data)), about, signer=_signer()).getvalue()
    return data


def altered() -> bytes:
    """The sheet is a little shorter than when it was signed."""
    data = signed()
    changed = data.replace(b"0 0 612 792", b"0 0 612 790", 1)
    assert changed != data
    return changed


def retouched() -> bytes:
    """A page turned round after a certification that allows forms to be filled in, and no more."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(signed(certify=True)))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/Rotate"] = generic.NumberObject(180)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


HONEST: dict[str, Callable[[], bytes]] = {
    "signed": signed, "signed twice": lambda: signed(times=2),
    "certified and signed": lambda: signed(certify=True, times=2)}
BAD: dict[str, Callable[[], bytes]] = {"a figure changed": altered, "a page changed after certification": retouched}
