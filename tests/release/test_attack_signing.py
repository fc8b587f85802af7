"""Attacks on signed releases: with the office's own key, with another's, and with none; each found, and said in words.

A signature covers what its signer wrote, in whatever revision: so what a release says besides must be looked for.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_samples import cable, model, shown

from redact.canonical import canonical
from redact.cli import run
from redact.errors import UnusableInput
from redact.release.json import release_json
from redact.release.manifest import sign_manifest
from redact.release.pdf import render_pdf
from redact.release.signing_pdf import FIELD, PdfSignature, PdfSigner, verify_signature
from redact.release.verifier.judge import judge_release

pyhanko = pytest.importorskip("pyhanko", reason="needs pyHanko, of the extra [sign]")

DATE = dt.date(2026, 11, 23)
CABLE = Path(__file__).resolve().parents[2] / "examples" / "08VALTARA0214.cable.txt"


def key_file(first: dt.date = dt.date(2020, 1, 1), last: dt.date = dt.date(2090, 1, 1), serial: int = 7,
             made: ec.EllipticCurvePrivateKey | None = None) -> bytes:
    """A PKCS#12 file whose certificate is valid on these days."""
    made = made or ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Release Office of Ostrenia")])
    hour = dt.time(11, 30)
    certificate = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(made.public_key())
                   .serial_number(serial).not_valid_before(dt.datetime.combine(first, hour))
                   .not_valid_after(dt.datetime.combine(last, hour)).sign(made, hashes.SHA256()))
    return pkcs12.serialize_key_and_certificates(b"office", made, certificate, None, NoEncryption())


def signer_of(folder: Path, stored: bytes) -> PdfSigner:
    path = folder / "office.p12"
    path.write_bytes(stored)
    return PdfSigner.load(path)


@pytest.fixture(scope="module")
def unsigned() -> bytes:
    return render_pdf(cable())


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> PdfSigner:
    return signer_of(tmp_path_factory.mktemp("key"), key_file())


@pytest.fixture(scope="module")
def signed(signer: PdfSigner, unsigned: bytes) -> bytes:
    return signer.sign(unsigned, DATE)


def refused(data: bytes) -> bool:
    """Whether a file is not taken for a signed release: its signature is wrong, cannot be read, or is not there."""
    try:
        found = verify_signature(data)
    except UnusableInput:
        return True
    return found is None or not found.ok


def test_the_file_under_attack_is_in_order(signed: bytes, unsigned: bytes) -> None:
    found = verify_signature(signed)
    assert found is not None
    assert found.problems == []
    assert signed.startswith(unsigned)
    assert found.unsigned == unsigned


# -- bytes

def uncovered(signed: bytes) -> range:
    """The places of the signature's digits, which the signature itself does not cover."""
    start = signed.rindex(b"/Contents <") + len(b"/Contents <")
    return range(start, signed.index(b">", start))


@given(st.data())
@settings(max_examples=25)
def test_no_byte_can_be_changed(signed: bytes, unsigned: bytes, data: st.DataObject) -> None:
    places = st.one_of(st.integers(0, len(signed) - 1), st.integers(len(unsigned), len(signed) - 1),
                       st.sampled_from(uncovered(signed)))
    place, value = data.draw(places), data.draw(st.one_of(st.integers(0, 255), st.sampled_from(b"0123456789aAfF <>")))
    if signed[place] != value:
        assert refused(signed[:place] + bytes([value]) + signed[place + 1:])


@pytest.mark.soak
def test_no_byte_of_the_revision_can_be_changed(signed: bytes, unsigned: bytes) -> None:
    digits = uncovered(signed)
    inked = digits.start + len(signed[digits.start:digits.stop].rstrip(b"0"))
    for place in [*range(len(unsigned), inked + 8), *range(digits.stop - 8, len(signed))]:
        assert refused(signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1:]), place


@given(cut=st.integers(1, 6000), more=st.binary(min_size=1, max_size=20))
@settings(max_examples=20)
def test_no_byte_can_be_cut_or_added(signed: bytes, cut: int, more: bytes) -> None:
    for changed in (signed[:-cut], signed + more, more + signed, signed[:-cut] + more + signed[-cut:]):
        assert refused(changed) or changed == signed


