"""Every row, token, title, companion, floor and exclusion of the public registers is known (../shared/reference)."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from typing import Any

import pytest

from redact.markings import control_token, from_attributes, parse, to_attributes
from redact.markings.notices import second_line
from redact.markings.register import known_country

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference"
pytestmark = pytest.mark.skipif(not REFERENCE.is_dir(), reason="the registers are not here (../shared/reference)")

LEVELS = {"TS": "TOP SECRET", "S": "SECRET", "C": "CONFIDENTIAL", "U": "UNCLASSIFIED"}


def load(name: str) -> Any:
    return json.loads((REFERENCE / name).read_text(encoding="utf-8"))


def tokens(edition: str, name: str) -> list[str]:
    return [term["value"] for term in load("ism_tokens.json")[edition][name]["terms"] if not term.get("regex")]


def titles(edition: str, name: str) -> dict[str, str]:
    return {term["value"]: term["description"] for term in load("ism_tokens.json")[edition][name]["terms"]
            if not term.get("regex")}


def severities(text: str, kind: str | None = None, profile: str = "capco-2016") -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for problem in parse(text, kind=kind, profile=profile).problems:  # type: ignore[arg-type]
        found.setdefault(problem.code, set()).add(problem.severity)
    return found


def example_of(row: dict[str, Any]) -> list[tuple[str, ...]]:
    """Portion, its banner by title and its banner by abbreviation, of one row of table 4."""
    title, short, portion = row["title"], row["banner_abbrev"], row["portion"]
    category = row["category"][:1]
    under = {"HCS (requires associated compartment)": "", "O": "HCS-", "P": "HCS-", "ECRU": "SI-", "GAMMA": "SI-",
             "NONBOOK": "SI-", "BLUEFISH": "TK-", "IDITAROD": "TK-", "KANDIK": "TK-"}
    if category == "1":
        return [(portion, title, title)]
    if title in ("ATOMAL", "BALK", "BOHEMIA"):
        return [(f"//CTS//{portion}", "", "")]
    if category == "2" and portion not in ("", "None"):
        return [tuple(f"//{word.replace('[NAC Activity]', 'KFOR')}" for word in (portion, title))]
    if category == "3":
        return [tuple(f"//{word.rstrip('*').replace('[LIST]', 'CAN USA')}" for word in (portion, title))]
    if category == "4" and "[" not in title:
        name = title.split(" (")[0]
        return [(f"TS//{under.get(title, '')}{portion}", f"TOP SECRET//{under.get(title, '')}{name}",
                 f"TOP SECRET//{under.get(title, '')}{short}")]
    return []


def test_every_row_of_table_4_is_read_in_each_of_its_forms() -> None:
    unread, judged = [], 0
    for row in load("capco2016_register.json")["register_table4"]:
        for portion, *banners in example_of(row):
            judged += 1
            marking = parse(f"({portion})")
            if marking.unknown or marking.level == "unknown" or marking.canonical_portion != f"({portion})":
                unread.append(portion)
            for banner in filter(None, banners):
                if parse(banner).canonical_portion != f"({portion})" or parse(banner).banner != banner:
                    unread.append(banner)
    assert unread == []
    assert judged == 32
    assert parse("//UN RESTRICTED").canonical_portion == "(//UN R)"
    assert parse("//UN RESTRICTED").valid


@pytest.mark.parametrize(("portion", "title", "short"), [
    ("HCS-P ABCDEF", "HCS-P ABCDEF", "HCS-P ABCDEF"), ("RSV-A1B", "RESERVE-A1B", "RSV-A1B"),
    ("SI-ABC", "SI-ABC", "SI-ABC"), ("SI-G WXYZ", "SI-GAMMA WXYZ", "SI-G WXYZ"),
    ("TK-BLFH A1", "TALENT KEYHOLE-BLUEFISH A1", "TK-BLFH A1"),
    ("TK-IDIT A1", "TALENT KEYHOLE-IDITAROD A1", "TK-IDIT A1"),
    ("TK-KAND A1", "TALENT KEYHOLE-KANDIK A1", "TK-KAND A1"),
    ("SAR-BP", "SPECIAL ACCESS REQUIRED-BP", "SAR-BP"),
    ("RD-CNWDI", "RESTRICTED DATA-CRITICAL NUCLEAR WEAPON DESIGN INFORMATION", "RD-CNWDI"),
    ("RD-SG 14", "RESTRICTED DATA-SIGMA 14", "RD-SIGMA 14"), ("FRD-SG 14", "FORMERLY RESTRICTED DATA-SIGMA 14",
                                                              "FRD-SIGMA 14"),
    ("FGI DEU GBR", "FOREIGN GOVERNMENT INFORMATION DEU GBR", "FGI DEU GBR"),
    ("FGI", "FOREIGN GOVERNMENT INFORMATION", "FGI"),
    ("REL TO USA, GBR", "AUTHORIZED FOR RELEASE TO USA, GBR", "REL TO USA, GBR"),
    ("USA/GBR EYES ONLY", "USA/GBR EYES ONLY", "USA/GBR EYES ONLY"),
    ("DISPLAY ONLY GBR", "DISPLAY ONLY GBR", "DISPLAY ONLY GBR"),
])
def test_the_rows_with_a_list_or_a_name(portion: str, title: str, short: str) -> None:
    for banner in (title, short):
        marking = parse(f"TOP SECRET//{banner}")
        assert marking.canonical_portion == f"(TS//{portion})"
        assert marking.banner == f"TOP SECRET//{banner}"
        assert marking.canonical_banner == f"TOP SECRET//{short}"
        assert marking.unknown == ()


def test_the_single_controls_of_table_4_stand_in_its_order() -> None:
    placed: dict[str, list[str]] = {}
    wrong = []
    for row in load("capco2016_register.json")["register_table4"]:
        if row["category"][:1] not in "689" or "[" in row["title"] or row["banner_abbrev"].startswith("Refer"):
            continue
        if row["title"] == "CRITICAL NUCLEAR WEAPON DESIGN INFORMATION":
            continue
        short = row["title"] if row["banner_abbrev"] == "None" else row["banner_abbrev"]
        for name in (row["title"], short, row["portion"]):
            found = control_token(name)
            if found is None or found[1] != row["portion"]:
                wrong.append((name, found))
        placed.setdefault(row["category"], []).append(row["portion"])
    assert wrong == []
    for members in placed.values():
        for first, second in itertools.pairwise(members):
            assert "order" not in severities(f"(S//{first}/{second})"), (first, second)
            assert "error" in severities(f"(S//{second}/{first})")["order"] or first in ("RD", "FRD", "DCNI", "UCNI"), (
                first, second)


PORTIONS = {"O": "HCS-O", "P": "HCS-P", "P [SUB-COMPARTMENT]": "HCS-P ABC", "RESERVE-[COMPARTMENT]": "RSV-ABC",
            "SI-[COMPARTMENT]": "SI-ABC", "SI-ECRU": "SI-EU", "GAMMA": "SI-G", "GAMMA [SUB-COMPARTMENT]": "SI-G ABCD",
            "SI-NONBOOK": "SI-NK", "SI": "SI", "SPECIAL ACCESS REQUIRED-[program identifier]": "SAR-BP",
            "CRITICAL NUCLEAR WEAPON DESIGN INFORMATION": "RD-CNWDI", "USA/[LIST] EYES ONLY": "USA/GBR EYES ONLY",
            "DISPLAY ONLY [LIST]": "DISPLAY ONLY GBR", "BLUEFISH [SUB-COMPARTMENT]": "TK-BLFH A",
            "IDITAROD [SUB-COMPARTMENT]": "TK-IDIT A", "KANDIK [SUB-COMPARTMENT]": "TK-KAND A"}
BY_PAGE = {"87": "TK-BLFH", "91": "TK-IDIT", "95": "TK-KAND", "108": "RD-SG 14", "113": "FRD-SG 14"}
"""Templates that the conversion of the manual gives another control's title."""


