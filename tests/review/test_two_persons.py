"""One person alone tries to publish under two persons: by undoing, by racing, by another policy, by other names."""

from __future__ import annotations

import os
import pwd
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from desks import CASE, DAY, TEXT, Office, document, office, policy
from test_workflow import decision, overrule, publish

from redact.audit import faults
from redact.audit.log import Filter
from redact.errors import Conflict, NotPermitted, Refused, UsageProblem
from redact.policy.registers import level_marking
from redact.review import approving, deciding, issuing, publishing, receiving
from redact.review.acts import is_looser
from redact.review.publishing import GateRefusal, release_document
from redact.review.workspace import system_actor


def test_the_environment_makes_nobody_somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "ben")
    assert system_actor() == f"os:{pwd.getpwuid(os.getuid()).pw_name}"


def test_what_an_admin_changes_of_a_person_is_in_the_log(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, _):
        made.desk("ada").add_person("ben", ["approver"], password="known to ada", title="Another", system_user="root")
        made.desk("ada").add_person("ben", ["approver"], title="Another", system_user="root")
        told = [logged.event.details for logged in made.workspace.events(Filter(kind="people"))][-3:]
        assert told == [{"act": f"{what}-changed", "person": "ben"} for what in ("title", "system-user", "password")]
        assert made.workspace.verify().ok


def test_who_undid_does_not_approve_what_stands_again_by_it(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, identity):
        made.confirm(identity)
        overrule(made, identity, "3", "withhold", codes=("(b)(5)",))
        deciding.undo(made.desk("ben"), identity, [made.portion(identity, "3")])
        approving.submit(made.desk("ann"), identity, because="x")
        with pytest.raises(NotPermitted, match="somebody else"):
            approving.approve(made.desk("ben"), identity)
        approving.approve(made.desk("cyn"), identity)


@pytest.mark.parametrize("statement", [
    "INSERT INTO approvals (document, case_no, revision, digest, person, at) VALUES (:d, :c, 1, :h, 'ben', 'now')",
    "UPDATE reviews SET persons = 'none', revision = revision + 1",
])
def test_the_vault_itself_refuses_it(tmp_path: Path, statement: str) -> None:
    with office(tmp_path / "w") as (made, identity):
        made.confirm(identity)
        overrule(made, identity, "3", "withhold", codes=("(b)(5)",))
        deciding.undo(made.desk("ben"), identity, [made.portion(identity, "3")])
        approving.submit(made.desk("ann"), identity, because="x")
    connection = sqlite3.connect(tmp_path / "w" / "vault.db")
    with pytest.raises(sqlite3.IntegrityError, match=r"decided|stays"):
        connection.execute(statement, {"d": identity, "c": CASE, "h": "0" * 64} if ":d" in statement else {})
    connection.close()


@pytest.mark.parametrize("review", ["one-person", "none"])
def test_a_case_never_asks_for_fewer_persons(tmp_path: Path, review: str) -> None:
    with office(tmp_path / "w") as (made, identity):
        made.confirm(identity)
        before = made.kinds()
        with pytest.raises(NotPermitted, match="fewer persons"):
            receiving.set_policy(made.desk("eve"), CASE, policy(review, version=2))
        assert made.kinds() == before
        assert made.workspace.cases.review(identity).persons == "two-person"


@pytest.mark.parametrize("review", ["one-person", "none"])
def test_what_the_policy_withholds_is_never_let_out_by_one_person(tmp_path: Path, review: str) -> None:
    """Design §7: it may be released by an approver other than the one who approves, under every policy."""
    with office(tmp_path / "w", review=review) as (made, identity):
        where = made.desk("eve").standing(identity)[1].plan.document.portion(made.portion(identity, "2"))
        span = (where.to_source(7), where.to_source(21))
        overrule(made, identity, "2", "release", by="eve", span=span)
        made.confirm(identity, by="eve")
        approving.submit(made.desk("eve"), identity, because="x")
        with pytest.raises(Conflict, match="approver"):
            publish(made, identity, tmp_path / "out", by="eve")
        with pytest.raises(NotPermitted):
            approving.approve(made.desk("eve"), identity)
        approving.approve(made.desk("ben"), identity)
        assert publish(made, identity, tmp_path / "out", by="eve").state == "published"