# -- what the holder of the key puts into the revision of the signature

def certified(data: bytes, signer: PdfSigner, put: Callable[[Any], object] = lambda _: None, *, times: int = 1,
              certify: bool = True, field: str = FIELD, **words: str) -> bytes:
    """The file signed with ``put`` done in the same revision; ``words`` go into the signature's dictionary."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    for number in range(times):
        writer = IncrementalPdfFileWriter(io.BytesIO(data))
        put(writer)
        name = f"{field}{number or ''}"
        about = signers.PdfSignatureMetadata(
            field_name=name, md_algorithm="sha256", certify=certify and number == 0,
            subfilter=fields.SigSeedSubFilter.PADES, docmdp_permissions=fields.MDPPerm.NO_CHANGES if times == 1
            else fields.MDPPerm.FILL_FORMS, **words)
        data = signers.PdfSigner(about, signer=signer._key, new_field_spec=fields.SigFieldSpec(name)).sign_pdf(
            writer, bytes_reserved=8192).getvalue()
    return data


def exchange_page(writer: Any) -> None:
    from pyhanko.pdf_utils import generic

    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    writer.update_container(page)


def add_orphan(writer: Any) -> None:
    from pyhanko.pdf_utils import generic

    writer.add_object(generic.StreamObject(stream_data=b"the envoy's name"))


def add_words(writer: Any) -> None:
    from pyhanko.pdf_utils import generic

    writer.root["/PieceInfo"] = generic.pdf_string("the envoy's name")
    writer.update_root()


INSIDE: dict[str, dict[str, Any]] = {
    "page exchanged": {"put": exchange_page}, "unreferenced object": {"put": add_orphan},
    "private data": {"put": add_words}, "reason": {"reason": "the envoy's name"}, "place": {"location": "harbour"},
    "name": {"name": "the envoy's name"}, "contact": {"contact_info": "555 0100"}, "another field": {"field": "Other"},
    "no certification": {"certify": False}, "two signatures": {"times": 2}}


@pytest.mark.parametrize("what", INSIDE)
def test_nothing_can_be_signed_along_with_the_release(what: str, signer: PdfSigner, unsigned: bytes) -> None:
    data = certified(unsigned, signer, **INSIDE[what])
    assert data.startswith(unsigned)
    found = verify_signature(data)
    assert found is not None
    assert found.intact
    assert found.problems
    leaks = judge_release(release_json(cable()), {"pdf": data, "json": release_json(cable())}, "port-ellery-380")
    assert "pdf-signature-wrong" in {leak.code for leak in leaks}


def test_the_signature_of_another_release_does_not_fit(signed: bytes, unsigned: bytes) -> None:
    other = render_pdf(replace(cable(), title="08 PORT ELLERY 381"))
    assert len(other) == len(unsigned)
    assert refused(other + signed[len(unsigned):])


def test_another_certificate_of_the_same_key_does_not_fit(unsigned: bytes, tmp_path: Path) -> None:
    """The signature names the certificate it was made with (RFC 5035): another one of the same key is no exchange."""
    key = ec.generate_private_key(ec.SECP256R1())
    one, other = (signer_of(tmp_path, key_file(serial=serial, made=key)) for serial in (7, 9))
    mine, swapped = (each._key.signing_cert.dump() for each in (one, other))
    assert len(mine) == len(swapped) or pytest.skip("the certificates differ in length")
    data = one.sign(unsigned, DATE)
    held = mine.hex().upper().encode()
    assert held in data
    exchanged = data.replace(held, swapped.hex().upper().encode())
    assert refused(exchanged)


RANGES = {"shorter": lambda a, b, c, d: (a, b, c, d - 8), "from within": lambda a, b, c, d: (8, b - 8, c, d),
          "a hole": lambda a, b, c, d: (a, b - 200, c, d), "late": lambda a, b, c, d: (a, b, c + 64, d - 64),
          "empty": lambda *_: (0, 0, 0, 0), "beyond": lambda a, b, c, d: (a, b, c, d + 400)}


@pytest.mark.parametrize("how", RANGES)
def test_the_ranges_cover_the_file(how: str, signed: bytes, unsigned: bytes) -> None:
    place = signed.index(b"/ByteRange [", len(unsigned))
    end = signed.index(b"]", place)
    now = [int(each) for each in signed[place + 12:end].split()]
    written = b"/ByteRange [%d %d %d %d" % RANGES[how](*now)
    assert refused(signed[:place] + written.ljust(end - place) + signed[end:])


def test_a_range_written_otherwise_hides_no_revision(signed: bytes, unsigned: bytes) -> None:
    """A name may be spelt with escapes: the file then seems to bear no signature, and is judged as it lies there."""
    spelt = signed.replace(b"/ByteRange [", b"/Byte#52ange[")
    told = release_json(cable())
    leaks = judge_release(told, {"pdf": spelt, "json": told}, "port-ellery-380")
    assert leaks


# -- days

@pytest.mark.parametrize(("first", "last", "holds"), [
    (-400, -1, False), (1, 400, False), (-400, 0, True), (0, 400, True), (0, 0, True)])
def test_a_certificate_holds_on_the_day_of_the_release(first: int, last: int, holds: bool, unsigned: bytes,
                                                       tmp_path: Path) -> None:
    from_, until = DATE + dt.timedelta(first), DATE + dt.timedelta(last, hours=1)
    made = ec.generate_private_key(ec.SECP256R1())
    stored = key_file(from_, until + dt.timedelta(first == last), made=made)
    signer = signer_of(tmp_path, stored)
    if holds:
        found = verify_signature(signer.sign(unsigned, DATE))
        assert found is not None
        assert found.ok
    else:
        with pytest.raises(UnusableInput, match="does not hold on 2026-11-23"):
            signer.sign(unsigned, DATE)


def test_a_signature_from_outside_the_days_of_its_certificate_is_found(unsigned: bytes, tmp_path: Path,
                                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    """Made by a program that does not ask."""
    signer = signer_of(tmp_path, key_file(last=DATE - dt.timedelta(1)))
    with monkeypatch.context() as asked:
        asked.setattr("redact.release.signing_pdf._holds", lambda *_: True)
        data = signer.sign(unsigned, DATE)
    found = verify_signature(data)
    assert found is not None
    assert found.problems == ["the certificate does not hold on the day that the signature states"]


# -- drafts and words

def test_a_signed_draft_is_found(signer: PdfSigner) -> None:
    draft = model(shown("paragraph", "1. (U) Open."), draft=True)
    told = release_json(draft)
    pdf = render_pdf(draft)
    assert judge_release(told, {"pdf": pdf, "json": told}, "port-ellery-380") == []
    leaks = judge_release(told, {"pdf": signer.sign(pdf, DATE), "json": told}, "port-ellery-380")
    assert [leak.code for leak in leaks] == ["pdf-signature-wrong"]
    assert "draft" in leaks[0].message


def test_every_problem_has_its_words() -> None:
    bad = PdfSignature("x", intact=False, whole=False, certified=False, in_date=False, trusted=False, unsigned=b"")
    assert len(set(bad.problems)) == 5
    assert not bad.ok
    good = replace(bad, intact=True, whole=True, certified=True, in_date=True, trusted=None)
    assert good.problems == []


# -- through the commands

@pytest.fixture
def released(tmp_path: Path) -> Path:
    """A signed release, its folder."""
    (tmp_path / "office.p12").write_bytes(key_file())
    assert run(["release", str(CABLE), "--policy", "portion-marks", "--out", str(tmp_path / "out"), "--as-of",
                "2026-11-23", "--workspace", str(tmp_path / "ws"), "--sign", str(tmp_path / "office.p12")]) == 0
    return tmp_path / "out"


def verified(manifest: Path, capfd: pytest.CaptureFixture[str]) -> tuple[int, set[str], str]:
    capfd.readouterr()
    code = run(["verify", str(manifest), "--json"])
    out, err = capfd.readouterr()
    assert "Traceback" not in err
    (file,) = json.loads(out)["files"]
    return code, {finding["code"] for finding in file["findings"]}, out


def forge(folder: Path, change: Callable[[bytes], bytes]) -> Path:
    """Another PDF in a release, and a manifest that says so, signed with a key of the forger's own."""
    (path,) = folder.glob("*.manifest.json")
    pdf = path.with_name(path.name.replace(".manifest.json", ".pdf"))
    pdf.write_bytes(change(pdf.read_bytes()))
    manifest = json.loads(path.read_bytes())
    manifest["files"][pdf.name] = hashlib.sha256(pdf.read_bytes()).hexdigest()
    path.write_bytes(canonical(sign_manifest(manifest, Ed25519PrivateKey.generate())) + b"\n")
    return path


