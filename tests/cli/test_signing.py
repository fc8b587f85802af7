"""``redact release --sign``: a certified PDF, the same on every run, and errors that say what is wrong with a key."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

from redact.cli import run
from redact.release.signing_pdf import verify_signature

pytest.importorskip("pyhanko", reason="needs pyHanko, of the extra [sign]")

CABLE = Path(__file__).resolve().parents[2] / "examples" / "08VALTARA0214.cable.txt"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    made = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Release Office")])
    certificate = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(made.public_key())
                   .serial_number(1).not_valid_before(dt.datetime(2020, 1, 1)).not_valid_after(dt.datetime(2090, 1, 1))
                   .sign(made, hashes.SHA256()))
    path = tmp_path / "office.p12"
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"office", made, certificate, None,
                                                           BestAvailableEncryption(b"pass word")))
    (tmp_path / "password").write_bytes(b"pass word\r\n")
    return path


def release(tmp_path: Path, out: str, *more: str, policy: str = "portion-marks") -> int:
    return run(["release", str(CABLE), "--policy", policy, "--out", str(tmp_path / out), "--as-of", "2026-11-23",
                "--workspace", str(tmp_path / "ws"), *more])


def test_a_release_is_certified_and_stands_when_asked_for_again(tmp_path, key, capfd):
    signing = ("--sign", str(key), "--sign-password-file", str(tmp_path / "password"))
    assert release(tmp_path, "signed", *signing) == 0
    assert release(tmp_path, "plain") == 0
    signed, plain = ((tmp_path / out / "08VALTARA0214.cable.pdf").read_bytes() for out in ("signed", "plain"))
    found = verify_signature(signed)
    assert found is not None
    assert found.ok
    assert found.unsigned == plain
    capfd.readouterr()
    assert release(tmp_path, "signed", *signing) == 0
    assert "stands already" in capfd.readouterr().out


def test_a_draft_stays_unsigned(tmp_path, key):
    assert release(tmp_path, "out", "--sign", str(key), "--sign-password-file", str(tmp_path / "password"),
                   policy="foia-public") == 0
    assert verify_signature((tmp_path / "out" / "08VALTARA0214.cable.draft.pdf").read_bytes()) is None


@pytest.mark.parametrize(("more", "code", "words"), [
    (("--sign", "{key}"), 3, "the password is not its own"),
    (("--sign", "{key}", "--sign-password-file", "{key}"), 3, "the password is not its own"),
    (("--sign", "{key}", "--sign-password-file", "nowhere"), 3, "password of the signing key cannot be read"),
    (("--sign", "nowhere.p12"), 3, "the signing key cannot be read"),
    (("--sign-password-file", "{key}"), 2, "name the key with --sign")])
def test_what_is_wrong_with_a_key_is_said_and_nothing_published(tmp_path, key, capfd, more, code, words):
    assert release(tmp_path, "out", *(word.format(key=key) for word in more)) == code
    err = capfd.readouterr().err
    assert words in err
    assert "Traceback" not in err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("amount", "words"), [("lines", "bits remain of each withheld text"),
                                              ("none", "0 bits remain of what is withheld")])
def test_the_bits_that_remain_are_printed(tmp_path, capfd, amount, words):
    shipped = (CABLE.parents[1] / "policies" / "portion-marks.yaml").read_text(encoding="utf-8")
    path = tmp_path / "policy.yaml"
    path.write_text(shipped.replace("amount: lines", f"amount: {amount}"), encoding="utf-8")
    assert release(tmp_path, "out", policy=str(path)) == 0
    assert words in capfd.readouterr().out
    assert release(tmp_path, "again", "--json", policy=str(path)) == 0
    assert (json.loads(capfd.readouterr().out)["remaining_bits"] > 0) == (amount == "lines")
