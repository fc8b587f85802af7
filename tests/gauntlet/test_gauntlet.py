"""The gauntlet: every bad file is caught, no honest one is refused, and each look is the only one that catches some."""

from __future__ import annotations

import json
from functools import cache

import pytest
from good import GOOD
from paper import SECRETS, TELLTALES
from tables import BAD, HONEST, KNOWING, KNOWN, PICTURED

from redact.release.gate.leak import Leak
from redact.release.verifier.evidence import Evidence
from redact.release.verifier.judge import judge_pdf
from redact.release.verifier.looks import LOOKS
from redact.release.verifier.needles import Needles
from redact.release.verifier.secrets import SECRET_LOOKS

CONFIRMING = {"withheld-text: third engine", "withheld-text: file name", "broken-signature"}
"""Looks whose file is no PDF of the gauntlet: see their own tests."""
RARE = {f"unshown-words: pdf {place}" for place in (
    "page", "trailer", "object", "article", "action", "link", "signature", "thumbnail", "picture or form",
    "font", "resource name")}
"""Places asked about with every other: one look, told apart for the reader of the finding."""


@cache
def found(name: str, known: bool = False) -> dict[str, tuple[Leak, ...]]:
    """What each look finds in a bad file, errors only."""
    make = (KNOWN if known else BAD)[name][1]
    evidence = Evidence(make(), "release.pdf", Needles.of(KNOWING))
    errors = {look: tuple(leak for leak in take(evidence) if leak.severity == "error")
              for look, take in LOOKS.items()}
    return {look: leaks for look, leaks in errors.items() if leaks}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_caught_without_knowing_the_secret(name: str) -> None:
    assert BAD[name][0] in found(name)


@pytest.mark.parametrize("name", [name for name in BAD if name not in PICTURED])
def test_a_bad_file_is_caught_by_knowing_the_secret(name: str) -> None:
    assert found(name).keys() & SECRET_LOOKS.keys()


@pytest.mark.parametrize("name", KNOWN)
def test_what_only_the_secret_shows_is_caught(name: str) -> None:
    assert KNOWN[name][0] in found(name, True)


@pytest.mark.parametrize("name", HONEST)
@pytest.mark.parametrize("secrets", [(), SECRETS], ids=["not knowing", "knowing"])
def test_an_honest_file_is_not_refused(name: str, secrets: tuple[str, ...]) -> None:
    assert [leak for leak in judge_pdf(HONEST[name](), "release.pdf", secrets) if leak.severity == "error"] == []


def test_no_finding_says_what_was_found() -> None:
    for name in BAD:
        told = json.dumps([leak.to_json() for leaks in found(name).values() for leak in leaks]).lower()
        assert not any(word in told for word in TELLTALES), name


def test_every_finding_names_code_and_carrier() -> None:
    leaks = [leak for name in BAD for leaks in found(name).values() for leak in leaks]
    assert all(leak.code and leak.carrier and leak.message for leak in leaks)
    assert any(leak.page == 1 and leak.box for leak in leaks)


@pytest.mark.parametrize("look", [look for look in LOOKS if look not in CONFIRMING | RARE])
def test_each_look_alone_catches_a_file(look: str) -> None:
    """With this look left out, a file that is bad passes."""
    knowing = look in SECRET_LOOKS
    for name in KNOWN if knowing else BAD:
        others = set(found(name, knowing)) & set(SECRET_LOOKS if knowing else LOOKS.keys() - SECRET_LOOKS.keys())
        if others == {look}:
            break
    else:
        pytest.fail(f"no file is caught by {look} alone")
    make = (KNOWN if knowing else BAD)[name][1]
    blind = set(LOOKS) - set(SECRET_LOOKS)
    secrets = KNOWING if knowing else ()
    left = judge_pdf(make(), "release.pdf", secrets, leaving_out={look, *(blind if knowing else ())})
    assert [leak for leak in left if leak.severity == "error"] == []


def test_a_secret_in_the_file_name_is_found() -> None:
    leaks = judge_pdf(GOOD["box with its code"](), "Orsavetskaya-memo.pdf", SECRETS)
    assert [(leak.code, leak.carrier) for leak in leaks] == [("withheld-text", "file name")]


def test_a_third_engine_is_asked_in_a_thorough_search() -> None:
    leaks = judge_pdf(BAD["box over text"][1](), "release.pdf", SECRETS, thorough=True)
    assert "pdf text by a third engine" in {leak.carrier for leak in leaks}
    honest = judge_pdf(GOOD["box with its code"](), "release.pdf", SECRETS, thorough=True)
    assert honest == []


def test_the_gauntlet_is_as_long_as_it_should_be() -> None:
    assert len(BAD) >= 40
    assert len(GOOD) >= 40
    assert len({look for look, _ in (*BAD.values(), *KNOWN.values())}) >= 40