def test_without_review_a_decision_on_an_older_text_is_looked_at_again(tmp_path: Path) -> None:
    with office(tmp_path / "w", review="none") as (made, identity):
        overrule(made, identity, "3", "redact", codes=("(b)(6)",), span=span_of(made, identity, "3", "harbour"))
        old, new = document(), document(TEXT.replace("June on", "May on"))
        same = type(new)(**{name: getattr(old if name == "sha256" else new, name) for name in new.__dataclass_fields__})
        receiving.add(made.desk("ann"), same, CASE, DAY)
        with pytest.raises(Refused, match="text or the proposal changed"):
            publish(made, identity, tmp_path / "out", by="ann")
        assert not (tmp_path / "out").exists()


def span_of(made: Office, identity: str, number: str, word: str) -> tuple[int, int]:
    portion = made.desk("ann").standing(identity)[1].plan.document.portion(made.portion(identity, number))
    start = portion.text.index(word)
    return portion.to_source(start), portion.to_source(start + len(word), end=True)


RACES: dict[str, Callable[[Office, str], object]] = {
    "returned": lambda made, identity: approving.give_back(made.desk("ben"), identity, "a name"),
    "planned anew": lambda made, _: receiving.add(made.desk("ann"), document(), CASE, DAY.replace(year=2027)),
    "another policy": lambda made, _: receiving.set_policy(made.desk("ann"), CASE, policy(version=2)),
    "purged": lambda made, identity: issuing.purge(made.desk("ada"), identity),
}


