"""The same reader for all, a rulebook of its own for each profile; and docs/markings.md says what the program does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from register_strategies import CUI_PORTIONS, PORTIONS

from redact.markings import PROFILES, Marking, UnknownProfile, parse, resolve

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "markings.md"


def codes(text: str, profile: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for problem in parse(text, profile=cast(Any, profile)).problems:
        found.setdefault(problem.code, set()).add(problem.severity)
    return found


@given(PORTIONS | CUI_PORTIONS)
def test_what_a_marking_says_never_depends_on_the_profile(portion: str) -> None:
    def said(marking: Marking) -> tuple[object, ...]:
        return marking.level, marking.owner, marking.controls, marking.unknown, marking.banner, marking.portion

    assert len({said(parse(portion, profile=profile)) for profile in PROFILES}) == 1


@pytest.mark.parametrize(("text", "valid"), [
    ("SECRET//TK", {"capco-2016", "state-cable", "cui"}), ("TOP SECRET//TK", set(PROFILES)),
    ("(C/NF)", {"state-cable"}), ("SECRET NODIS", {"state-cable"}), ("(SBU)", {"state-cable"}),
    ("UNCLASSIFIED//FOUO", {"capco-2016", "dodm-2012", "state-cable"}), ("CUI//SP-CTI//NOFORN", set(PROFILES)),
    ("UNCLASSIFIED//SBU", {"capco-2016", "dodm-2012", "state-cable"}), ("SECRET//NOFORN/RELIDO", set()),
    ("CUI//PRVCY/SP-CTI", {"capco-2016", "dodm-2012", "state-cable"}), ("CUI//ORCON", set()),
    ("CUI//FED ONLY", set(PROFILES)), ("SECRET//CUI//NOFORN", set(PROFILES)), ("SECRET//FOUO", set()),
])
def test_which_profile_takes_what(text: str, valid: set[str]) -> None:
    assert {profile for profile in PROFILES if parse(text, profile=profile).valid} == valid


def test_exdis_without_noforn_is_a_matter_of_the_rulebook() -> None:
    assert "companion" in codes("SECRET//EXDIS", "capco-2016")
    assert codes("SECRET//EXDIS", "dodm-2012") == codes("SECRET//EXDIS", "state-cable") == {}


def test_what_a_rulebook_does_not_have() -> None:
    assert codes("SECRET//ORCON-USGOV", "dodm-2012")["not-in-profile"] == {"warning"}
    assert codes("UNCLASSIFIED//FOUO", "cui")["not-in-profile"] == {"error"}
    assert codes("SECRET//NOFORN//NNPI", "capco-2016")["not-in-profile"] == {"note"}
    assert "not-in-profile" not in codes("SECRET//ORCON", "cui")


def test_a_profile_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(UnknownProfile, match="capco-2016"):
        parse("SECRET", profile=cast(Any, "capco-1995"))


def test_every_problem_names_its_source() -> None:
    for row in rows():
        for problem in parse(row["example"], profile=cast(Any, row["profile"])).problems:
            assert problem.rule, problem
            assert problem.message[0].islower() or problem.message.split()[0].isupper() or "-" in problem.message


def rows() -> list[dict[str, str]]:
    """The table of codes in the page: code, severity, what it means, example, and the profile where it matters."""
    found = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) == 4 and re.fullmatch(r"`[a-z0-9-]+`", cells[0]):
            example, _, profile = cells[3].partition(" under ")
            found.append({"code": cells[0].strip("`"), "severity": cells[1],
                          "example": example.strip("`").replace("␣", " "),
                          "profile": profile.strip("`") or "capco-2016"})
    return found


def test_the_page_names_every_code_the_program_has() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "redact" / "markings").glob("*.py"))
    source += (ROOT / "redact" / "cli" / "marking.py").read_text(encoding="utf-8")
    reported = set(re.findall(r'(?:report|Problem)\(\s*"([a-z0-9-]+)"', source)) | {"two-levels"}
    assert {row["code"] for row in rows()} == reported


@pytest.mark.parametrize("row", rows() or [{}], ids=lambda row: f"{row.get('code')}-{row.get('severity')}")
def test_every_example_of_the_page_has_the_problem_it_shows(row: dict[str, str]) -> None:
    if row["code"] == "too-long":
        assert "too-long" in codes("S" * 5000, row["profile"])
    elif row["code"] == "unresolved":
        resolved = resolve(parse(row["example"]), parse("SECRET//NOFORN"))
        assert [problem.code for problem in resolved.problems] == ["unresolved"]
    elif row["code"] != "not-utf-8":
        assert row["severity"] in codes(row["example"], row["profile"]).get(row["code"], set())


def test_the_page_names_every_profile() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert all(f"`{profile}`" in page for profile in PROFILES)


def test_the_library_stands_by_itself() -> None:
    code = ("import sys, redact.markings; print({name.split('.')[0] for name in sys.modules} - sys.stdlib_module_names"
            " - {'redact'}, {name for name in sys.modules if name.startswith('redact.')"
            " and not name.startswith(('redact.markings', 'redact.errors'))})")
    bare = [sys.executable, "-S", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {code}"]
    result = subprocess.run(bare, capture_output=True, text=True, check=True)
    assert result.stdout.strip() in ("{'__main__'} set()", "set() set()")


def test_the_python_of_the_page_runs() -> None:
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.S)
    assert blocks
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), {})