def portion_of(row: dict[str, Any]) -> str | None:
    title = row["title"].split(" (")[0]
    if row["page"] in BY_PAGE:
        return BY_PAGE[row["page"]]
    if title in PORTIONS:
        return PORTIONS[title]
    found = control_token(title)
    return found[1] if found else None


def test_the_levels_of_every_template_are_kept() -> None:
    wrong, judged = [], 0
    for row in load("capco2016_register.json")["relationships"]:
        portion = portion_of(row)
        text = next((each for each in row["relationships"] if re.match("May (only )?be used with [TU]", each)), None)
        if portion is None or text is None:
            continue
        text = text.split(" end page")[0]
        allowed = {level for level, title in LEVELS.items() if re.search(rf"(?<!TOP ){title}", text)}
        judged += 1
        for level in LEVELS:
            refused = "level" in severities(f"({level}//{portion})")
            if refused != (level not in allowed):
                wrong.append((portion, level, text))
    assert wrong == []
    assert judged >= 36


def test_the_companions_and_exclusions_of_every_template_are_kept() -> None:
    names = ("ORCON-USGOV", "ORCON", "NOFORN", "RELIDO", "REL TO", "EYES ONLY", "DISPLAY ONLY", "EXDIS", "NODIS",
             "SI-G", "HCS-O")
    written = {"REL TO": "REL TO USA, GBR", "EYES ONLY": "USA/GBR EYES ONLY", "DISPLAY ONLY": "DISPLAY ONLY GBR"}
    wrong, judged = [], 0
    for row in load("capco2016_register.json")["relationships"]:
        portion = portion_of(row)
        for sentence in (each for text in row["relationships"] for each in re.split(r"(?<=[.;]) ", text)):
            found = {name for name in names if re.search(rf"(?<![\w-]){name}(?![\w-])", sentence)}
            if portion is None or not found or "Precedence" in sentence or "unless consistent" in sentence:
                continue
            needs = sentence.startswith(("Requires", "Is always used with"))
            excludes = re.match(r"([Mm]ay not|[Cc]annot) be used with|.*cannot be used together", sentence)
            for name in found:
                both = f"TOP SECRET//{portion}//{written.get(name, name)}"
                codes = severities(both)
                alone = parse(f"TOP SECRET//{portion}")
                told = " ".join(problem.message for problem in alone.problems if problem.code == "companion")
                if needs:
                    judged += 1
                    if name not in told:
                        wrong.append((portion, "needs", name))
                if excludes and control_token(name) != control_token(row["title"].split(" (")[0]):
                    judged += 1
                    if "exclusion" not in codes:
                        wrong.append((portion, "excludes", name))
    assert wrong == []
    assert judged >= 30


