"""The manifest: its shape, its hashes, its signature, and what a verifier finds in an altered one."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from build_samples import DATE, cable, determination, document, marking, portion, release
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from redact import __version__
from redact.canonical import canonical
from redact.errors import RedactError
from redact.merkle import merkle_root
from redact.release.build import release_model
from redact.release.html import render_html
from redact.release.json import release_json
from redact.release.manifest import (
    Person,
    build_manifest,
    manifest_bytes,
    new_release_id,
    shown_hash,
    sign_manifest,
    source_hash,
    verify_manifest,
)
from redact.signing import key_id

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
Manifest = dict[str, Any]


def salts() -> dict[str, bytes]:
    return {f"p{number}": hashlib.sha256(b"salt %d" % number).digest() for number in range(1, 12)}


def unsigned(status: str = "released") -> tuple[Manifest, dict[str, bytes]]:
    of, decided = cable()
    model = release_model(of, decided, name="harbor", status=status, date=DATE)  # type: ignore[arg-type]
    files = {"harbor.html": render_html(model), "harbor.json": release_json(model)}
    return build_manifest(model, of, files, salts(), release_id="r-1", policy_hash="ab" * 32, as_of=DATE,
                          people=[Person("approver", "Director")]), files


def signed() -> tuple[Manifest, dict[str, bytes]]:
    manifest, files = unsigned()
    return sign_manifest(manifest, KEY), files


def codes(manifest: object, files: dict[str, bytes], key: Ed25519PrivateKey | None = KEY) -> list[str]:
    return [finding.code for finding in verify_manifest(manifest, key.public_key() if key else None, files)]


def test_it_has_the_shape_of_the_design() -> None:
    manifest, files = signed()
    assert {name: manifest[name] for name in ("release", "status", "policy", "program", "as_of", "date", "people",
                                              "checkpoint")} == {
        "release": "r-1", "status": "released",
        "policy": {"name": "harbor-public", "version": 3, "sha256": "ab" * 32}, "program": __version__,
        "as_of": "2026-11-23", "date": "2026-11-23", "people": [{"role": "approver", "title": "Director"}],
        "checkpoint": None}
    assert manifest["files"] == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    assert manifest["key"] == {"algorithm": "Ed25519", "id": key_id(KEY.public_key().public_bytes_raw())}
    assert json.loads(manifest_bytes(manifest)) == manifest


def test_an_untouched_release_has_no_findings() -> None:
    assert codes(*signed()) == []


def test_it_survives_being_written_and_read() -> None:
    manifest, files = signed()
    assert codes(json.loads(manifest_bytes(manifest)), files) == []


def test_the_entries_of_a_portion_are_as_documented() -> None:
    manifest, files = signed()
    of, _ = cable()
    entry = manifest["portions"][7]
    content = json.loads(files["harbor.json"])["portions"][7]["content"]
    assert entry["shown"] == hashlib.sha256(canonical(content)).hexdigest()
    assert entry["source"] == hashlib.sha256(
        b"\0" + salts()["p8"] + b"p8" + of.portion("p8").text.encode()).hexdigest()


def test_salts_are_published_for_whole_portions_alone() -> None:
    manifest, _ = signed()
    published = {entry["id"]: entry["salt"] for entry in manifest["portions"]}
    assert {portion_id for portion_id, salt in published.items() if salt is None} == {"p5", "p8", "p9"}
    assert published["p6"] == salts()["p6"].hex()


def test_a_portion_whose_mark_is_not_shown_whole_keeps_its_salt() -> None:
    of = document([portion("paragraph", "(S//SI) Open.", "(S//SI)", marking("S", sci=["SI"], text="(S//SI)"))])
    model = release_model(of, determination(of, [release()]), name="n", status="released", date=DATE)
    manifest = build_manifest(model, of, {}, salts(), release_id="r-1", policy_hash="", as_of=DATE)
    assert manifest["portions"][0]["salt"] is None


def test_no_withheld_salt_or_text_stands_in_the_manifest() -> None:
    manifest, _ = signed()
    written = manifest_bytes(manifest).decode()
    for portion_id in ("p5", "p8", "p9"):
        assert salts()[portion_id].hex() not in written
    for word in ("Ilse", "Wendell", "deputy", "HARBOR TALKS"):
        assert word not in written


def test_names_stand_only_where_given() -> None:
    assert Person("reviewer", "Analyst", "Dana Vellacott").to_json()["name"] == "Dana Vellacott"
    assert "name" not in Person("reviewer", "Analyst").to_json()


def test_release_ids_are_random() -> None:
    assert new_release_id() != new_release_id()


def test_a_draft_is_not_signed() -> None:
    manifest, files = unsigned("draft")
    assert manifest["signature"] is None
    assert codes(manifest, files) == ["unsigned"]
    with pytest.raises(RedactError):
        sign_manifest(manifest, KEY)


def test_without_a_key_the_signature_is_of_an_unknown_key() -> None:
    manifest, files = signed()
    (finding,) = verify_manifest(manifest, None, files)
    assert (finding.code, finding.severity) == ("unknown-key", "note")
    assert key_id(KEY.public_key().public_bytes_raw()) in finding.message


def test_another_key_does_not_fit() -> None:
    assert codes(*signed(), key=OTHER_KEY) == ["wrong-key"]


def test_a_manifest_under_another_keys_id_does_not_fit() -> None:
    manifest, files = signed()
    manifest["key"]["id"] = key_id(OTHER_KEY.public_key().public_bytes_raw())
    assert codes(manifest, files, OTHER_KEY) == ["signature-wrong"]


def test_an_unsigned_release_is_an_error() -> None:
    assert codes(*unsigned()) == ["signature-missing"]


@pytest.mark.parametrize("field", ["release", "status", "policy", "program", "as_of", "date", "people", "files",
                                   "checkpoint", "portions", "root", "name", "added"])
def test_the_signature_covers_every_field(field: str) -> None:
    manifest, files = signed()
    manifest[field] = "altered"
    assert set(codes(manifest, files)) & {"signature-wrong", "malformed"}


def test_a_missing_and_an_altered_file_are_named() -> None:
    manifest, files = signed()
    assert codes(manifest, {"harbor.json": files["harbor.json"]}) == ["file-missing"]
    assert codes(manifest, {**files, "harbor.html": files["harbor.html"] + b" "}) == ["file-changed"]


def resigned(change: Callable[[Manifest, Manifest], None]) -> list[str]:
    """The findings after a change to manifest and released model by somebody who holds the key and fixes the files."""
    manifest, files = unsigned()
    released = json.loads(files["harbor.json"])
    change(manifest, released)
    files["harbor.json"] = canonical(released) + b"\n"
    manifest["files"]["harbor.json"] = hashlib.sha256(files["harbor.json"]).hexdigest()
    return codes(sign_manifest(manifest, KEY), files)


def test_nothing_is_found_where_nothing_was_changed() -> None:
    assert resigned(lambda manifest, released: None) == []


@pytest.mark.parametrize(("change", "code"), [
    (lambda m, r: r["portions"].reverse(), "portions-differ"),
    (lambda m, r: r["portions"].pop(), "portions-differ"),
    (lambda m, r: r["portions"][0].update(content=["RR RUEHZZ\n"]), "shown-changed"),
    (lambda m, r: m["portions"][0].update(shown=shown_hash(["x"])), "root-wrong"),
    (lambda m, r: m["portions"].reverse(), "root-wrong"),
    (lambda m, r: m["portions"][7].update(salt="00" * 32), "salt-published"),
    (lambda m, r: m["portions"][0].update(salt=None), "salt-missing"),
    (lambda m, r: m["portions"][0].update(salt="00" * 32), "source-wrong"),
    (lambda m, r: r.update(status="draft"), "status-differs"),
])
def test_what_does_not_agree_is_found(change: Callable[[Manifest, Manifest], None], code: str) -> None:
    assert code in resigned(change)


@pytest.mark.parametrize("manifest", [None, [], 7, "x", {}, {"format": "redact-manifest-1"}, {"format": "other"}])
def test_what_is_no_manifest_is_malformed(manifest: object) -> None:
    assert codes(manifest, {}) == ["malformed"]


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_no_damage_raises(data: st.DataObject) -> None:
    manifest, files = signed()
    damaged = copy.deepcopy(manifest)
    junk = data.draw(st.sampled_from([None, 1, 1.5, "", "x", [], {}, [None], {"a": 1}, True]))
    place = data.draw(st.sampled_from(sorted(damaged)))
    if place == "portions" and data.draw(st.booleans()):
        damaged["portions"][3][data.draw(st.sampled_from(["id", "shown", "source", "salt"]))] = junk
    else:
        damaged[place] = junk
    found = codes(damaged, files)
    assert found or damaged == manifest


def test_names_of_files_that_lead_elsewhere_are_malformed() -> None:
    manifest, files = signed()
    manifest["files"]["../harbor.pdf"] = "0" * 64
    assert codes(manifest, files) == ["malformed"]


def test_salts_that_do_not_fit_are_refused() -> None:
    of, decided = cable()
    model = release_model(of, decided, name="harbor", status="released", date=DATE)
    for wrong in ({}, {**salts(), "p3": b"short"}):
        with pytest.raises(RedactError):
            build_manifest(model, of, {}, wrong, release_id="r-1", policy_hash="", as_of=DATE)


def test_equal_text_under_other_salts_or_ids_has_other_entries() -> None:
    assert len({source_hash(salt, portion_id, "text") for salt in (b"\0" * 32, b"\1" * 32)
                for portion_id in ("p1", "p2")}) == 4


# --- the tree, against the test vectors of Certificate Transparency -----------------------------------------------

VECTORS = [b"", b"\x00", b"\x10", b"\x20\x21", b"\x30\x31", b"\x40\x41\x42\x43", bytes(range(0x50, 0x58)),
           bytes(range(0x60, 0x70))]
ROOTS = {0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
         1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
         8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"}


@pytest.mark.parametrize(("size", "root"), ROOTS.items())
def test_the_root_is_that_of_rfc_6962(size: int, root: str) -> None:
    assert merkle_root(VECTORS[:size]) == root


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=40))
def test_the_root_is_that_of_the_definition(leaves: list[bytes]) -> None:
    def definition(part: list[bytes]) -> bytes:
        if len(part) == 1:
            return hashlib.sha256(b"\0" + part[0]).digest()
        split = max(2**power for power in range(10) if 2**power < len(part))
        return hashlib.sha256(b"\1" + definition(part[:split]) + definition(part[split:])).digest()

    assert merkle_root(leaves) == definition(leaves).hex()
