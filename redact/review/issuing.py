"""Issuing: publishing what was approved, taking a release back, and destroying what the vault holds."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace as changed
from pathlib import Path

from redact.errors import Conflict, Refused, UsageProblem
from redact.policy.model import Policy
from redact.release.comparison import disclosure
from redact.release.files import UnusableOutput, check_name, put_beside
from redact.release.manifest import Person as Named
from redact.release.withdrawal import withdrawal_bytes, withdrawal_name
from redact.review import events
from redact.review.acts import Standing
from redact.review.approving import check_complete, check_determined, needs_another
from redact.review.cases import Approval
from redact.review.desk import Desk, check_version
from redact.review.orders import DEFAULT_FORMATS, Format, Order, Outcome, model_of
from redact.review.publishing import Approved, publish_determination
from redact.review.records import determination_of
from redact.review.states import after
from redact.review.vault import VaultRelease

_OTHER_CHARACTERS = re.compile(r"[^A-Za-z0-9._-]+")


def publish(desk: Desk, document: str, name: str, order: Order, *, case_no: str = "",
            version: int | None = None) -> Outcome:
    """Publish exactly what was approved; see :func:`redact.review.publishing.publish_determination`.

    ``name`` stays in ``order.out``, sub-folders and all; ``order``'s policy, days of judgement and case are those of
    the case. Raises Refused where a code is still ``undetermined``, Conflict where the determination is no longer the
    one that was approved; a release that the check before publication refuses leaves the document quarantined.
    """
    desk.person.require("publish")
    check_name(name)
    with desk.workspace.consistent():
        cases = desk.workspace.cases
        review = cases.review(document, case_no)
        check_version(review, version)
        if review.state != "published":
            after("publish", review.state, review.persons)
        standing = Standing(cases.plan(review), cases.acts(review), desk.digest(desk.workspace, review))
        determination = standing.determination()
        digest = desk.bound(desk.workspace, review, determination)
        if review.persons != "none":
            check_complete(review, standing)
        else:
            _check_looked_at_again(standing)
        approval = cases.approval(review)
        if needs_another(review, standing) and (approval is None or approval.digest != digest):
            raise Conflict("what was approved is not what stands now; return the document and review it again"
                           if approval else "it lets out what the policy withholds: an approver who decided nothing of "
                           "it has to approve it first ('redact submit', then 'redact approve')")
        check_determined(determination)
        policy = cases.policy(review.policy)
        approved = Approved(review, _took_part(desk, standing, approval, policy), digest)
    asked = changed(order, policy=policy, as_of=standing.plan.as_of, case=review.case_no, actor=desk.person.name)
    return publish_determination(desk.workspace, determination, name, asked, draft=False, approved=approved)


def order_for(desk: Desk, document: str, out: Path, *, case_no: str = "", date: dt.date | None = None,
              authority: str = "", formats: tuple[Format, ...] = DEFAULT_FORMATS,
              replace: bool = False) -> tuple[Order, str]:
    """The order to publish a document of a case, and the name its release gets: the document's number where the release
    itself says it, else its id. ``date`` is the day printed, by default the one the classification is judged on."""
    review, standing = desk.standing(document, case_no)
    policy, day = desk.workspace.cases.policy(review.policy), standing.plan.as_of
    order = Order(policy, day, date or day, out, desk.person.name, review.case_no, authority, formats, replace)
    title = model_of(standing.determination(), document, date=order.date, case=order.case, authority=authority,
                     draft=False).title
    number = "" if title == document else _OTHER_CHARACTERS.sub("-", title).strip(".-")
    return order, number or document


def withdraw(desk: Desk, release_id: str, because: str) -> tuple[VaultRelease, str]:
    """Take a release back: the log says so, and a signed note beside its manifest; the path of the note, or ""
    where the folder does not take it. What was published may have been copied: nothing is deleted.

    A release that was withdrawn already gets its note again.
    """
    desk.person.require("withdraw")
    if not because.strip():
        raise UsageProblem("withdraw asks for a reason: --because")
    release = desk.workspace.release(release_id)
    if release is None or release.status != "released" or release.state != "published":
        raise UsageProblem("there is no published release of that id; 'redact queue' and the log name them")
    key = desk.workspace.signing_key()
    with desk.workspace.transaction() as change:
        fresh = change.withdraw(release_id)
        note = withdrawal_bytes(release_id, change.now if fresh else release.withdrawn_at or change.now, key)
        if fresh:
            details = events.withdrawn(release_id, note)
            for review in change.cases.reviews(document=release.document, case_no=release.case_no or "-"):
                details["because"] = desk.write(change, review, "withdrawn", because)
                if review.state == "published":
                    change.cases.revoke(review, desk.person.name)
                    change.cases.change(review, state=after("withdraw", review.state), submitted_by="")
            desk.record(change, "withdrawn", release.document, release.case_no, details)
    try:
        place = put_beside(release.folder, withdrawal_name(release.files), note)
    except UnusableOutput:
        place = ""
    return release, place


def purge(desk: Desk, document: str) -> int:
    """Destroy what the vault holds of a document: text, salts, keys, and what people wrote of it.

    The log stays whole and still says who decided what; releases stay where they are. How many portions had salts.
    """
    desk.person.require("purge")
    with desk.workspace.transaction() as change:
        desk.refuse_while_publishing(document)
        portions = change.purge(document)
        change.record("purged", actor=desk.person.name, document=document, details={"portions": portions})
    return portions


def _check_looked_at_again(standing: Standing) -> None:
    """Nobody has to review anything under ``review: none``; but what somebody did decide was of a text that changed."""
    changed = [portion for portion in standing.acts if standing.changed(portion)]
    if changed:
        raise Refused(f"decided before the text or the proposal changed: {', '.join(changed[:8])}; 'redact decide' or "
                      "'redact undo' says what is to stand")


def _took_part(desk: Desk, standing: Standing, approval: Approval | None, policy: Policy) -> tuple[Named, ...]:
    people = desk.workspace.people
    deciders = sorted({act.person for acts in standing.acts.values() for act in acts})
    named = [("reviewer", name) for name in deciders] + ([("approver", approval.person)] if approval else [])
    titles = {person.name: person.title for person in people.all()}
    return tuple(Named(role, titles.get(name, ""), name if policy.name_people else "") for role, name in named)


def disclose(desk: Desk, release_id: str, portion_id: str) -> dict[str, str]:
    """One portion's text and salt, for a court or an appeal that has to see it; the log says that it was taken out.

    Raises UsageProblem where there is no such release or portion, or its text was purged.
    """
    desk.person.require("disclose")
    release = desk.workspace.release(release_id)
    if release is None or release.status != "released" or release.state != "published":
        raise UsageProblem("there is no published release of that id; 'redact queue' and the log name them")
    if not release.determination:
        raise UsageProblem("what the release was made from is not kept: its text was purged, or an older version of "
                           "the program published it")
    document = determination_of(release.determination).plan.document
    portion = next((portion for portion in document.portions if portion.id == portion_id), None)
    if portion is None:
        raise UsageProblem("the release has no such portion")
    salt = desk.workspace.salt(release.document, portion)
    with desk.workspace.transaction() as change:
        change.record("exported", actor=desk.person.name, case_id=release.case_no, document=release.document,
                      portion=portion_id, details={"format": "disclosure", "release": release_id})
    return disclosure(release_id, portion_id, portion.text, salt)
