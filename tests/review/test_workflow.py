"""The review workflow: who may do what in which state, and what is kept, shown and refused."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from desks import CASE, DAY, TEXT, Office, document, office, policy

from redact.audit.store import StorageProblem
from redact.errors import Conflict, NotPermitted, RedactError, Refused, UsageProblem
from redact.review import approving, deciding, issuing, publishing, receiving
from redact.review.acts import Verdict
from redact.review.deciding import select
from redact.review.orders import GateRefusal
from redact.review.publishing import release_document
from redact.review.replay import replay
from redact.review.states import STATES, Step, after


def publish(made: Office, identity: str, out: Path, by: str = "ben") -> Any:
    order, name = issuing.order_for(made.desk(by), identity, out, formats=("json",))
    return issuing.publish(made.desk(by), identity, name, order)


def overrule(made: Office, identity: str, number: str, word: Any, by: str = "ann", **said: Any) -> Any:
    said = {"because": "a reason", "harm": "a harm", **said}
    return deciding.decide(made.desk(by), identity, [made.portion(identity, number)], Verdict(word, **said))


def decision(made: Office, identity: str, number: str) -> Any:
    return made.desk("ann").standing(identity)[1].decision(made.portion(identity, number))


# --- the way through -----------------------------------------------------------------------------------------------

def test_from_receiving_to_publishing(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, identity):
        assert made.state(identity) == "proposed"
        made.confirm(identity)
        assert made.state(identity) == "in review"
        overrule(made, identity, "3", "withhold", codes=("(b)(5)",))
        made.approved(identity)
        assert made.state(identity) == "approved"
        outcome = publish(made, identity, tmp_path / "out")
        assert made.state(identity) == "published"
        assert outcome.model.name == "VALTARA-000311"
        shown = json.loads((tmp_path / "out" / "VALTARA-000311.json").read_text())
        assert [portion["action"] for portion in shown["portions"][-3:]] == ["redact", "withhold", "withhold"]
        people = json.loads((tmp_path / "out" / "VALTARA-000311.manifest.json").read_text())["people"]
        assert people == [{"role": "reviewer", "title": "Ann's title"}, {"role": "approver", "title": "Ben's title"}]
        assert made.kinds()[-8:] == ["received", "proposed", "confirmed", "overruled", "submitted", "approved",
                                     "publishing", "published"]
        assert made.workspace.verify().ok
        assert publish(made, identity, tmp_path / "out").state == "stands"
        assert made.kinds().count("published") == 1


def test_an_override_is_its_own_kind_of_event_and_says_what_was_proposed(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, identity):
        overrule(made, identity, "3", "withhold", codes=("(b)(5)",))
        (event,) = [logged.event for logged in made.workspace.events() if logged.event.kind == "overruled"]
        assert event.details["proposed"] == "release"
        assert event.details["action"] == "withhold"
        assert event.portion == made.portion(identity, "3")


@pytest.mark.parametrize("step", ["decide", "submit", "approve", "return", "publish", "withdraw", "plan", "quarantine"])
def test_every_step_says_why_it_is_not_possible(step: Step) -> None:
    refusals = []
    for state, persons in itertools.product(STATES, ("none", "one-person", "two-person")):
        try:
            after(step, state, persons)
        except Conflict as refused:
            refusals.append((state, refused.message))
    assert 0 < len(refusals) < 3 * len(STATES)
    assert all(state in message and len(message) > 40 for state, message in refusals)


def test_two_persons_publish_only_what_is_approved() -> None:
    assert after("publish", "approved", "two-person") == "published"
    for state in STATES:
        if state != "approved":
            with pytest.raises(Conflict):
                after("publish", state, "two-person")


# --- two persons ---------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("who", ["ann", "dov", "ada"])
def test_only_an_approver_approves(tmp_path: Path, who: str) -> None:
    with office(tmp_path / "w") as (made, identity):
        made.confirm(identity)
        approving.submit(made.desk("ann"), identity, because="x")
        with pytest.raises(NotPermitted):
            approving.approve(made.desk(who), identity)
        assert made.state(identity) == "submitted"


@pytest.mark.parametrize("part", ["decided", "decided and undone", "submitted"])
def test_who_took_part_does_not_approve(tmp_path: Path, part: str) -> None:
    with office(tmp_path / "w") as (made, identity):
        made.confirm(identity)
        if part != "submitted":
            overrule(made, identity, "3", "withhold", codes=("(b)(5)",), by="eve")
        if part == "decided and undone":
            deciding.undo(made.desk("ann"), identity, [made.portion(identity, "3")])
        approving.submit(made.desk("eve" if part == "submitted" else "ann"), identity, because="x")
        with pytest.raises(NotPermitted, match="somebody else"):
            approving.approve(made.desk("eve"), identity)
        approving.approve(made.desk("ben"), identity)


@pytest.mark.parametrize("statement", [
    "INSERT INTO approvals (document, case_no, revision, digest, person, at) VALUES (:d, :c, 1, :h, 'ann', 'now')",
    "INSERT INTO approvals (document, case_no, revision, digest, person, at) VALUES (:d, :c, 2, :h, 'ben', 'now')",
    "UPDATE reviews SET state = 'approved'", "UPDATE reviews SET state = 'published'",
    "UPDATE reviews SET persons = 'none'", "DELETE FROM reviews", "DELETE FROM acts", "UPDATE acts SET person = 'eve'",
    "UPDATE acts SET word = 'release'", "UPDATE acts SET decided = '{}'", "UPDATE acts SET because = ''",
    "INSERT OR REPLACE INTO acts SELECT id, document, case_no, revision, bulk, portion, span, word, decided, basis, "
    "because, harm, 'eve', at, NULL, NULL FROM acts",
    "INSERT OR REPLACE INTO reviews SELECT document, case_no, 'approved', persons, version, revision, submitted_by, "
    "plan, policy FROM reviews",
    "INSERT OR REPLACE INTO reviews SELECT document, case_no, 'proposed', 'none', version, revision, submitted_by, "
    "plan, policy FROM reviews",
])
def test_the_vault_itself_refuses_what_the_service_would(tmp_path: Path, statement: str) -> None:
    with office(tmp_path / "w") as (made, identity):
        made.confirm(identity)
        approving.submit(made.desk("ann"), identity, because="x")
    connection = sqlite3.connect(tmp_path / "w" / "vault.db")
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(statement, {"d": identity, "c": CASE, "h": "0" * 64} if ":d" in statement else {})
    connection.close()


def test_an_approval_is_bound_to_what_was_approved(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, identity):
        made.approved(identity)
    connection = sqlite3.connect(tmp_path / "w" / "vault.db")
    connection.execute("DROP TRIGGER acts_words_stay")
    text = connection.execute("SELECT decided FROM acts ORDER BY id DESC").fetchone()[0]
    opened = {**json.loads(text), "action": "release", "codes": [], "amount": None}
    connection.execute("UPDATE acts SET decided = ? WHERE id = (SELECT max(id) FROM acts)", [json.dumps(opened)])
    connection.commit()
    connection.close()
    from redact.review.workspace import Workspace
    with Workspace.open(tmp_path / "w", create=False) as workspace, pytest.raises(Conflict, match="approved"):
        publish(Office(workspace), identity, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_under_a_policy_for_one_person_the_decider_submits_and_publishes(tmp_path: Path) -> None:
    with office(tmp_path / "w", review="one-person") as (made, identity):
        made.confirm(identity)
        with pytest.raises(Conflict):
            publish(made, identity, tmp_path / "out", by="ann")
        approving.submit(made.desk("ann"), identity, because="x")
        publish(made, identity, tmp_path / "out", by="ann")
        assert made.state(identity) == "published"


def test_under_a_policy_without_review_a_case_publishes_at_once(tmp_path: Path) -> None:
    with office(tmp_path / "w", review="none") as (made, identity):
        publish(made, identity, tmp_path / "out", by="ann")
        assert made.state(identity) == "published"


# --- decisions -----------------------------------------------------------------------------------------------------

def test_to_let_out_what_the_policy_withholds_asks_for_an_approver(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, identity):
        portion = made.portion(identity, "2")
        _, standing = made.desk("ann").standing(identity)
        start, end = (standing.plan.document.portion(portion).to_source(place)
                      for place in (7, 21))
        for word, said in (("release", {}), ("release", {"span": (start, end)})):
            with pytest.raises(NotPermitted):
                overrule(made, identity, "2", word, **said)
        overrule(made, identity, "2", "release", by="ben", span=(start, end))
        assert decision(made, identity, "2").action == "release"
        with pytest.raises(NotPermitted):
            made.approved(identity, by="ben")
        approving.approve(made.desk("cyn"), identity)


def test_what_is_never_released_is_not_released_by_a_person_either(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, identity):
        for word, said in (("release", {}), ("redact", {"span": None, "codes": ("(b)(6)",)})):
            if word == "redact":
                where = made.desk("ann").standing(identity)[1].plan.document.portion(made.portion(identity, "4"))
                said = {"span": (where.spans[0][0] + 20, where.spans[0][0] + 26), "codes": ("(b)(6)",)}
            with pytest.raises(NotPermitted, match="never released"):
                overrule(made, identity, "4", word, by="ben", **said)


def test_a_person_cuts_a_span_and_it_grows_to_whole_words(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, identity):
        at = TEXT.index("harbour")
        overrule(made, identity, "3", "redact", span=(at + 1, at + 3), codes=("(b)(6)",))
        decided = decision(made, identity, "3")
        text = made.desk("ann").standing(identity)[1].plan.document.portion(decided.portion).text
        assert [text[span.start:span.end] for span in decided.spans] == ["harbour"]
        assert decided.action == "redact"
        assert decided.codes == ("(b)(6)",)


@pytest.mark.parametrize(("word", "said", "why"), [
    ("withhold", {}, "--code"), ("withhold", {"codes": ("(b)(99)",)}, "in no table"),
    ("withhold", {"codes": ("undetermined",)}, "undetermined"), ("redact", {"codes": ("(b)(6)",)}, "--span"),
    ("redact", {"span": (0, 5), "codes": ("(b)(6)",)}, "does not lie"),
    ("redact", {"span": (10**6, 10**6 + 4), "codes": ("(b)(6)",)}, "does not lie"),
    ("refer", {}, "--to"), ("downgrade", {}, "--to"), ("downgrade", {"to": "COSMIC"}, "--to"),
    ("downgrade", {"to": "S"}, "lower"), ("confirm", {"codes": ("(b)(6)",)}, "--code"),
    ("confirm", {"span": (0, 5)}, "no span"), ("release", {"span": (0, 3)}, "does not lie"),
    ("withhold", {"codes": ("(b)(6)",), "because": " "}, "--because"),
    ("withhold", {"codes": ("(b)(6)",), "harm": ""}, "--harm"),
])
def test_a_verdict_that_lacks_something_says_what(tmp_path: Path, word: Any, said: dict[str, Any], why: str) -> None:
    with office(tmp_path / "w") as (made, identity):
        before = made.kinds()
        with pytest.raises(UsageProblem, match=why):
            overrule(made, identity, "3", word, by="eve", **said)
        assert made.kinds() == before
        assert made.state(identity) == "proposed"


def test_one_stroke_is_one_act_and_is_undone_at_one_stroke(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, identity):
        made.confirm(identity)
        assert made.kinds().count("confirmed") == 1
        overrule(made, identity, "3", "withhold", codes=("(b)(5)",))
        deciding.undo(made.desk("ann"), identity, [])
        assert decision(made, identity, "3").action == "release"
        review = deciding.undo(made.desk("ann"), identity, [])
        assert made.desk("ann").standing(identity)[1].unreviewed() != []
        assert made.kinds().count("undone") == 2
        with pytest.raises(Conflict):
            deciding.undo(made.desk("ann"), identity, [], version=review.version)


def test_a_span_confirmed_reviews_a_portion_only_when_all_are(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, identity):
        portion = made.portion(identity, "2")
        _, standing = made.desk("ann").standing(identity)
        source = standing.plan.document.portion(portion)
        (span,) = standing.plan.decision(portion).spans
        where = (source.to_source(span.start), source.to_source(span.end, end=True))
        deciding.decide(made.desk("ann"), identity, [portion], Verdict("confirm", span=where))
        assert made.desk("ann").standing(identity)[1].reviewed(portion)


def test_selecting_portions(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, identity):
        _, standing = made.desk("ann").standing(identity)
        plan = standing.plan
        everything = [portion.id for portion in plan.document.portions]
        assert select(plan, standing, ["all"]) == everything == select(plan, standing, ["rest"])
        assert select(plan, standing, ["p2-p4,p3 ¶3"]) == ["p2", "p3", "p4", made.portion(identity, "3")]
        assert select(plan, standing, ["1-3"]) == [made.portion(identity, number) for number in "123"]
        for wrong in ("p99", "17", "p2-p99", "x", ""):
            with pytest.raises(UsageProblem):
                select(plan, standing, [wrong])


# --- versions and revisions ----------------------------------------------------------------------------------------

def test_a_stale_version_changes_nothing(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, identity):
        made.confirm(identity)
        before = made.kinds()
        for act in (lambda: approving.submit(made.desk("ann"), identity, because="x", version=1),
                    lambda: deciding.decide(made.desk("ann"), identity, ["p1"], Verdict("confirm"), version=1),
                    lambda: deciding.undo(made.desk("ann"), identity, ["p1"], version=1)):
            with pytest.raises(Conflict, match="version 2"):
                act()
        assert made.kinds() == before


def test_a_new_policy_keeps_what_people_decided_and_asks_them_to_look_again(tmp_path: Path) -> None:
    more = """  - {id: board, because: The board is private., find: {terms: [harbour board]}, then: redact,
     codes: ["(b)(6)"]}"""
    with office(tmp_path / "w") as (made, identity):
        made.confirm(identity)
        overrule(made, identity, "1", "withhold", codes=("(b)(5)",))
        approving.submit(made.desk("ann"), identity, because="x")
        approving.approve(made.desk("ben"), identity)
        (received,) = receiving.set_policy(made.desk("ann"), CASE, policy(version=2, more=more))
        third = made.portion(identity, "3")
        assert [(change.portion, change.was, change.now, change.decided) for change in received.changes] == [
            (third, "release", "redact", True)]
        assert (received.review.state, received.review.revision) == ("in review", 2)
        review, standing = made.desk("ann").standing(identity)
        assert standing.decision(made.portion(identity, "1")).action == "withhold"
        assert standing.decision(third).action == "redact", "a confirmed release never outlives a stricter proposal"
        assert made.workspace.cases.approval(review) is None
        assert third in standing.unreviewed()
        with pytest.raises(Refused, match="not reviewed"):
            approving.submit(made.desk("ann"), identity, because="x")


def test_a_changed_text_is_reviewed_again_and_never_looser(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, identity):
        overrule(made, identity, "3", "withhold", codes=("(b)(5)",))
        made.confirm(identity)
        _, old = made.desk("ann").standing(identity)
        altered = TEXT.replace("from June on", "from May on")
        plan = old.plan
        new = document(altered)
        # The same document read otherwise: by a later reader, say.
        same = type(new)(**{name: getattr(plan.document if name == "sha256" else new, name)
                            for name in new.__dataclass_fields__})
        received = receiving.add(made.desk("ann"), same, CASE, DAY)
        assert received.review.revision == 2
        _, standing = made.desk("ann").standing(identity)
        assert standing.unreviewed() == [made.portion(identity, "3")]
        assert standing.decision(made.portion(identity, "3")).action == "withhold"


def test_the_same_document_again_changes_nothing(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, identity):
        before = made.kinds()
        received = receiving.add(made.desk("ann"), document(), CASE, DAY)
        assert (received.review.document, received.review.version, received.changes) == (identity, 1, ())
        assert made.kinds() == before


# --- what is refused -----------------------------------------------------------------------------------------------

def test_a_document_above_the_ceiling_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(NotPermitted, match="ceiling"), office(tmp_path / "w", ceiling=True):
        pass
    raw = b"".join(path.read_bytes() for path in (tmp_path / "w").glob("*.db*"))
    assert b"Calvaste" not in raw
    connection = sqlite3.connect(tmp_path / "w" / "audit.db")
    (details,) = connection.execute("SELECT details FROM events WHERE kind = 'refused'").fetchone()
    assert json.loads(details)["codes"] == ["above-ceiling"]
    connection.close()


def test_what_is_undetermined_is_not_published(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, identity):
        bare = policy(version=3)
        undetermined = bare.default.model_copy(update={"codes": ()})
        received = receiving.set_policy(made.desk("ann"), CASE, type(bare)(**{
            **{name: getattr(bare, name) for name in bare.__dataclass_fields__}, "default": undetermined}))
        assert received
        made.confirm(identity)
        with pytest.raises(Refused, match="no exemption"):
            approving.submit(made.desk("ann"), identity, because="x")


def test_an_echo_asks_for_a_reason(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, identity):
        made.confirm(identity)
        received = receiving.add(made.desk("ann"), document(TEXT.replace("harbour board", "clerk Calvaste")), CASE, DAY)
        echoing = received.review.document
        made.confirm(echoing)
        overrule(made, echoing, "3", "release", because="his speech was public", by="ben")
        with pytest.raises(Refused, match="echo"):
            approving.submit(made.desk("ann"), echoing)
        approving.submit(made.desk("ann"), echoing, because="his speech was public")
        assert "answered" in made.kinds()
        approving.submit(made.desk("ann"), identity)


def test_a_release_the_gate_refuses_is_quarantined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from redact.release.gate import Leak
    with office(tmp_path / "w") as (made, identity):
        made.approved(identity)
        with monkeypatch.context() as patch:
            patch.setattr(publishing, "gate_check", lambda *given, **named: [Leak("left-over", "text", None)])
            with pytest.raises(GateRefusal):
                publish(made, identity, tmp_path / "out")
        assert made.state(identity) == "quarantined"
        assert not (tmp_path / "out").exists()
        with pytest.raises(Conflict, match="return"):
            publish(made, identity, tmp_path / "out")
        approving.give_back(made.desk("ben"), identity, "look again")
        assert made.state(identity) == "returned"


# --- after publication ---------------------------------------------------------------------------------------------

def test_withdrawing_leaves_a_signed_note_and_goes_back_to_review(tmp_path: Path) -> None:
    from redact.release.withdrawal import is_withdrawn
    with office(tmp_path / "w") as (made, identity):
        made.approved(identity)
        outcome = publish(made, identity, tmp_path / "out")
        for who in ("ann", "ada"):
            with pytest.raises(NotPermitted):
                issuing.withdraw(made.desk(who), outcome.release_id, "a mistake")
        for _ in range(2):
            _, place = issuing.withdraw(made.desk("ben"), outcome.release_id, "a mistake")
        note = json.loads(Path(place).read_text())
        assert is_withdrawn(note, outcome.release_id, made.workspace.public_key)
        assert is_withdrawn(note, outcome.release_id, None) is None
        assert not is_withdrawn(note, "r-another", made.workspace.public_key)
        assert not is_withdrawn({**note, "withdrawn": "1999"}, outcome.release_id, made.workspace.public_key)
        assert made.state(identity) == "returned"
        assert made.kinds().count("withdrawn") == 1
        assert b"mistake" not in (tmp_path / "w" / "audit.db").read_bytes()


def test_purging_destroys_text_and_leaves_the_log_whole(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, identity):
        overrule(made, identity, "3", "withhold", codes=("(b)(5)",), because="zanzibar justification")
        made.approved(identity)
        publish(made, identity, tmp_path / "out")
        release_document(made.workspace, document(), "draft", issuing.order_for(
            made.desk("ben"), identity, tmp_path / "out2", formats=("json",))[0])
        with pytest.raises(NotPermitted):
            issuing.purge(made.desk("ben"), identity)
        issuing.purge(made.desk("ada"), identity)
        with pytest.raises(UsageProblem, match="purged"):
            made.desk("ann").standing(identity)
        assert [replayed.result for replayed in replay(made.workspace)] == ["purged"]
        assert made.workspace.verify().ok
        again = receiving.add(made.desk("ann"), document(), CASE, DAY)
        assert again.fresh
        issuing.purge(made.desk("ada"), again.review.document)
    raw = b"".join(path.read_bytes() for path in (tmp_path / "w").glob("*.db*"))
    for word in (b"Calvaste", b"harbour", b"sensor", b"zanzibar", b"ferry.txt"):
        assert word not in raw


def test_replay_names_the_event_that_differs(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, identity):
        made.approved(identity)
        outcome = publish(made, identity, tmp_path / "out")
        (same,) = replay(made.workspace)
        assert (same.result, same.release) == ("same", outcome.release_id)
    connection = sqlite3.connect(tmp_path / "w" / "vault.db")
    connection.execute("UPDATE releases SET asked = replace(asked, '2026-11-26', '2026-11-27')")
    connection.commit()
    connection.close()
    from redact.review.workspace import Workspace
    with Workspace.open_to_read(tmp_path / "w") as workspace:
        (differs,) = replay(workspace)
        published = next(logged for logged in workspace.events() if logged.event.kind == "published")
    assert (differs.result, differs.seq, differs.formats) == ("different", published.seq, ("json",))
    assert str(published.seq) in differs.message


def test_a_second_release_of_a_document_commits_to_the_same_sources(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, identity):
        made.approved(identity)
        publish(made, identity, tmp_path / "one")
        first = json.loads((tmp_path / "one" / "VALTARA-000311.manifest.json").read_text())
        issuing.withdraw(made.desk("ben"), first["release"], "too much")
        overrule(made, identity, "3", "withhold", codes=("(b)(5)",))
        made.approved(identity, by="cyn")
        publish(made, identity, tmp_path / "two", by="cyn")
        second = json.loads((tmp_path / "two" / "VALTARA-000311.manifest.json").read_text())
        assert [entry["source"] for entry in first["portions"]] == [entry["source"] for entry in second["portions"]]
        assert first["root"] != second["root"]


# --- nothing of this in the log ------------------------------------------------------------------------------------

def test_what_people_write_is_not_in_the_log(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, identity):
        overrule(made, identity, "3", "withhold", codes=("(b)(5)",), because="xylophone", harm="quagmire")
        approving.refer(made.desk("ann"), identity, "CIA", [made.portion(identity, "4")], because="bassoon")
        approving.answer(made.desk("ann"), identity, "CIA", "withhold", [made.portion(identity, "4")],
                         because="oboe")
        made.approved(identity)
        approving.give_back(made.desk("ben"), identity, "glockenspiel")
    raw = b"".join(path.read_bytes() for path in (tmp_path / "w").glob("audit.db*"))
    for word in (b"xylophone", b"quagmire", b"bassoon", b"oboe", b"glockenspiel", b"Ostrander", b"known for years"):
        assert word not in raw


def test_an_answer_needs_a_referral(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, identity):
        with pytest.raises(Conflict):
            approving.answer(made.desk("ann"), identity, "CIA", "withhold", [])
        with pytest.raises(UsageProblem, match="agency"):
            approving.refer(made.desk("ann"), identity, "ACME", [])


def test_a_closed_case_takes_nothing(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, identity):
        receiving.close_case(made.desk("ann"), CASE)
        acts: list[Any] = [lambda: receiving.add(made.desk("ann"), document(), CASE, DAY),
                           lambda: made.confirm(identity),
                           lambda: receiving.set_policy(made.desk("ann"), CASE, policy(version=2))]
        for act in acts:
            with pytest.raises(Conflict, match="closed"):
                act()


def test_a_document_in_two_cases_asks_which(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, identity):
        receiving.open_case(made.desk("ann"), "F-2026-00015", policy("none"), due=dt.date(2027, 1, 1))
        second = receiving.add(made.desk("ann"), document(), "F-2026-00015", DAY)
        assert second.review.document == identity
        with pytest.raises(UsageProblem, match="--case"):
            made.desk("ann").standing(identity)
        review, _ = made.desk("ann").standing(identity, "F-2026-00015")
        assert review.case_no == "F-2026-00015"


@pytest.mark.parametrize("name", ["", "os:ann", "a\nb", "x" * 200, "=cmd()"])
def test_names_that_the_log_would_not_take(tmp_path: Path, name: str) -> None:
    with office(tmp_path / "w") as (made, _), pytest.raises(RedactError):
        made.desk("ada").add_person(name, ["reviewer"])


def test_people_prove_who_they_are(tmp_path: Path) -> None:
    with office(tmp_path / "w") as (made, _):
        ada = made.desk("ada")
        ada.add_person("fay", ["reviewer"], password="correct horse")
        assert made.workspace.people.prove("fay", "correct horse").name == "fay"
        for name, word in (("fay", "wrong horse"), ("nobody", "correct horse"), ("ann", "")):
            with pytest.raises(NotPermitted, match="no such person and password"):
                made.workspace.people.prove(name, word)
        with pytest.raises(UsageProblem, match="characters"):
            ada.add_person("gus", ["reviewer"], password="short")
        with pytest.raises(Conflict):
            ada.add_person("gus", ["reviewer"], system_user="ada")
    assert b"correct horse" not in (tmp_path / "w" / "vault.db").read_bytes()


def test_a_vault_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    with office(tmp_path / "w"):
        pass
    connection = sqlite3.connect(tmp_path / "w" / "vault.db")
    connection.execute("PRAGMA user_version=99")
    connection.close()
    from redact.review.workspace import Workspace
    for opening in (Workspace.open, Workspace.open_to_read):
        with pytest.raises(StorageProblem, match="newer"):
            opening(tmp_path / "w")


# --- for others to check -------------------------------------------------------------------------------------------

def test_a_court_checks_one_withheld_portion_and_learns_no_other(tmp_path: Path) -> None:
    from redact.release.comparison import check_disclosure
    with office(tmp_path / "w") as (made, identity):
        made.approved(identity)
        outcome = publish(made, identity, tmp_path / "out")
        manifest = json.loads((tmp_path / "out" / "VALTARA-000311.manifest.json").read_text())
        portion = made.portion(identity, "4")
        with pytest.raises(NotPermitted):
            issuing.disclose(made.desk("ann"), outcome.release_id, portion)
        told = issuing.disclose(made.desk("ben"), outcome.release_id, portion)
        assert "sensor" in told["text"]
        assert "Calvaste" not in json.dumps(told)
        assert check_disclosure(manifest, told) == []
        for field, value, code in (
                ("text", told["text"] + " ", "disclosure-wrong"), ("salt", "00" * 32, "disclosure-wrong"),
                ("portion", "p99", "no-such-portion"), ("release", "r-x", "other-release"),
                ("salt", "zz", "malformed"), ("format", "x", "malformed"), ("text", None, "malformed")):
            assert [finding.code for finding in check_disclosure(manifest, {**told, field: value})] == [code]
        assert [finding.code for finding in check_disclosure(manifest, [])] == ["malformed"]
        exported = [logged.event for logged in made.workspace.events() if logged.event.kind == "exported"]
        assert [(event.portion, event.details["format"]) for event in exported] == [(portion, "disclosure")]
        with pytest.raises(UsageProblem):
            issuing.disclose(made.desk("ben"), outcome.release_id, "p99")


def test_two_releases_are_compared(tmp_path: Path) -> None:
    from redact.release.comparison import compare
    with office(tmp_path / "w") as (made, identity):
        made.approved(identity)
        publish(made, identity, tmp_path / "full")
        first = json.loads((tmp_path / "full" / "VALTARA-000311.manifest.json").read_text())
        issuing.withdraw(made.desk("ben"), first["release"], "too much")
        overrule(made, identity, "3", "withhold", codes=("(b)(5)",))
        made.approved(identity, by="cyn")
        publish(made, identity, tmp_path / "less", by="cyn")
        release_document(made.workspace, document(name="other.txt"), "x", issuing.order_for(
            made.desk("ben"), identity, tmp_path / "other", formats=("json",))[0])

    def load(folder: str) -> Any:
        base = tmp_path / folder / "VALTARA-000311"
        return tuple(json.loads(base.with_suffix(suffix).read_text()) for suffix in (".manifest.json", ".json"))

    full, less = load("full"), load("less")
    assert compare(*less, *full) == []
    assert compare(*full, *full) == []
    assert [(finding.code, finding.portion) for finding in compare(*full, *less)] == [
        ("withheld-again", full[1]["portions"][6]["id"])]
    altered = {**full[0], "portions": [{**entry, "source": "0" * 64} if entry["id"] == "p2" else entry
                                       for entry in full[0]["portions"]]}
    assert [finding.code for finding in compare(*less, altered, full[1])] == ["source-differs"]
    foreign = {**full[0], "portions": [{**entry, "source": "0" * 64} for entry in full[0]["portions"]]}
    assert [finding.severity for finding in compare(*less, foreign, full[1])] == ["note"]
    shorter = {**full[0], "portions": full[0]["portions"][1:]}
    assert [finding.code for finding in compare(*less, shorter, full[1])] == ["portions-differ"]


@pytest.mark.parametrize(("later", "earlier", "fits"), [
    (["The minister said"], ["The ", {}, " said"], True), (["The minister said"], [{}], True),
    (["The minister said"], ["The minister said"], True), (["The minister said"], ["minister said"], False),
    (["The minister said"], ["The ", {}], True), (["The minister said"], ["The ", {}, "minister"], False),
    (["The ", {}, " said"], ["The minister said"], False), (["a b a"], ["a", {}, "a"], True),
    (["a"], ["a", {}, "a"], False),
    ([{}], ["x"], False), ([{}], [{}], True), (["x"], [], True), (["abcabc"], [{}, "abc"], True),
    (["The ", {}, " said"], ["The ", {}, "id"], True), (["The ", {}, " said"], [{}, "said"], True),
])
def test_what_an_older_release_showed_is_shown_still(later: list[Any], earlier: list[Any], fits: bool) -> None:
    from redact.release.comparison import shows_all_of
    assert shows_all_of(later, earlier) is fits
