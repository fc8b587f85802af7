"""Ending a review: submitting, approving by somebody else, returning; and referring to other agencies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from redact.errors import Conflict, NotPermitted, Refused, UsageProblem
from redact.policy import Determination
from redact.policy.agencies import shipped_agencies
from redact.policy.codes import UNDETERMINED
from redact.policy.echo import echo_findings
from redact.review import events
from redact.review.acts import Standing
from redact.review.cases import Approval, Review
from redact.review.desk import Desk
from redact.review.states import after
from redact.review.workspace import Change


def submit(desk: Desk, document: str, *, case_no: str = "", because: str = "", version: int | None = None) -> Review:
    """End the review of a document and hand it to an approver.

    Every portion has to be reviewed as it is now, and no code be ``undetermined``; where what is released
    repeats a withheld name (``echo``), ``because`` says why it may. Refused where something is left to do.
    """
    desk.person.require("submit")
    with desk.workspace.transaction() as change:
        review = desk.review_in(change, document, case_no, version, "submit")
        standing = desk.standing_in(change, review)
        check_complete(review, standing)
        determination = standing.determination()
        _answer_echoes(desk, change, review, determination, because)
        digest = desk.bound(change, review, determination)
        moved = change.cases.change(review, state=after("submit", review.state), submitted_by=desk.person.name)
        desk.record(change, "submitted", review.document, review.case_no,
                    _bound_details(desk, change, review, standing, digest, moved))
    return desk.workspace.cases.review(document, review.case_no)


def approve(desk: Desk, document: str, *, case_no: str = "", version: int | None = None) -> Review:
    """Approve what was submitted, bound to a keyed digest of document, policy and determination.

    NotPermitted for somebody who decided or took back anything of this revision or submitted it; the vault's triggers
    refuse it as well. Under a policy for one person the one who decided may approve, unless somebody let out what the
    policy withholds.
    """
    desk.person.require("approve")
    with desk.workspace.transaction() as change:
        review = desk.review_in(change, document, case_no, version, "approve")
        standing = desk.standing_in(change, review)
        if needs_another(review, standing) or review.persons == "none":
            _refuse_contributor(desk, change, review)
        check_complete(review, standing)
        digest = desk.bound(change, review, standing.determination())
        change.cases.approve(review, Approval(review.revision, digest, desk.person.name, change.now))
        moved = change.cases.change(review, state=after("approve", review.state))
        desk.record(change, "approved", review.document, review.case_no,
                    _bound_details(desk, change, review, standing, digest, moved))
    return desk.workspace.cases.review(document, review.case_no)


def give_back(desk: Desk, document: str, because: str, *, case_no: str = "", version: int | None = None) -> Review:
    """Give a submitted, approved or quarantined document back to review, with a reason."""
    desk.person.require("return")
    if not because.strip():
        raise UsageProblem("return asks for a reason: --because")
    with desk.workspace.transaction() as change:
        review = desk.review_in(change, document, case_no, version, "return")
        desk.refuse_while_publishing(review.document)
        change.cases.revoke(review, desk.person.name)
        moved = change.cases.change(review, state=after("return", review.state), submitted_by="")
        details = {"version": moved, "revision": review.revision,
                   "because": desk.write(change, review, "returned", because)}
        desk.record(change, "returned", review.document, review.case_no, details)
    return desk.workspace.cases.review(document, review.case_no)


def refer(desk: Desk, document: str, agency: str, portions: Sequence[str], *, case_no: str = "",
          because: str = "") -> Review:
    """Record that portions were sent to the agency whose information they hold (32 CFR 2001.34)."""
    return _referral(desk, document, agency, portions, case_no, because, "referred", "")


def answer(desk: Desk, document: str, agency: str, answer: Literal["release", "withhold", "no-objection"],
           portions: Sequence[str], *, case_no: str = "", because: str = "") -> Review:
    """Record what an agency determined of what was referred to it. Deciding accordingly is a person's own act."""
    return _referral(desk, document, agency, portions, case_no, because, "answered", answer)