@pytest.mark.parametrize("race", RACES)
def test_what_changes_while_a_release_is_rendered_is_not_published(tmp_path: Path, race: str,
                                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    """Rendering and checking take seconds, in which an approver can still take a document back."""
    with office(tmp_path / "w") as (made, identity):
        made.approved(identity)
        check = publishing.gate_check

        def meanwhile(*args: object, **more: object) -> object:
            RACES[race](made, identity)
            return check(*args, **more)

        monkeypatch.setattr(publishing, "gate_check", meanwhile)
        with pytest.raises(Conflict, match="meanwhile"):
            publish(made, identity, tmp_path / "out")
        assert not list(tmp_path.glob("out/*"))
        assert "publishing" not in made.kinds()
        assert made.state(identity) != "published"
    if race == "purged":
        raw = b"".join(path.read_bytes() for path in (tmp_path / "w").glob("*.db*"))
        assert b"Calvaste" not in raw


def test_a_withdrawn_release_does_not_stand_again(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, identity):
        made.approved(identity)
        first = publish(made, identity, tmp_path / "out")
        _, note = issuing.withdraw(made.desk("ben"), first.release_id, "a mistake")
        kept = Path(note).read_bytes()
        issuing.withdraw(made.desk("ben"), first.release_id, "again")
        assert Path(note).read_bytes() == kept, "the note is the one whose hash is in the log"
        assert made.workspace.cases.approval(made.workspace.cases.review(identity)) is None
        approving.submit(made.desk("ann"), identity, because="x")
        approving.approve(made.desk("cyn"), identity)
        with pytest.raises(Conflict, match="replace"):
            publish(made, identity, tmp_path / "out")
        order, name = issuing.order_for(made.desk("ann"), identity, tmp_path / "out", replace=True)
        again = issuing.publish(made.desk("ann"), identity, name, order)
        assert again.state == "published"
        assert again.release_id != first.release_id


def test_a_second_release_stopped_before_the_first_was_withdrawn_blocks_nobody(tmp_path: Path,
                                                                               monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopped(BaseException):
        pass

    def hook(name: str) -> None:
        if name == "release.placed":
            raise Stopped

    with office(tmp_path / "w") as (made, identity):
        made.approved(identity)
        first = publish(made, identity, tmp_path / "out")
        with monkeypatch.context() as patch:
            patch.setattr(faults, "checkpoint_hook", hook)
            with pytest.raises(Stopped):
                publish(made, identity, tmp_path / "elsewhere")
        issuing.withdraw(made.desk("ben"), first.release_id, "a mistake")
        other = receiving.add(made.desk("ann"), document(TEXT + "\n5. (U) More.\n"), CASE, DAY).review.document
        made.approved(other)
        publish(made, other, tmp_path / "third")
        assert made.state(identity) == "returned"
        assert made.kinds().count("published") == 3, "what is out is recorded"


def test_a_published_document_refused_under_another_name_stays_published(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, identity):
        made.approved(identity)
        publish(made, identity, tmp_path / "out")
        order, _ = issuing.order_for(made.desk("ann"), identity, tmp_path / "other")
        with pytest.raises(GateRefusal):
            issuing.publish(made.desk("ann"), identity, "Calvaste", order)
        assert made.state(identity) == "published"
        assert made.kinds()[-1] == "refused"


def test_only_what_was_published_is_disclosed(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, identity):
        made.approved(identity)
        order, _ = issuing.order_for(made.desk("ann"), identity, tmp_path / "out", formats=("json",))
        draft = release_document(made.workspace, document(), "draft", order)
        with pytest.raises(UsageProblem, match="no published release"):
            issuing.disclose(made.desk("ben"), draft.release_id, "p1")


def test_what_the_log_commits_to_can_be_computed_from_what_the_vault_keeps(tmp_path: Path) -> None:
    """One time for a whole act: what people wrote is committed to with the time that is kept beside it."""
    with office(tmp_path / "w") as (made, identity):
        made.confirm(identity)
        approving.submit(made.desk("ann"), identity, because="x")
        approving.give_back(made.desk("ben"), identity, "a name in it")
        (logged,) = made.workspace.events(Filter(kind="returned"))
        words = made.workspace.cases.words(made.workspace.cases.review(identity))[-1]
        salted = f"returned\x001\x00\x00\x00{words.at}\x00{words.text}".encode()
        assert logged.event.details["because"] == made.workspace.digest(identity, salted)
        assert logged.event.at == words.at


def test_a_lower_mark_than_proposed_asks_for_an_approver(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, identity):
        _, standing = made.desk("ann").standing(identity)
        proposed = standing.plan.decision(made.portion(identity, "1"))
        secret = replace(proposed, effective=level_marking("S"))
        assert is_looser(replace(secret, action="downgrade", effective=level_marking("C")), secret)
        assert not is_looser(secret, secret)
        assert not is_looser(secret, replace(secret, effective=level_marking("C")))


@pytest.mark.parametrize("word", ["release", "downgrade", "redact"])
def test_a_name_the_policy_finds_stays_when_a_withheld_portion_is_opened(tmp_path: Path, word: str) -> None:
    """Nobody is shown the spans of what is withheld whole, so to open it says nothing of a protected name in it."""
    with office(tmp_path / "w") as (made, identity):
        overrule(made, identity, "2", "withhold", codes=("(b)(5)",))
        said = {"downgrade": {"to": "U"}, "release": {},
                "redact": {"codes": ("(b)(5)",), "span": span_of(made, identity, "2", "ministry")}}[word]
        overrule(made, identity, "2", word, by="ben", **said)
        portion = made.desk("ann").standing(identity)[1].plan.document.portion(made.portion(identity, "2"))
        assert "Dorin Calvaste" in [portion.text[span.start:span.end] for span in decision(made, identity, "2").spans]
        overrule(made, identity, "2", "release", by="ben", span=span_of(made, identity, "2", "Dorin Calvaste"))
        assert all("Calvaste" not in portion.text[span.start:span.end]
                   for span in decision(made, identity, "2").spans)


def test_a_word_cut_beside_a_mark_leaves_the_cut_through_the_mark_alone(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, _):
        text = TEXT.replace("1. (C)", "1. (C//RELIDO)")
        identity = receiving.add(made.desk("ann"), document(text), CASE, DAY).review.document
        for word in ("Talks", "about"):
            overrule(made, identity, "1", "redact", by="eve", codes=("(b)(6)",),
                     span=span_of(made, identity, "1", word))
        portion = made.desk("ann").standing(identity)[1].plan.document.portion(made.portion(identity, "1"))
        assert [(portion.text[span.start:span.end], span.amount) for span in decision(made, identity, "1").spans] == [
            ("//RELIDO", None), ("Talks about", "less than 1 line")]
