"""People at their desks, and a fictional document that every kind of decision can be tried on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redact.documents import Document
from redact.documents.cable import read_bytes
from redact.policy.loading import parse_policy
from redact.policy.model import Policy
from redact.review import approving, deciding, receiving
from redact.review.acts import Verdict
from redact.review.desk import Desk
from redact.review.people import Role
from redact.review.workspace import Workspace

DAY = dt.date(2026, 11, 26)
CASE = "F-2026-00014"
TEXT = """C O N F I D E N T I A L VALTARA 000311
SIPDIS
E.O. 12958: DECL: 05/02/2010
SUBJECT: (U) FERRY TALKS RESUME

1. (C) Talks about the Ostrava ferry resumed on Monday.

2. (C) Dorin Calvaste (strictly protect) doubts the ministry's figures.

3. (U) The ferry will run from June on, says the harbour board.

4. (S//TK-QUILL) The sensor over Port Lorne saw the second hull.
"""
POLICY = """\
policy: ferry
version: {version}
title: Ferries
audience: public
review: {review}
default: {{withhold: ["(b)(5)"]}}
amount: lines
rules:
  - {{id: routing, because: Routing is public., when: {{kind: [transport, header, caption, classification, signature],
     any: [{{found: {{none_of: [explicit]}}}}, {{level: C, sci: none}}]}}, then: release}}
  - {{id: ended, because: The day has passed., when: {{declassify_on: passed, dissem: {{only: [NF]}}, sci: none}},
     then: release}}
  - {{id: open, because: Marked (U)., when: {{level: U, dissem: {{only: []}}, sci: none}}, then: release}}
  - {{id: sources, because: A source., find: {{entity: [protected-source]}}, then: redact, codes: ["(b)(6)"],
     harm: A source could be hurt.}}
{more}
never:
  - {{id: no-codeword, because: Compartments are never released., when: {{sci: any}}}}
"""


def policy(review: str = "two-person", version: int = 1, more: str = "") -> Policy:
    return parse_policy(POLICY.format(review=review, version=version, more=more).encode())


def document(text: str = TEXT, name: str = "ferry.txt") -> Document:
    return read_bytes(text.encode(), name)


PEOPLE: dict[str, tuple[Role, ...]] = {"ann": ("reviewer",), "ben": ("approver",), "cyn": ("approver",),
                                       "dov": ("auditor",), "ada": ("admin",), "eve": ("reviewer", "approver")}


class Office:
    """An open workspace with everybody in it."""

    def __init__(self, workspace: Workspace):
        self.workspace = workspace

    def desk(self, name: str) -> Desk:
        person = self.workspace.people.find(name)
        assert person is not None
        return Desk(self.workspace, person)

    def confirm(self, identity: str, by: str = "ann") -> None:
        _, standing = self.desk(by).standing(identity)
        deciding.decide(self.desk(by), identity, standing.unreviewed(), Verdict("confirm"))

    def approved(self, identity: str, by: str = "ben") -> None:
        """The document confirmed by ann where nobody has decided, submitted by her, and approved."""
        _, standing = self.desk("ann").standing(identity)
        if standing.unreviewed():
            self.confirm(identity)
        approving.submit(self.desk("ann"), identity, because="known for years")
        approving.approve(self.desk(by), identity)

    def portion(self, identity: str, number: str) -> str:
        _, standing = self.desk("ann").standing(identity)
        return next(portion.id for portion in standing.plan.document.portions if portion.number == number)

    def state(self, identity: str) -> str:
        return self.workspace.cases.review(identity).state

    def kinds(self) -> list[str]:
        return [logged.event.kind for logged in self.workspace.events()]


@contextmanager
def office(path: Path, *, review: str = "two-person", ceiling: bool = False) -> Iterator[tuple[Office, str]]:
    """A new workspace with a case and the document in it; the office and the document's id."""
    with Workspace.open(path, actor="ada") as workspace:
        receiving.set_up(workspace, "ada", system_user="ada", ceiling="C" if ceiling else None)
        made = Office(workspace)
        for name, roles in PEOPLE.items():
            if name != "ada":
                made.desk("ada").add_person(name, roles, title=f"{name.title()}'s title")
        receiving.open_case(made.desk("ann"), CASE, policy(review), requester="Milo Ostrander")
        yield made, receiving.add(made.desk("ann"), document(), CASE, DAY).review.document
