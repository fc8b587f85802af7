"""A desk: a person in a workspace, and what every act of the review workflow needs.

The acts themselves are functions that take a desk first: receiving documents (:mod:`redact.review.receiving`), deciding
(:mod:`redact.review.deciding`), approving (:mod:`redact.review.approving`), issuing (:mod:`redact.review.issuing`).
Each asks whether the person may, whether the document's state allows it, and whether the caller has seen the newest
version; then the change and its event are committed together, or nothing is.
"""

from __future__ import annotations

from collections.abc import Sequence

from redact.canonical import canonical_text
from redact.errors import Conflict
from redact.policy import Determination
from redact.policy.model import Policy
from redact.review import events
from redact.review.acts import Standing
from redact.review.cases import Case, Review, WordKind, Words
from redact.review.people import Person, Role
from redact.review.records import decision_record
from redact.review.states import Step, after
from redact.review.workspace import Change, Workspace


class Desk:
    """A person at work in a workspace."""

    def __init__(self, workspace: Workspace, person: Person):
        self.workspace = workspace
        self.person = person

    def add_person(self, name: str, roles: Sequence[Role], *, title: str = "", system_user: str = "",
                   password: str = "") -> Person:
        """Add a person or give one more; only an admin may. The log hears of all of it: whoever gives somebody another
        password could act in their name."""
        self.person.require("manage people")
        with self.workspace.transaction() as change:
            fresh, changed = change.people.add(name, roles, change.now, title=title, system_user=system_user,
                                               password=password)
            for role in fresh:
                change.record("people", actor=self.person.name,
                              details={"act": "added", "person": name, "role": role})
            for what in changed:
                change.record("people", actor=self.person.name, details={"act": f"{what}-changed", "person": name})
        found = self.workspace.people.find(name)
        assert found is not None
        return found

    def remove_person(self, name: str) -> None:
        """Take roles, password and system user from a person who has left; only an admin may, and not from the last
        admin. Their name stays with all they did."""
        self.person.require("manage people")
        with self.workspace.transaction() as change:
            if change.people.remove(name):
                change.record("people", actor=self.person.name, details={"act": "removed", "person": name})

    def standing(self, document: str, case_no: str = "") -> tuple[Review, Standing]:
        """A document in a case as it stands, to look at."""
        self.person.require("read documents")
        with self.workspace.consistent():
            review = self.workspace.cases.review(document, case_no)
            cases = self.workspace.cases
            return review, Standing(cases.plan(review), cases.acts(review), self.digest(self.workspace, review))

    def standing_in(self, change: Change, review: Review) -> Standing:
        return Standing(change.cases.plan(review), change.cases.acts(review), self.digest(change, review))

    def review_in(self, change: Change, document: str, case_no: str, version: int | None, step: Step | None) -> Review:
        review = change.cases.review(document, case_no)
        check_version(review, version)
        if change.cases.case(review.case_no).state == "closed":
            raise Conflict("the case is closed")
        if step is not None:
            after(step, review.state, review.persons)
        return review

    def open_case_of(self, number: str) -> Case:
        case = self.workspace.cases.case(number)
        if case.state == "closed":
            raise Conflict("the case is closed")
        return case

    def refuse_while_publishing(self, document: str) -> None:
        if self.workspace.releases(document, "publishing"):
            raise Conflict("a publication of this document was begun and not finished: run 'redact publish' again")

    def bound(self, at: Change | Workspace, review: Review, determination: Determination) -> str:
        """What an approval is bound to: document, policy, day, and every decision as it stands."""
        plan = determination.plan
        content = {"document": plan.document.sha256, "policy": plan.policy.sha256, "as_of": plan.as_of.isoformat(),
                   "case": review.case_no, "revision": review.revision,
                   "decisions": [decision_record(decision) for decision in determination.decisions]}
        return at.digest(review.document, b"determination\0" + canonical_text(content).encode())

    def write(self, change: Change, review: Review, kind: WordKind, text: str, *, portion: str = "",
              agency: str = "") -> str:
        """Keep what a person wrote in the vault; the keyed digest of it that the log gets."""
        change.cases.write(review, Words(kind, portion, agency, text, self.person.name, change.now))
        salted = f"{kind}\0{review.revision}\0{portion}\0{agency}\0{change.now}\0{text}"
        return change.digest(review.document, salted.encode("utf-8", "surrogatepass"))

    def record(self, change: Change, kind: events.RecordKind, document: str, case_no: str, details: events.Details, *,
               portion: str = "") -> None:
        change.record(kind, actor=self.person.name, case_id=case_no, document=document, portion=portion,
                      details=details)

    def digest(self, at: Change | Workspace, review: Review) -> events.Digest:
        return lambda data: at.digest(review.document, data)

    def public_digest(self, policy: Policy) -> str:
        return policy.public_sha256(self.workspace.list_key)

    def policy_details(self, policy: Policy) -> events.Details:
        return {"policy": policy.name, "policy_version": policy.version, "policy_digest": self.public_digest(policy)}


def check_version(review: Review, version: int | None) -> None:
    if version is not None and version != review.version:
        raise Conflict(f"the document is at version {review.version}, not {version}: look at it again")