def test_verify_tells_a_signed_release_from_one_signed_anew(released: Path, signer: PdfSigner,
                                                            capfd: pytest.CaptureFixture[str]) -> None:
    (manifest,) = released.glob("*.manifest.json")
    assert verified(manifest, capfd)[:2] == (0, {"unknown-key"})
    original = {path: path.read_bytes() for path in released.iterdir()}
    attacks: dict[str, Callable[[bytes], bytes]] = {
        "byte": lambda data: data.replace(b"/Rect [ 0 0 0 0 ]", b"/Rect [ 0 0 9 9 ]"),
        "page": lambda data: certified(verify_signature(data).unsigned, signer, exchange_page),  # type: ignore[union-attr]
        "appended": lambda data: data + b"% the envoy's name\n",
        "prefix": lambda data: data.replace(b"/Marked true", b"/Marked null", 1),
    }
    for attack, change in attacks.items():
        for path, content in original.items():
            path.write_bytes(content)
        code, found, _ = verified(forge(released, change), capfd)
        assert code in (3, 4), attack
        assert found & {"pdf-signature-wrong", "unreadable"}, (attack, found)


@pytest.mark.parametrize("day", ["2019-06-01", "2091-06-01"])
def test_release_says_that_the_certificate_does_not_hold(day: str, tmp_path: Path,
                                                         capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "office.p12").write_bytes(key_file())
    assert run(["release", str(CABLE), "--policy", "portion-marks", "--out", str(tmp_path / "out"), "--as-of",
                "2026-11-23", "--date", day, "--workspace", str(tmp_path / "ws"), "--sign",
                str(tmp_path / "office.p12")]) == 3
    err = capfd.readouterr().err
    assert "Traceback" not in err
    assert f"does not hold on {day}" in err
    assert not list((tmp_path / "out").glob("*")) if (tmp_path / "out").exists() else True


