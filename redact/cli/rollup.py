"""``redact rollup``."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any

import click

from redact.cli.shared import json_option, print_json, say, table
from redact.errors import UnusableInput, UsageProblem
from redact.markings import UNCLASSIFIED, BannerFinding, Marking, Origin, check_banner, origins, parse, resolve
from redact.markings import rollup as roll_up

_SHOWN = 8
"""Portions named for one element before the rest are only counted."""


@click.command(epilog="Example: redact rollup '(S//REL TO USA, FVEY)' '(C//REL TO USA, GBR)' '(U)'")
@click.argument("marks", nargs=-1, metavar="[MARK]...")
@click.option("--banner", "banner_text", metavar="TEXT", default=None,
              help="The document's banner: short marks such as (S//REL) are read by it, and it is checked against the "
                   "portions.")
@click.option("--check", is_flag=True, help="End with exit code 4 if a finding is an error.")
@json_option
def rollup(marks: tuple[str, ...], banner_text: str | None, check: bool, as_json: bool) -> int:
    """Show the banner and portion mark of a document whose portions bear each MARK, and what each element came from.

    Marks stand with or without their parentheses; without any, they are read from standard input, one a line.
    """
    texts = list(marks) or _from_stdin()
    written = [parse(text, kind="portion") for text in texts]
    banner = parse(banner_text, kind="banner") if banner_text is not None else None
    portions = [resolve(portion, banner) if banner else portion for portion in written]
    whole = roll_up(portions)
    found = origins(portions, whole)
    findings = [*_of_marks(written, banner), *(check_banner(banner, written) if banner else _short_forms(written))]
    if as_json:
        print_json({**whole.to_json(), "origins": [_origin(each) for each in found],
                    "findings": [_finding(each) for each in findings]})
    else:
        _show(whole, found, findings)
    return 4 if check and any(finding.severity == "error" for finding in findings) else 0


def _from_stdin() -> list[str]:
    """Every line that is not blank. What is no UTF-8 is read as damage."""
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageProblem("give at least one mark, or marks on standard input, one a line")
    lines = sys.stdin.buffer.read().decode("utf-8-sig", "replace").splitlines()
    marks = [line.strip() for line in lines if line.strip()]
    if not marks:
        raise UnusableInput("no marks on standard input: write them there, one a line", file="<stdin>")
    return marks


def _of_marks(written: Sequence[Marking], banner: Marking | None) -> Iterator[BannerFinding]:
    """What is wrong with the marks themselves; the banner's problems have no portion."""
    for number, marking in [*enumerate(written), *([(None, banner)] if banner else [])]:
        for problem in marking.problems:
            yield BannerFinding(f"marking-{problem.code}", problem.severity, problem.message, number,
                                rule=problem.rule)


def _short_forms(written: Sequence[Marking]) -> Iterator[BannerFinding]:
    """Which marks mean what only a banner says."""
    for number, marking in enumerate(written):
        if resolve(marking, UNCLASSIFIED) is not marking:
            yield BannerFinding("short-form", "warning", "the mark stands for a list of the document's banner, which "
                                "--banner gives; without it, it is releasable to nobody", number, rule="CAPCO 2016 H.8")


def _origin(origin: Origin) -> dict[str, Any]:
    return {"element": origin.element, "portions": [number + 1 for number in origin.portions], "why": origin.why,
            "kept": origin.kept}


def _finding(finding: BannerFinding) -> dict[str, Any]:
    return {"code": finding.code, "severity": finding.severity,
            "portion": None if finding.portion is None else finding.portion + 1, "message": finding.message,
            "lacking": list(finding.lacking), "rule": finding.rule}


def _show(whole: Marking, found: Sequence[Origin], findings: Sequence[BannerFinding]) -> None:
    say(whole.banner)
    say(whole.portion)
    say()
    table([(origin.element or "(nothing)", _named(origin.portions), origin.why) for origin in found if origin.kept],
          ("in the banner", "from portion", "why"))
    if left_out := [(origin.element, _named(origin.portions), origin.why) for origin in found if not origin.kept]:
        say()
        table(left_out, ("left out", "of portion", "why"))
    if findings:
        say()
    for finding in findings:
        say(_words(finding))


def _named(portions: Sequence[int]) -> str:
    shown = ", ".join(str(number + 1) for number in portions[:_SHOWN])
    return shown + (f" and {len(portions) - _SHOWN:,} more" if len(portions) > _SHOWN else "")


def _words(finding: BannerFinding) -> str:
    """One finding in a sentence: nothing of it may be cut."""
    place = "banner" if finding.portion is None else f"portion {finding.portion + 1}"
    lacking = f" ({', '.join(finding.lacking)})" if finding.lacking else ""
    rule = f"; {finding.rule}" if finding.rule else ""
    return f"{finding.severity}: {place}: {finding.message}{lacking}{rule} [{finding.code}]"