@pytest.mark.parametrize(("edition", "name"), [
    (edition, name) for edition, names in (
        ("ism_202111_202211", ("CVEnumISMCATOwnerProducer", "CVEnumISMCATRelTo", "CVEnumISMCATFGIOpen",
                               "CVEnumISMCATTetragraph")),
        ("ism_v10_2013", ("CVEnumISMOwnerProducer", "CVEnumISMRelTo", "CVEnumISMFGIOpen"))) for name in names])
def test_every_country_and_organisation_is_known(edition: str, name: str) -> None:
    codes = [code for code in tokens(edition, name) if code not in ("FGI", "USA")]
    assert [code for code in codes if not known_country(code)] == []
    listed = parse(f"SECRET//REL TO USA, {', '.join(codes)}")
    if edition == "ism_202111_202211":
        assert listed.valid, [problem.message for problem in listed.problems]
        assert listed.controls.releasable_to == ("USA", *codes)
    assert set(listed.controls.releasable_to) == {"USA", *codes}
    assert listed.unknown == ()
    assert set(parse(f"SECRET//FGI {' '.join(codes)}").controls.fgi) == set(codes)


ATTRIBUTES = {"CVEnumISMSCIControls": "SCIcontrols", "CVEnumISMAtomicEnergyMarkings": "atomicEnergyMarkings",
              "CVEnumISMDissem": "disseminationControls", "CVEnumISMNonIC": "nonICmarkings",
              "CVEnumISMNonUSControls": "nonUSControls", "CVEnumISMCUIBasic": "cuiBasic",
              "CVEnumISMCUISpecified": "cuiSpecified", "CVEnumISMSecondBannerLine": "secondBannerLine"}
EDITIONS = [(edition, name) for edition in ("ism_202111_202211", "ism_v10_2013") for name in ATTRIBUTES
            if edition == "ism_202111_202211" or name not in ("CVEnumISMCUIBasic", "CVEnumISMCUISpecified",
                                                              "CVEnumISMSecondBannerLine")]


@pytest.mark.parametrize(("edition", "name"), EDITIONS)
def test_every_token_of_ism_is_known_and_keeps_its_place(edition: str, name: str) -> None:
    wrong = []
    for token in tokens(edition, name):
        attributes = {"classification": "U" if "CUI" in name else "S", "ownerProducer": "USA", ATTRIBUTES[name]: token}
        attributes |= {"releasableTo": "USA GBR"} if token in ("REL", "EYES") else {}
        attributes |= {"displayOnlyTo": "GBR"} if token == "DISPLAYONLY" else {}
        marking = from_attributes(attributes)
        again = parse(marking.canonical_banner)
        if name != "CVEnumISMSecondBannerLine" and (marking.unknown or again.controls != marking.controls):
            wrong.append((token, marking.unknown, again.controls))
        back = to_attributes(marking, edition="2022" if edition == "ism_202111_202211" else "2013")
        if back[ATTRIBUTES[name]].split()[-1] != token and not token.startswith(("EL", "KDK")):
            wrong.append((token, back[ATTRIBUTES[name]]))
    assert wrong == []


def test_the_order_of_ism_is_the_order_of_a_marking() -> None:
    for name in ("CVEnumISMDissem", "CVEnumISMNonIC"):
        ordered = [token for token in tokens("ism_202111_202211", name) if token not in ("REL", "EYES", "DISPLAYONLY")]
        marking = from_attributes({"classification": "S", ATTRIBUTES[name]: " ".join(reversed(ordered))})
        kept = (marking.controls.dissem or marking.controls.nonic)
        assert [token.replace(" ", "_") for token in kept] == ordered


def test_the_titles_of_ism_name_the_same_controls() -> None:
    wrong = []
    for edition in ("ism_202111_202211", "ism_v10_2013"):
        for name in ("CVEnumISMDissem", "CVEnumISMNonIC", "CVEnumISMSCIControls"):
            for token, title in titles(edition, name).items():
                found = control_token(title.replace("CONTROLLED US GOVERNMENT", "CONTROLLED-USGOV"))
                expected = token.replace("DISPLAYONLY", "DISPLAY ONLY").replace("_", " ")
                if "-" in expected and name == "CVEnumISMSCIControls":
                    continue
                retired = {"EL": "SI", "KDK": "TK"}
                if found is None or found[1] != retired.get(expected, expected):
                    wrong.append((token, title, found))
    assert wrong == []


def test_every_second_line_is_known_by_token_and_title() -> None:
    for token, title in titles("ism_202111_202211", "CVEnumISMSecondBannerLine").items():
        assert second_line(token) == second_line(title) == (token,)
