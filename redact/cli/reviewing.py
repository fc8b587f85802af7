"""``redact queue``, ``show``, ``decide``, ``undo``, ``submit``, ``approve``, ``return``, ``refer``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import click

from redact.cli.findings import show_findings
from redact.cli.identity import case_of_option, desk, identity_options, version_option, workspace_option, workspace_path
from redact.cli.planning import OUTCOMES, minimap
from redact.cli.shared import banner, json_option, print_json, say, table
from redact.documents import Portion, Span
from redact.errors import UsageProblem
from redact.policy import Decision
from redact.review import approving, deciding
from redact.review.acts import Act, Standing, Verdict, source_span, written_span
from redact.review.cases import Cases, Review, Words
from redact.review.deciding import select
from redact.review.states import STATES
from redact.review.workspace import Workspace

_SPAN = re.compile(r"(\d{1,9}):(\d{1,9})")


class _SpanText(click.ParamType[tuple[int, int]]):
    """A stretch of the source, as plans print it."""

    name = "START:END"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Span:
        match = _SPAN.fullmatch(str(value))
        if match is None:
            self.fail("write two numbers of characters of the source, such as 1204:1217", param, ctx)
        return int(match[1]), int(match[2])


def show_review(review: Review, as_json: bool, said: str, **more: Any) -> None:
    """What an act came to."""
    if as_json:
        print_json({"document": review.document, "case": review.case_no, "state": review.state,
                    "version": review.version, "revision": review.revision, **more})
    else:
        now = f"{review.state}, version {review.version}"
        say(f"{review.document}: {now}" if said == review.state else f"{review.document}: {said}; {now}")


@click.command(epilog="Example: redact queue --state submitted")
@click.option("--state", type=click.Choice(STATES), default=None, help="Only documents in this state.")
@click.option("--case", "case_no", default="", metavar="NO", help="Only documents of this case.")
@workspace_option
@json_option
def queue(state: str | None, case_no: str, workspace: Path | None, as_json: bool) -> None:
    """List the documents in cases: their state, what is left to review, and when an answer is due."""
    with Workspace.open_to_read(workspace_path(workspace)) as opened:
        cases = opened.cases
        if case_no:
            cases.case(case_no)
        due = {case.number: case.due for case in cases.all()}
        rows = [_row(opened, cases, review, due.get(review.case_no, "")) for review in cases.reviews(case_no=case_no)
                if state is None or review.state == state]
    rows.sort(key=lambda row: (row["due"] is None, row["due"] or "", row["case"]))
    if as_json:
        for row in rows:
            print_json(row)
        return
    table([(row["document"], row["case"], row["state"], str(row["version"]), row["due"] or "",
            f"{row['reviewed']} of {row['portions']}" if row["portions"] else "", row["name"]) for row in rows],
          ("document", "case", "is", "version", "due", "reviewed", "file"))


def _row(workspace: Workspace, cases: Cases, review: Review, due: str) -> dict[str, Any]:
    row: dict[str, Any] = {"document": review.document, "case": review.case_no, "state": review.state,
                           "version": review.version, "revision": review.revision, "due": due or None,
                           "marking": None, "name": "purged", "portions": 0, "reviewed": 0,
                           "releases": [release.id for release in workspace.releases(review.document)
                                        if release.case_no == review.case_no and release.state == "published"]}
    try:
        plan = cases.plan(review)
    except UsageProblem:
        return row
    standing = Standing(plan, cases.acts(review), lambda data: workspace.digest(review.document, data))
    portions = len(plan.document.portions)
    return {**row, "marking": plan.document.marking.banner, "name": plan.document.name, "portions": portions,
            "reviewed": portions - len(standing.unreviewed())}


@click.command(epilog="Example: redact show d-mb3xk5q2w7ao")
@click.argument("document", metavar="DOC")
@case_of_option
@click.option("--text", "with_text", is_flag=True, help="Print every portion's whole text.")
@identity_options
@json_option
def show(document: str, case_no: str, with_text: bool, workspace: Path | None, user: str, password_file: str | None,
         as_json: bool) -> None:
    """Show a document of a case as it stands: proposals, what people decided, what is left to review."""
    with desk(workspace, user, password_file, write=False) as reader:
        review, standing = reader.standing(document, case_no)
        approval = reader.workspace.cases.approval(review)
        words = reader.workspace.cases.words(review)
    determination = standing.determination()
    plan = determination.plan
    if as_json:
        print_json({
            "document": review.document, "case": review.case_no, "state": review.state, "version": review.version,
            "revision": review.revision, "marking": plan.document.marking.to_json(),
            "policy": {"name": plan.policy.name, "version": plan.policy.version}, "as_of": plan.as_of.isoformat(),
            "determination": plan.outcome, "approved_by": approval.person if approval else None,
            "portions": [_portion(standing, portion, decision) for portion, decision
                         in zip(plan.document.portions, determination.decisions, strict=True)],
            "findings": [finding.to_json() for finding in [*plan.document.findings, *plan.findings]],
            "words": [{"kind": word.kind, "portion": word.portion or None, "agency": word.agency or None,
                       "text": word.text, "by": word.person, "at": word.at} for word in words]})
        return
    banner(plan.document.marking)
    say(f"{review.document}: {plan.document.name}, case {review.case_no}, {review.state}, version {review.version}, "
        f"revision {review.revision}")
    say(f"under {plan.policy.name} version {plan.policy.version}, judged as of {plan.as_of}: {OUTCOMES[plan.outcome]}"
        f"{f'; approved by {approval.person}' if approval else ''}")
    say(f"{minimap(determination)}   · released  ▒ redacted  ▓ referred  █ withheld")
    say()
    table([_line(standing, portion, decision) for portion, decision
           in zip(plan.document.portions, determination.decisions, strict=True)],
          ("", "id", "no.", "mark", "stands", "codes", "by", "text"))
    say("✓ reviewed   · not yet   ! decided before the text or the proposal changed   ≠ overrules the policy")
    if with_text:
        for portion in plan.document.portions:
            say(f"\n--- {portion.id}")
            say(portion.text.rstrip("\n"))
    show_findings(plan.document, [*plan.document.findings, *plan.findings])
    _show_words(standing, words)
    banner(plan.document.marking)


def _show_words(standing: Standing, words: Sequence[Words]) -> None:
    """What people gave as their reasons: an approver has to see them, and so has whoever gets a document back."""
    acts = [(act.at, act.person, act.portion, act.word, " · harm: ".join(filter(None, (act.because, act.harm))))
            for several in standing.acts.values() for act in several if act.because or act.harm]
    said = [(word.at, word.person, word.portion, f"{word.kind} {word.agency}".strip(), word.text)
            for word in words if word.text]
    if acts or said:
        say()
        table([(at[:16].replace("T", " "), by, portion, what, " ".join(text.split()))
               for at, by, portion, what, text in sorted([*acts, *said])], ("when", "who", "portion", "did", "because"))


def _line(standing: Standing, portion: Portion, decision: Decision) -> tuple[str, ...]:
    acts = standing.acts.get(portion.id, [])
    sign = "!" if standing.changed(portion.id) else "✓" if standing.reviewed(portion.id) else "·"
    sign += "≠" if acts and decision != standing.plan.decision(portion.id) else ""
    spans = " ".join(written_span(source_span(portion, span)) for span in decision.spans)
    return (sign, portion.id, portion.number or "", portion.marking.portion,
            f"{decision.action}{f' {spans}' if spans else ''}", ", ".join(decision.codes),
            acts[-1].person if acts else "", " ".join(portion.text.split()))


def _portion(standing: Standing, portion: Portion, decision: Decision) -> dict[str, Any]:
    return {"portion": portion.id, "kind": portion.kind, "number": portion.number, "marking": portion.marking.to_json(),
            "text": portion.text, "proposed": standing.plan.decision(portion.id).to_json(portion),
            "decision": decision.to_json(portion), "reviewed": standing.reviewed(portion.id),
            "changed": standing.changed(portion.id),
            "acts": [_act(act) for act in standing.acts.get(portion.id, [])]}


def _act(act: Act) -> dict[str, Any]:
    return {"word": act.word, "span": act.span or None, "action": act.decided.action,
            "codes": list(act.decided.codes), "because": act.because, "harm": act.harm, "by": act.person, "at": act.at,
            "bulk": act.bulk, "revision": act.revision}


@click.command(epilog="\b\nExamples:\n  redact decide d-mb3xk5q2w7ao all confirm\n"
                      "  redact decide d-mb3xk5q2w7ao 5 withhold --code '(b)(5)' --because 'a draft of advice'\n"
                      "  redact decide d-mb3xk5q2w7ao p19 redact --span 1204:1217 --code '(b)(6)' --because 'a private "
                      "person'")
@click.argument("document", metavar="DOC")
@click.argument("portion", metavar="PORTION")
@click.argument("word", metavar="confirm|release|downgrade|redact|refer|withhold",
                type=click.Choice(["confirm", "release", "downgrade", "redact", "refer", "withhold"]))
@click.option("--span", type=_SpanText(), default=None, help="A stretch of the source in the portion.")
@click.option("--code", "codes", multiple=True, metavar="CODE", help="Why it is withheld; may be given again.")
@click.option("--because", default="", metavar="TEXT", help="Your reason. Stays in the workspace.")
@click.option("--harm", default="", metavar="TEXT", help="The foreseeable harm of release. Stays in the workspace.")
@click.option("--to", multiple=True, metavar="LEVEL|AGENCY", help="With downgrade the level, with refer the agency.")
@case_of_option
@version_option
@identity_options
@json_option
def decide(document: str, portion: str, word: Any, span: Span | None, codes: tuple[str, ...], because: str, harm: str,
           to: tuple[str, ...], case_no: str, version: int | None, workspace: Path | None, user: str,
           password_file: str | None, as_json: bool) -> None:
    """Confirm what the policy proposes for PORTION, or overrule it.

    PORTION is an id (p19), a paragraph number (5), a range (p3-p7), several parted by commas, 'all', or 'rest' for what
    is not reviewed yet; several are decided as one act. To let out what the policy withholds asks for the role
    approver, and for another approver to approve.
    """
    verdict = Verdict(word, span, codes, because, harm, to[0] if word == "downgrade" and to else "",
                      to if word == "refer" else ())
    with desk(workspace, user, password_file) as reviewer:
        _, standing = reviewer.standing(document, case_no)
        portions = select(standing.plan, standing, [portion])
        if span is not None and len(portions) != 1:
            raise UsageProblem("--span goes with one portion")
        review = deciding.decide(reviewer, document, portions, verdict, case_no=case_no, version=version)
    count = f"{len(portions)} portions" if len(portions) != 1 else portions[0]
    show_review(review, as_json, f"{word} {count}", portions=portions)


@click.command(epilog="Example: redact undo d-mb3xk5q2w7ao p19")
@click.argument("document", metavar="DOC")
@click.argument("portion", metavar="[PORTION]", required=False, default="")
@case_of_option
@version_option
@identity_options
@json_option
def undo(document: str, portion: str, case_no: str, version: int | None, workspace: Path | None, user: str,
         password_file: str | None, as_json: bool) -> None:
    """Take back the last decision on PORTION, or all that the last act decided. The log keeps both."""
    with desk(workspace, user, password_file) as reviewer:
        _, standing = reviewer.standing(document, case_no)
        portions = select(standing.plan, standing, [portion]) if portion else []
        review = deciding.undo(reviewer, document, portions, case_no=case_no, version=version)
    show_review(review, as_json, f"undone {portion or 'the last act'}")


@click.command(epilog="Example: redact submit d-mb3xk5q2w7ao")
@click.argument("document", metavar="DOC")
@click.option("--because", default="", metavar="TEXT", help="Why what is released may repeat a withheld name.")
@case_of_option
@version_option
@identity_options
@json_option
def submit(document: str, because: str, case_no: str, version: int | None, workspace: Path | None, user: str,
           password_file: str | None, as_json: bool) -> None:
    """Hand a document whose every portion is reviewed to an approver."""
    with desk(workspace, user, password_file) as reviewer:
        review = approving.submit(reviewer, document, case_no=case_no, because=because, version=version)
    show_review(review, as_json, "submitted")


@click.command(epilog="Example: redact approve d-mb3xk5q2w7ao --as ben --password-file ben.txt")
@click.argument("document", metavar="DOC")
@case_of_option
@version_option
@identity_options
@json_option
def approve(document: str, case_no: str, version: int | None, workspace: Path | None, user: str,
            password_file: str | None, as_json: bool) -> None:
    """Approve a submitted document. Whoever decided or submitted anything of it may not."""
    with desk(workspace, user, password_file) as approver:
        review = approving.approve(approver, document, case_no=case_no, version=version)
    show_review(review, as_json, "approved")


@click.command("return", epilog="\b\nExample:\n  redact return d-mb3xk5q2w7ao --because 'paragraph 5 names the source'")
@click.argument("document", metavar="DOC")
@click.option("--because", required=True, metavar="TEXT", help="Your reason. Stays in the workspace.")
@case_of_option
@version_option
@identity_options
@json_option
def give_back(document: str, because: str, case_no: str, version: int | None, workspace: Path | None, user: str,
              password_file: str | None, as_json: bool) -> None:
    """Give a submitted, approved or quarantined document back to review."""
    with desk(workspace, user, password_file) as approver:
        review = approving.give_back(approver, document, because, case_no=case_no, version=version)
    show_review(review, as_json, "returned")


@click.command(epilog="\b\nExamples:\n  redact refer d-mb3xk5q2w7ao --to CIA --portion 5\n"
                      "  redact refer d-mb3xk5q2w7ao --to CIA --portion 5 --answer withhold")
@click.argument("document", metavar="DOC")
@click.option("--to", "agency", required=True, metavar="AGENCY", help="Whose information it is.")
@click.option("--portion", "portions", multiple=True, metavar="PORTION", help="As with decide; default: all of it.")
@click.option("--answer", type=click.Choice(["release", "withhold", "no-objection"]), default=None,
              help="Record what the agency determined.")
@click.option("--because", default="", metavar="TEXT", help="What you wrote to them, or they to you.")
@case_of_option
@identity_options
@json_option
def refer(document: str, agency: str, portions: Sequence[str],
          answer: Literal["release", "withhold", "no-objection"] | None, because: str, case_no: str,
          workspace: Path | None, user: str, password_file: str | None, as_json: bool) -> None:
    """Record that portions were sent to the agency that owns what they say, or what it answered.

    It decides nothing: 'redact decide' does, with what the agency said as its reason.
    """
    with desk(workspace, user, password_file) as reviewer:
        _, standing = reviewer.standing(document, case_no)
        chosen = select(standing.plan, standing, portions) if portions else []
        if answer is None:
            review = approving.refer(reviewer, document, agency, chosen, case_no=case_no, because=because)
        else:
            review = approving.answer(reviewer, document, agency, answer, chosen, case_no=case_no, because=because)
    show_review(review, as_json, f"{'answered by' if answer else 'referred to'} {agency}")
