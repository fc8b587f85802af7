"""Cases, the documents in them, and what people decided, approved and wrote: the rows of the vault and their types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from redact.audit.store import Store
from redact.errors import Conflict, UsageProblem
from redact.policy import Plan
from redact.policy.model import Policy
from redact.review.acts import Act, Word
from redact.review.records import decision_of, decision_record, plan_of, plan_record, policy_of, policy_record
from redact.review.states import State

WordKind = Literal["submitted", "returned", "referred", "answered", "withdrawn", "echo"]


@dataclass(frozen=True, slots=True)
class Case:
    """A request. ``policy`` is the SHA-256 of the pinned policy, ``due`` a day or ""."""

    number: str
    requester: str
    policy: str
    due: str
    state: Literal["open", "closed"]
    opened_by: str
    opened_at: str


@dataclass(frozen=True, slots=True)
class Review:
    """A document in a case. ``version`` grows with every change and is what a caller may insist on; ``revision`` grows
    with every new plan. ``persons`` says how many have to act (``none``, ``one-person``, ``two-person``); ``policy`` is
    the SHA-256 of the policy under which its plan was made."""

    document: str
    case_no: str
    state: State
    persons: str
    version: int
    revision: int
    submitted_by: str
    policy: str


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved which revision: ``digest`` is a keyed digest of document, policy and determination."""

    revision: int
    digest: str
    person: str
    at: str
    revoked_by: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """What a person wrote about a document or a portion of it; ``agency`` with referrals and their answers."""

    kind: WordKind
    portion: str
    agency: str
    text: str
    person: str
    at: str


