"""A release of ours under ``redact verify``: told apart by its manifest, checked by it, and read back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from redact.cli import run
from redact.documents.cable import read_bytes
from redact.policy import Determination
from redact.policy.decide import decide
from redact.policy.loading import load_policy
from redact.release.build import release_model
from redact.release.json import release_json
from redact.release.model import ReleasedModel
from redact.release.pdf import render_pdf
from redact.release.verifier.judge import judge_release

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
CABLE = EXAMPLES / "08VALTARA0214.cable.txt"
NAME = "08VALTARA0214.cable"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a release and its workspace beside it."""
    folder = tmp_path_factory.mktemp("published")
    assert run(["release", str(CABLE), "--policy", "portion-marks", "--out", str(folder / "out"),
                "--workspace", str(folder / "ws"), "--as-of", "2026-11-23"]) == 0
    return folder


def verify(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    code = run(["verify", "--json", *words])
    (file,) = json.loads(capsys.readouterr().out)["files"]
    return code, file


def test_a_release_is_known_by_its_manifest(published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = str(published / "ws" / "keys" / "public.pem")
    for path in (published / "out", published / "out" / f"{NAME}.pdf", published / "out" / f"{NAME}.manifest.json"):
        code, file = verify(capsys, str(path), "--key", key)
        assert (code, file["kind"], file["ok"], file["signature"]) == (0, "release", True, "valid")
        assert file["findings"] == []


def test_without_a_key_the_signature_is_of_an_unknown_key(published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, file = verify(capsys, str(published / "out" / f"{NAME}.pdf"))
    assert (code, file["ok"], file["signature"]) == (0, True, "unknown-key")


def test_the_source_finds_nothing_in_an_honest_release(published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, file = verify(capsys, str(published / "out"), "--source", str(CABLE))
    assert (code, file["ok"]) == (0, True)


def test_a_changed_file_is_found(published: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for file in (published / "out").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    html = tmp_path / f"{NAME}.html"
    html.write_bytes(html.read_bytes() + b"<!-- -->")
    code, told = verify(capsys, str(html))
    assert (code, told["ok"]) == (4, False)
    assert [finding["code"] for finding in told["findings"] if finding["severity"] == "error"] == ["file-changed"]


def test_a_copy_without_its_manifest_is_a_file_of_anyone(published: Path, tmp_path: Path,
                                                         capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "copy.pdf"
    copy.write_bytes((published / "out" / f"{NAME}.pdf").read_bytes())
    code, file = verify(capsys, str(copy))
    assert (code, file["kind"], file["findings"]) == (0, "foreign", [])


@pytest.mark.parametrize("cable", sorted(EXAMPLES.glob("*.cable.txt")), ids=lambda path: path.name.partition(".")[0])
@pytest.mark.parametrize("policy", ["portion-marks", "foia-public"])
def test_the_json_tells_the_whole_model(cable: Path, policy: str) -> None:
    """From the JSON file alone the outputs come out as they were published, and the gate passes them."""
    import datetime as dt

    day = dt.date(2026, 11, 23)
    document = read_bytes(cable.read_bytes(), cable.name)
    decided = Determination.of(decide(document, load_policy(policy), day))
    model = release_model(document, decided, name=NAME, status="released", date=day)
    told = release_json(model)
    assert release_json(ReleasedModel.from_json(json.loads(told), NAME)) == told
    outputs = {"pdf": render_pdf(model), "json": told}
    source = {portion.id: portion.text for portion in document.portions}
    assert judge_release(told, outputs, NAME, (), source) == []


def test_another_file_than_the_model_tells_is_found() -> None:
    import datetime as dt

    day = dt.date(2026, 11, 23)
    documents = [read_bytes(path.read_bytes(), path.name) for path in sorted(EXAMPLES.glob("*.cable.txt"))[:2]]
    models = [release_model(document, Determination.of(decide(document, load_policy("portion-marks"), day)), name=NAME,
                            status="released", date=day) for document in documents]
    leaks = judge_release(release_json(models[0]), {"pdf": render_pdf(models[1])}, NAME)
    assert "text-differs" in {leak.code for leak in leaks}


def _key_file() -> bytes:
    """A PKCS#12 file with a key of our own."""
    import datetime as dt

    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ed25519
    from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

    key = ed25519.Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "Release Office of Ostrenia")])
    usage = x509.KeyUsage(True, True, False, False, False, True, True, False, False)
    certificate = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
                   .serial_number(7).not_valid_before(dt.datetime(2020, 1, 1)).not_valid_after(dt.datetime(2090, 1, 1))
                   .add_extension(x509.BasicConstraints(True, None), True).add_extension(usage, True).sign(key, None))
    return pkcs12.serialize_key_and_certificates(b"release", key, certificate, None, NoEncryption())


def test_a_signed_release_is_read_back_as_it_was_before(tmp_path: Path) -> None:
    """pyHanko's certification stands behind the whole of the unsigned file; a change to that is found."""
    import datetime as dt

    pytest.importorskip("pyhanko", reason="signing is an extra")
    from redact.release.signing_pdf import PdfSigner

    day = dt.date(2026, 11, 23)
    document = read_bytes(CABLE.read_bytes(), CABLE.name)
    model = release_model(document, Determination.of(decide(document, load_policy("portion-marks"), day)), name=NAME,
                          status="released", date=day)
    (tmp_path / "key.p12").write_bytes(_key_file())
    signed = PdfSigner.load(tmp_path / "key.p12").sign(render_pdf(model), day)
    assert judge_release(release_json(model), {"pdf": signed}, NAME) == []
    middle = len(signed) // 3
    forged = signed[:middle] + bytes([signed[middle] ^ 1]) + signed[middle + 1:]
    assert "pdf-signature-wrong" in {leak.code for leak in judge_release(release_json(model), {"pdf": forged}, NAME)}


def test_a_json_file_of_another_shape_is_said_to_be_one() -> None:
    assert [leak.code for leak in judge_release(b"{}", {}, NAME)] == ["model-incomplete"]