def test_a_key_file_that_may_not_be_read_is_said(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "office.p12").mkdir()
    assert run(["release", str(CABLE), "--policy", "portion-marks", "--out", str(tmp_path / "out"), "--as-of",
                "2026-11-23", "--workspace", str(tmp_path / "ws"), "--sign", str(tmp_path / "office.p12")]) in (2, 3)
    err = capfd.readouterr().err
    assert "Traceback" not in err
    assert "office.p12" in err


def test_a_key_with_its_chain_is_in_order(unsigned: bytes, tmp_path: Path) -> None:
    """Certificates above the signer's travel with the signature and are no stowaways."""
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(3)]
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) for name in ("Root", "Bureau", "Office")]
    chain = []
    for number, (key, name) in enumerate(zip(keys, names, strict=True)):
        above = max(number - 1, 0)
        chain.append(x509.CertificateBuilder().subject_name(name).issuer_name(names[above]).public_key(key.public_key())
                     .serial_number(number + 1).not_valid_before(dt.datetime(2020, 1, 1))
                     .not_valid_after(dt.datetime(2090, 1, 1))
                     .add_extension(x509.BasicConstraints(number < 2, None), True)
                     .sign(keys[above], hashes.SHA256()))
    stored = pkcs12.serialize_key_and_certificates(b"office", keys[2], chain[2], chain[:2], NoEncryption())
    found = verify_signature(signer_of(tmp_path, stored).sign(unsigned, DATE))
    assert found is not None
    assert found.problems == []