class Cases:
    """The cases in a vault. Methods that write do so inside the transaction of ``store``."""

    def __init__(self, store: Store):
        self._store = store

    # --- policies and cases ----------------------------------------------------------------------------------------

    def pin(self, policy: Policy) -> str:
        """Keep a policy as it is now; its SHA-256."""
        if self._store.row("SELECT 1 FROM policies WHERE sha256 = ?", [policy.sha256]) is None:
            record = policy_record(policy)
            if policy_of(record).sha256 != policy.sha256:
                raise AssertionError("a policy is not what was kept of it")
            self._store.insert("policies", [{"sha256": policy.sha256, "name": policy.name, "version": policy.version,
                                             "record": record}])
        return policy.sha256

    def policy(self, sha256: str) -> Policy:
        """A pinned policy; KeyError if there is none of that SHA-256."""
        row = self._store.row("SELECT record FROM policies WHERE sha256 = ?", [sha256])
        if row is None:
            raise KeyError(sha256)
        return policy_of(row[0])

    def all(self) -> list[Case]:
        """Every case, by due day and number; those without a due day last."""
        return list(self._cases("1", []))

    def case(self, number: str) -> Case:
        """The case of that number; UsageProblem if there is none."""
        found = next(self._cases("number = ?", [number]), None)
        if found is None:
            raise UsageProblem("there is no case of that number; 'redact case list' shows them")
        return found

    def _cases(self, where: str, values: list[str]) -> Iterator[Case]:
        rows = self._store.rows("SELECT number, requester, policy, due, state, opened_by, opened_at FROM cases "
                                f"WHERE {where} ORDER BY due = '', due, number", values)
        return (Case(*row) for row in rows)

    def open(self, case: Case) -> None:
        """Add a case; Conflict where the number is taken."""
        if next(self._cases("number = ?", [case.number]), None) is not None:
            raise Conflict("there is a case of that number already")
        self._store.insert("cases", [{"number": case.number, "requester": case.requester, "policy": case.policy,
                                      "due": case.due, "state": case.state, "opened_by": case.opened_by,
                                      "opened_at": case.opened_at}])

    def change_case(self, number: str, *, policy: str = "", due: str = "", state: str = "") -> None:
        """Give a case another policy, due day or state; "" leaves what is there."""
        for column, value in (("policy", policy), ("due", due), ("state", state)):
            if value:
                self._store.change(f"UPDATE cases SET {column} = ? WHERE number = ?", [value, number])

    # --- reviews ---------------------------------------------------------------------------------------------------

    def reviews(self, *, document: str = "", case_no: str = "") -> list[Review]:
        """Documents in cases: all, those of one case, or the cases of one document; in the order they were added."""
        wanted = {column: value for column, value in (("document", document), ("case_no", case_no)) if value}
        where = " AND ".join(f"{column} = ?" for column in wanted) or "1"
        rows = self._store.rows("SELECT document, case_no, state, persons, version, revision, submitted_by, policy "
                                f"FROM reviews WHERE {where} ORDER BY rowid", list(wanted.values()))
        return [Review(*row) for row in rows]

    def review(self, document: str, case_no: str = "") -> Review:
        """The review of a document; UsageProblem if there is none, or several and no case is named."""
        found = self.reviews(document=document, case_no=case_no)
        if not found:
            raise UsageProblem("there is no such document in a case; 'redact queue' lists them")
        if len(found) > 1:
            cases = ", ".join(review.case_no for review in found)
            raise UsageProblem(f"the document is in several cases; name one with --case ({cases})")
        return found[0]

    def add_review(self, review: Review, plan: Plan) -> None:
        """Put a document into a case."""
        self._store.insert("reviews", [{
            "document": review.document, "case_no": review.case_no, "state": review.state, "persons": review.persons,
            "version": review.version, "revision": review.revision, "submitted_by": review.submitted_by,
            "plan": plan_record(plan), "policy": review.policy}])

    def plan(self, review: Review) -> Plan:
        """The plan that a review is about."""
        row = self._store.row("SELECT plan FROM reviews WHERE document = ? AND case_no = ?",
                              [review.document, review.case_no])
        if row is None or not row[0]:
            raise UsageProblem("the text of this document was purged")
        return plan_of(row[0])

    def change(self, review: Review, *, state: State, submitted_by: str | None = None) -> int:
        """Move a review on from the version that ``review`` shows; the new version. Conflict if it was changed."""
        values = [state, review.submitted_by if submitted_by is None else submitted_by,
                  review.document, review.case_no, review.version]
        changed = self._store.change("UPDATE reviews SET state = ?, submitted_by = ?, version = version + 1 "
                                     "WHERE document = ? AND case_no = ? AND version = ?", values)
        if changed != 1:
            raise Conflict("the document was changed meanwhile; look at it again")
        return review.version + 1

    def replan(self, review: Review, plan: Plan, *, state: State, persons: str, policy: str) -> Review:
        """Give a review a new plan, and with it a new revision. Conflict if it was changed meanwhile."""
        changed = self._store.change(
            "UPDATE reviews SET state = ?, persons = ?, plan = ?, policy = ?, revision = revision + 1, "
            "version = version + 1, submitted_by = '' WHERE document = ? AND case_no = ? AND version = ?",
            [state, persons, plan_record(plan), policy, review.document, review.case_no, review.version])
        if changed != 1:
            raise Conflict("the document was changed meanwhile; look at it again")
        return self.review(review.document, review.case_no)

    # --- acts, approvals, words ------------------------------------------------------------------------------------

    def acts(self, review: Review, *, undone: bool = False) -> list[Act]:
        """What people decided of a review's portions, oldest first; with ``undone`` also what was undone."""
        rows = self._store.rows(
            "SELECT id, revision, bulk, portion, span, word, decided, basis, because, harm, person, at, "
            "coalesce(undone_by, '') FROM acts WHERE document = ? AND case_no = ?"
            + ("" if undone else " AND undone_by IS NULL") + " ORDER BY id", [review.document, review.case_no])
        return [_act(*row) for row in rows]

    def add_acts(self, review: Review, acts: Iterable[Act]) -> None:
        """Add what a person decided; the ids of ``acts`` are given by the vault."""
        self._store.insert("acts", [{
            "document": review.document, "case_no": review.case_no, "revision": act.revision, "bulk": act.bulk,
            "portion": act.portion, "span": act.span, "word": act.word, "decided": decision_record(act.decided),
            "basis": act.basis, "because": act.because, "harm": act.harm, "person": act.person, "at": act.at,
        } for act in acts])

    def undo(self, act: Act, person: str, at: str) -> None:
        """Mark an act as undone; Conflict if it is already."""
        if self._store.change("UPDATE acts SET undone_by = ?, undone_at = ? WHERE id = ? AND undone_by IS NULL",
                              [person, at, act.id]) != 1:
            raise Conflict("it was undone meanwhile")

    def approve(self, review: Review, approval: Approval) -> None:
        """Keep an approval. The triggers of the vault refuse one by somebody who decided."""
        self._store.insert("approvals", [{"document": review.document, "case_no": review.case_no,
                                          "revision": approval.revision, "digest": approval.digest,
                                          "person": approval.person, "at": approval.at}])

    def approval(self, review: Review) -> Approval | None:
        """The approval of this revision that stands, None if there is none."""
        row = self._store.row(
            "SELECT revision, digest, person, at FROM approvals WHERE document = ? AND case_no = ? AND revision = ? "
            "AND revoked_by IS NULL ORDER BY rowid DESC", [review.document, review.case_no, review.revision])
        return Approval(*row) if row else None

    def revoke(self, review: Review, person: str) -> None:
        """End the approvals of a review that stand."""
        self._store.change("UPDATE approvals SET revoked_by = ? WHERE document = ? AND case_no = ? "
                           "AND revoked_by IS NULL", [person, review.document, review.case_no])

    def write(self, review: Review, words: Words) -> None:
        """Keep what a person wrote."""
        self._store.insert("words", [{"document": review.document, "case_no": review.case_no, "kind": words.kind,
                                      "portion": words.portion, "agency": words.agency, "text": words.text,
                                      "person": words.person, "at": words.at}])

    def words(self, review: Review) -> list[Words]:
        """What people wrote about a review, oldest first."""
        rows = self._store.rows("SELECT kind, portion, agency, text, person, at FROM words WHERE document = ? "
                                "AND case_no = ? ORDER BY rowid", [review.document, review.case_no])
        return [Words(*row) for row in rows]


def _act(number: int, revision: int, bulk: str, portion: str, span: str, word: Word, decided: str, *rest: str) -> Act:
    return Act(number, revision, bulk, portion, span, word, decision_of(decided), *rest)
