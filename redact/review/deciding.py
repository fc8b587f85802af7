"""Deciding: confirming or overruling what the policy proposes, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from redact.errors import Conflict, UsageProblem
from redact.policy import Plan
from redact.review import events
from redact.review.acts import Act, Bench, Standing, Verdict, is_looser, written_span
from redact.review.cases import Review
from redact.review.desk import Desk
from redact.review.states import after
from redact.review.vault import new_id
from redact.review.workspace import Change


def decide(desk: Desk, document: str, portions: Sequence[str], verdict: Verdict, *, case_no: str = "",
           version: int | None = None) -> Review:
    """Confirm or overrule what the policy proposes for portions, as one act.

    Raises NotPermitted where the verdict lets out what the policy keeps back and the person is no approver, or
    where the policy says that it is never released; UsageProblem where the verdict lacks codes, a reason, the
    foreseeable harm, or does not fit a portion.
    """
    desk.person.require("decide")
    with desk.workspace.transaction() as change:
        review = desk.review_in(change, document, case_no, version, "decide")
        plan = change.cases.plan(review)
        policy = change.cases.policy(review.policy)
        standing = Standing(plan, change.cases.acts(review), desk.digest(change, review))
        bench, bulk = Bench(plan, policy, review.case_no), new_id("a")
        made = [_act(desk, change, standing, bench, portion, verdict, review, bulk) for portion in portions]
        change.cases.add_acts(review, [act for act, _ in made])
        moved = change.cases.change(review, state=after("decide", review.state))
        for kind, portion, details in _events(made):
            desk.record(change, kind, review.document, review.case_no, {**details, "version": moved}, portion=portion)
    return desk.workspace.cases.review(document, review.case_no)


def undo(desk: Desk, document: str, portions: Sequence[str], *, case_no: str = "",
         version: int | None = None) -> Review:
    """Take back the last act on each portion, or on every portion of the last act where none is named.

    What one stroke decided can be taken back at one stroke; events ``undone`` say which act it was. Conflict where
    there is nothing to take back.
    """
    desk.person.require("decide")
    with desk.workspace.transaction() as change:
        review = desk.review_in(change, document, case_no, version, "decide")
        acts = change.cases.acts(review)
        if not acts:
            raise Conflict("nothing has been decided")
        named = portions or [act.portion for act in acts if act.bulk == acts[-1].bulk]
        moved = change.cases.change(review, state=after("decide", review.state))
        undone = [_last(acts, portion) for portion in named]
        for act in undone:
            change.cases.undo(act, desk.person.name, change.now)
        for bulk in dict.fromkeys(act.bulk for act in undone):
            of_bulk = [act.portion for act in undone if act.bulk == bulk]
            desk.record(change, "undone", review.document, review.case_no,
                        {"bulk": bulk, "version": moved, "revision": review.revision, "portions": of_bulk},
                        portion=of_bulk[0] if len(of_bulk) == 1 else "")
    return desk.workspace.cases.review(document, review.case_no)


def _last(acts: Sequence[Act], portion: str) -> Act:
    last = next((act for act in reversed(acts) if act.portion == portion), None)
    if last is None:
        raise Conflict(f"{portion}: nothing has been decided")
    return last


def _events(made: Sequence[tuple[Act, events.Details]]
            ) -> Iterator[tuple[Literal["confirmed", "overruled"], str, events.Details]]:
    """The events of one stroke: what was confirmed is one event, with a table where it is several portions; each
    portion that was overruled has its own."""
    confirmed = [(act, details) for act, details in made if "proposed" not in details]
    if len(confirmed) == 1:
        yield "confirmed", confirmed[0][0].portion, confirmed[0][1]
    elif confirmed:
        first = confirmed[0][1]
        yield "confirmed", "", {"bulk": first["bulk"], "revision": first["revision"],
                                "decisions": events.decisions([act.decided for act, _ in confirmed])}
    for act, details in made:
        if "proposed" in details:
            yield "overruled", act.portion, details


def _act(desk: Desk, change: Change, standing: Standing, bench: Bench, portion: str, verdict: Verdict, review: Review,
         bulk: str) -> tuple[Act, events.Details]:
    proposed, now = standing.plan.decision(portion), standing.decision(portion)
    decided = bench.decision(portion, verdict, now)
    overrules = decided != proposed
    if is_looser(decided, proposed):
        desk.person.require("release what is withheld")
    if overrules and not verdict.because.strip():
        raise UsageProblem(f"{portion}: to overrule the policy asks for a reason: --because")
    if bench.asks_harm(decided, proposed) and not verdict.harm.strip():
        raise UsageProblem(f"{portion}: the policy asks which harm release would do: --harm")
    act = Act(0, review.revision, bulk, portion, written_span(verdict.span) if verdict.span else "", verdict.word,
              decided, standing.basis(portion), verdict.because, verdict.harm, desk.person.name, change.now)

    def commit(what: str, text: str) -> str:
        return change.digest(review.document, f"{what}\0{bulk}\0{portion}\0{text}".encode("utf-8", "surrogatepass"))

    return act, events.decided(act, commit, proposed.action if overrules else None)


def select(plan: Plan, standing: Standing, words: Iterable[str]) -> list[str]:
    """The portions that a person names: ids (``p4``), paragraph numbers (``5``, ``¶5``), ranges of either (``p3-p7``),
    ``all``, and ``rest`` for what is not reviewed yet; parted by blanks or commas. UsageProblem for one that is not
    there."""
    order = [portion.id for portion in plan.document.portions]
    numbers: dict[str, str] = {}
    for portion in plan.document.portions:
        if portion.number:
            numbers.setdefault(portion.number.rstrip("."), portion.id)

    def one(name: str) -> str:
        found = name if name in order else numbers.get(name.lstrip("¶").rstrip("."))
        if found is None:
            raise UsageProblem("there is no portion of that id or number; 'redact show' lists them")
        return found

    chosen: list[str] = []
    for word in (part for given in words for part in given.replace(",", " ").split()):
        if word == "all":
            chosen += order
        elif word == "rest":
            chosen += standing.unreviewed()
        elif "-" in word and word not in order and word not in numbers:
            first, last = (order.index(one(end)) for end in word.split("-", 1))
            if last < first:
                raise UsageProblem("a range goes from a portion to a later one")
            chosen += order[first:last + 1]
        else:
            chosen.append(one(word))
    if not chosen:
        raise UsageProblem("no portion is meant: nothing is left to review")
    return list(dict.fromkeys(chosen))
