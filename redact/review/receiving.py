"""Opening cases, receiving documents into them, and planning them anew under another policy."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from redact.audit.details import UnloggableDetail, check_column
from redact.documents import Document
from redact.errors import Conflict, NotPermitted, UsageProblem
from redact.markings import Level
from redact.policy import Plan
from redact.policy.decide import decide
from redact.policy.model import Policy
from redact.review import events
from redact.review.acts import Standing
from redact.review.cases import Case, Review
from redact.review.desk import Desk
from redact.review.people import Person
from redact.review.publishing import check_ceiling
from redact.review.states import after
from redact.review.workspace import Change, Workspace

_PERSONS = ("none", "one-person", "two-person")
"""How many persons a policy asks for, from few to many."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A portion that a new plan proposes otherwise, or whose text changed. ``decided`` is True where people had decided
    on it: what they decided is kept, and asks to be looked at again."""

    portion: str
    was: str
    now: str
    decided: bool


@dataclass(frozen=True, slots=True)
class Received:
    """What ``add`` or a new policy came to: the review as it stands, and what changed against the plan before."""

    review: Review
    changes: tuple[Changed, ...] = ()
    fresh: bool = False


def set_up(workspace: Workspace, name: str, *, system_user: str, title: str = "",
           ceiling: Level | None = None) -> Person:
    """Make the first person of a workspace its admin, and set the ceiling. Conflict where it has people already."""
    with workspace.transaction() as change:
        people = change.people
        if people.all():
            raise Conflict("the workspace has people already; an admin adds others with 'redact user add'")
        people.add(name, ["admin"], change.now, title=title, system_user=system_user)
        change.record("people", actor=name, details={"act": "added", "person": name, "role": "admin"})
        if ceiling is not None:
            change.set_meta("ceiling", ceiling.encode())
            change.record("case", actor=name, details={"act": "ceiling", "level": ceiling})
    found = workspace.people.find(name)
    assert found is not None
    return found


def open_case(desk: Desk, number: str, policy: Policy, *, requester: str = "", due: dt.date | None = None) -> Case:
    """Open a case under a policy, which is pinned as it is now. Conflict where the number is taken."""
    desk.person.require("open cases")
    _check_case_number(number)
    day = due.isoformat() if due else ""
    with desk.workspace.transaction() as change:
        cases = change.cases
        case = Case(number, requester, cases.pin(policy), day, "open", desk.person.name, change.now)
        cases.open(case)
        details = {**desk.policy_details(policy), "act": "opened", **({"due": day} if day else {})}
        if requester:
            details["requester"] = desk.workspace.commitment(f"requester\0{number}\0{requester}")
        change.record("case", actor=desk.person.name, case_id=number, details=details)
    return case


def close_case(desk: Desk, number: str) -> None:
    """Close a case: nothing can be added to it or decided in it any more."""
    desk.person.require("open cases")
    with desk.workspace.transaction() as change:
        if change.cases.case(number).state == "closed":
            raise Conflict("the case is closed already")
        change.cases.change_case(number, state="closed")
        change.record("case", actor=desk.person.name, case_id=number, details={"act": "closed"})


def add(desk: Desk, document: Document, case_no: str, as_of: dt.date) -> Received:
    """Put a document into a case and plan it; one that is there already is planned anew.

    What people decided is kept. Raises NotPermitted above the workspace's ceiling.
    """
    desk.person.require("receive documents")
    case = desk.open_case_of(case_no)
    check_ceiling(desk.workspace, document, desk.person.name, case_no)
    policy = desk.workspace.cases.policy(case.policy)
    plan = decide(document, policy, as_of, case=case_no)
    with desk.workspace.transaction() as change:
        stored = change.document(document)
        if stored.fresh:
            source = change.digest(stored.id, document.source.encode("utf-8", "surrogatepass"))
            desk.record(change, "received", stored.id, case_no, events.received(document, source))
        known = change.cases.reviews(document=stored.id, case_no=case_no)
        if known:
            return _replan(desk, change, known[0], plan, policy)
        review = Review(stored.id, case_no, "proposed", policy.review, 1, 1, "", policy.sha256)
        change.cases.add_review(review, plan)
        desk.record(change, "proposed", stored.id, case_no, events.proposed(plan, desk.public_digest(policy)))
    return Received(review, fresh=True)


def set_policy(desk: Desk, case_no: str, policy: Policy, as_of: dt.date | None = None) -> list[Received]:
    """Pin another policy, or another version, to a case, and plan its unpublished documents anew.

    ``as_of`` None keeps the day on which each was judged. What people decided is kept; a portion is reviewed no
    longer where its proposal changed. NotPermitted for a policy that asks for fewer persons than the one before: with
    it one person alone could take away the second.
    """
    desk.person.require("open cases")
    desk.open_case_of(case_no)
    with desk.workspace.transaction() as change:
        _refuse_fewer_persons(change.cases.policy(change.cases.case(case_no).policy), policy)
        change.cases.change_case(case_no, policy=change.cases.pin(policy))
        change.record("case", actor=desk.person.name, case_id=case_no,
                      details={**desk.policy_details(policy), "act": "policy"})
        received = []
        for review in change.cases.reviews(case_no=case_no):
            if review.state == "published" or _purged(change, review):
                continue
            old = change.cases.plan(review)
            plan = decide(old.document, policy, as_of or old.as_of, case=case_no)
            received.append(_replan(desk, change, review, plan, policy))
    return received


def _refuse_fewer_persons(old: Policy, new: Policy) -> None:
    if _PERSONS.index(new.review) < _PERSONS.index(old.review):
        raise NotPermitted(f"the case is under a policy with review: {old.review}; one with review: {new.review} asks "
                           "for fewer persons, and needs a case of its own")


def _replan(desk: Desk, change: Change, review: Review, plan: Plan, policy: Policy) -> Received:
    old = change.cases.plan(review)
    desk.refuse_while_publishing(review.document)
    if old == plan and review.policy == policy.sha256 and review.state != "published":
        return Received(review)
    acts = change.cases.acts(review)
    changes = _changes(old, plan, Standing(plan, acts, desk.digest(change, review)))
    state = after("plan", review.state)
    change.cases.revoke(review, desk.person.name)
    fresh = change.cases.replan(review, plan, state=state if acts or state == "proposed" else "proposed",
                                persons=policy.review, policy=policy.sha256)
    desk.record(change, "proposed", review.document, review.case_no, events.proposed(plan, desk.public_digest(policy)))
    return Received(fresh, changes)


def _purged(change: Change, review: Review) -> bool:
    try:
        change.cases.plan(review)
    except UsageProblem:
        return True
    return False


def _changes(old: Plan, new: Plan, standing: Standing) -> tuple[Changed, ...]:
    """What a new plan proposes otherwise than the old one, in document order."""
    before = {decision.portion: (decision, portion.text) for decision, portion
              in zip(old.decisions, old.document.portions, strict=True)}
    found = []
    for decision, portion in zip(new.decisions, new.document.portions, strict=True):
        was, text = before.get(portion.id, (None, ""))
        if was != decision or text != portion.text:
            found.append(Changed(portion.id, was.action if was else "", decision.action, portion.id in standing.acts))
    return tuple(found)


def _check_case_number(number: str) -> None:
    try:
        check_column("case_id", number)
    except UnloggableDetail as problem:
        raise UsageProblem(problem.message) from None
    if not number:
        raise UsageProblem("a case has a number")
