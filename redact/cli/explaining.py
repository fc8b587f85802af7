"""``redact explain``."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Sequence

import click

from redact.cli.output import Style, say_styled
from redact.cli.shared import (
    FilePath,
    as_of_option,
    banner,
    case_option,
    json_option,
    policy_option,
    print_json,
    say,
    today,
    width,
)
from redact.documents.reading import read as read_document
from redact.errors import UsageProblem
from redact.policy.conditions import Truth
from redact.policy.explain import Checked, Explanation, Reason, RuleExplanation
from redact.policy.explain import explain as explain_portion
from redact.policy.loading import load_policy

_TITLES: dict[Reason, str] = {
    "decided": "Decided",
    "stricter-decided": "Apply, but a stricter one decided",
    "exception-applies": "Their exception applies",
    "fact-unknown": "A fact that they need is unknown",
    "conditions-not-met": "Their conditions are not met",
}
_MARKS: dict[Truth, tuple[str, Style]] = {True: ("yes", "green"), False: ("no ", "red"), None: ("?  ", "yellow")}
_JOINED = {"all": "all of", "any": "any of", "not": "not"}


@click.command(epilog="\b\nExample:\n  redact explain cable.txt p14 --policy foia-public --as-of 2010-01-01")
@click.argument("file", type=FilePath())
@click.argument("portion")
@policy_option
@as_of_option
@case_option
@click.option("--full", is_flag=True, help="Show every condition of every rule, not only those that settle it.")
@json_option
def explain(file: str, portion: str, policy_name: str, as_of: dt.date | None, case: str, full: bool,
            as_json: bool) -> None:
    """Say for one PORTION (its id, such as p14, or its paragraph number) why each rule decided or did not."""
    policy = load_policy(policy_name)
    document = read_document(file)
    found = next((p.id for p in document.portions if p.id == portion), None) or next(
        (p.id for p in document.portions if p.number == portion.lstrip("¶")), None)
    if found is None:
        raise UsageProblem(f"there is no portion of that id or number; 'redact read {file}' lists them")
    explanation = explain_portion(document, found, policy, as_of or today(), case=case)
    if as_json:
        print_json(explanation.to_json())
        return
    banner(document.marking)
    _tell(explanation, full)
    banner(document.marking)


def _tell(explanation: Explanation, full: bool) -> None:
    _tell_decision(explanation)
    for reason, title in _TITLES.items():
        rules = [rule for rule in explanation.rules if rule.reason == reason]
        if rules:
            say()
            say_styled((title, "bold"))
        for rule in rules:
            _tell_rule(rule, full, explanation)
    say()


def _tell_decision(explanation: Explanation) -> None:
    decision, portion = explanation.decision, explanation.portion
    codes = f" under {', '.join(decision.codes)}" if decision.codes else ""
    number = f", paragraph {portion.number}" if portion.number else ""
    _wrapped(f"{portion.id}: {portion.kind}{number}, mark found: {portion.found}; {explanation.policy.name} version "
             f"{explanation.policy.version}, as of {explanation.as_of.isoformat()}", 0)
    say()
    say_styled((f"{decision.action.upper()}{codes}", "bold"))
    _wrapped(decision.because, 2)
    if decision.refer_to:
        _wrapped(f"Referred to {', '.join(decision.refer_to)}.", 2)
    for guard in explanation.guards:
        _wrapped(f"Rules would release it; the never '{guard.name}' keeps it back.", 2)
    for guard in explanation.sweeping:
        _wrapped(f"The rule '{guard.name}' withholds the whole document for what is in {guard.portion}.", 2)


def _tell_rule(rule: RuleExplanation, full: bool, explanation: Explanation) -> None:
    say_styled(("  ", ""), (rule.rule, "bold"), (f"  {rule.then}", ""))
    _wrapped(rule.because, 4, "dim")
    _wrapped(rule.detail, 4)
    if rule.found:
        _wrapped(f"Found in {explanation.portion.id} at characters {_places(rule.found)} of the document.", 4)
    if rule.reason != "exception-applies" or full:
        when = rule.when if full else rule.when.grounds()
        for part in when.parts if when.joined == "all" else (when,):
            _tell_condition(part, 4, "")
    if rule.unless is not None and (full or rule.reason in ("exception-applies", "decided", "fact-unknown")):
        _tell_condition(rule.unless if full else rule.unless.grounds(), 4, "unless ")


def _tell_condition(checked: Checked, indent: int, before: str) -> None:
    """A condition with whether it holds and the fact that it met; one made of others with these below it."""
    if len(checked.parts) == 1 and checked.joined != "not":
        _tell_condition(checked.parts[0], indent, before)
        return
    mark, style = _MARKS[checked.holds]
    words = before + (_JOINED[checked.joined] if checked.joined else f"{checked.words} ({checked.fact})")
    lines = textwrap.wrap(words, width() - indent - 4, break_on_hyphens=False) or [""]
    say_styled((" " * indent, ""), (mark, style), (f" {lines[0]}", ""))
    for line in lines[1:]:
        say(" " * (indent + 6) + line)
    for part in checked.parts:
        _tell_condition(part, indent + 2, "")


def _places(spans: Sequence[tuple[int, int]]) -> str:
    return ", ".join(f"{start}–{end}" for start, end in spans)


def _wrapped(text: str, indent: int, style: Style = "") -> None:
    for line in textwrap.wrap(text, width() - indent, break_on_hyphens=False):
        say_styled((" " * indent, ""), (line, style))