def _referral(desk: Desk, document: str, agency: str, portions: Sequence[str], case_no: str, because: str,
              kind: Literal["referred", "answered"], answer: str) -> Review:
    desk.person.require("refer")
    if agency not in shipped_agencies().agencies:
        known = ", ".join(shipped_agencies().agencies)
        raise UsageProblem(f"there is no such agency; use one of {known}")
    with desk.workspace.transaction() as change:
        review = desk.review_in(change, document, case_no, None, None)
        sent = {(words.portion, words.agency) for words in change.cases.words(review) if words.kind == "referred"}
        for portion in portions or [""]:
            if kind == "answered" and (portion, agency) not in sent:
                raise Conflict("nothing of this was referred to that agency")
            details: events.Details = {"refer_to": [agency], "revision": review.revision}
            details |= {"code": "referral", "answer": answer} if answer else {}
            written = desk.write(change, review, kind, because, portion=portion, agency=agency)
            details |= {"because": written} if because else {}
            desk.record(change, kind, review.document, review.case_no, details, portion=portion)
    return desk.workspace.cases.review(document, review.case_no)


def _refuse_contributor(desk: Desk, change: Change, review: Review) -> None:
    """What somebody took back counts as much as what they decided: an older decision stands again by it."""
    name, acts = desk.person.name, change.cases.acts(review, undone=True)
    decided = any(act.undone_by == name or (act.person == name and (act.revision == review.revision
                                                                    or not act.undone_by)) for act in acts)
    if decided or review.submitted_by == name:
        raise NotPermitted(f"{name} decided or submitted this; somebody else has to approve it")


def needs_another(review: Review, standing: Standing) -> bool:
    """Whether publication asks for an approval by somebody who did not decide: where the policy says two persons, and
    under every policy where somebody let out what it withholds (design §7)."""
    return review.persons == "two-person" or standing.loosened()


def check_complete(review: Review, standing: Standing) -> None:
    left = standing.unreviewed()
    if left:
        shown = ", ".join(left[:8]) + (f" and {len(left) - 8} more" if len(left) > 8 else "")
        raise Refused(f"not reviewed as they are now: {shown}; 'redact decide {review.document} rest confirm' "
                      "confirms what the policy proposes")
    check_determined(standing.determination())


def _answer_echoes(desk: Desk, change: Change, review: Review, determination: Determination, because: str) -> None:
    """What is released repeats a name that is withheld elsewhere: a person has to say why it may (design §3)."""
    echoes = echo_findings(determination.plan.document, determination.decisions)
    if not echoes:
        return
    if not because.strip():
        places = ", ".join(sorted({finding.portion for finding in echoes if finding.portion})[:8])
        raise Refused(f"what is released repeats a withheld name (echo: {places}): withhold it there too, or submit "
                      "with --because and say why it may stand")
    digest = desk.write(change, review, "echo", because)
    desk.record(change, "answered", review.document, review.case_no,
                {"code": "echo", "answer": "accepted", "because": digest, "revision": review.revision})


def _bound_details(desk: Desk, change: Change, review: Review, standing: Standing, digest: str,
                   version: int) -> events.Details:
    determination = standing.determination()
    policy = change.cases.policy(review.policy)
    return {**desk.policy_details(policy), "outcome": determination.plan.outcome, "determination": digest,
            "revision": review.revision, "version": version,
            "decisions": events.decisions(determination.decisions)}


def check_determined(determination: Determination) -> None:
    left = [decision.portion for decision in determination.decisions
            if UNDETERMINED in decision.codes or any(UNDETERMINED in span.codes for span in decision.spans)]
    if left:
        raise Refused(f"withheld because no rule applies, which is no exemption: {', '.join(left[:8])}; "
                      "'redact decide' gives each a code or releases it")
