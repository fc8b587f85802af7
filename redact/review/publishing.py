"""From a document and a policy to a release on disk and in the log, in an order that survives being stopped.

Everything is made and checked in memory; only what passed the gate touches the output folder, under hidden names, the
manifest last. The log hears of it before (``publishing``) and after (``published``). Stopped in between, the same call
takes up the release it had begun: same id, same manifest, no second ``publishing``.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from redact.audit.events import Event, Kind
from redact.audit.faults import step
from redact.audit.log import Filter
from redact.audit.store import storage_errors, sync_folder
from redact.documents import Document
from redact.errors import Conflict, NotPermitted, RedactError
from redact.markings import LEVEL_TITLES, rank
from redact.policy import Determination
from redact.policy.decide import decide
from redact.policy.proving import require_proof
from redact.release.build import withheld_texts
from redact.release.files import MANIFEST_SUFFIX, UnusableOutput, put
from redact.release.gate import Leak
from redact.release.gate import check as gate_check
from redact.release.manifest import FORMAT, Person, build_manifest, manifest_bytes, sign_manifest, verify_manifest
from redact.release.model import ReleasedModel
from redact.review import events
from redact.review.cases import Review
from redact.review.orders import Format, GateRefusal, Order, Outcome, model_of, render
from redact.review.placed import manifest_place, parsed_manifest, read_placed
from redact.review.records import determination_record, made_from
from redact.review.states import after, is_possible
from redact.review.vault import VaultDocument, VaultRelease, new_id
from redact.review.workspace import Change, Workspace
from redact.signing import key_id

__all__ = ["Approved", "Format", "GateRefusal", "Order", "Outcome", "check_ceiling", "publish_determination",
           "release_document", "render"]

_RELEASE_ID = re.compile(r"r-[a-z2-7]{12}")
"""Only what has this form is taken from a manifest that lies in the folder into an event."""


@dataclass(frozen=True, slots=True)
class Approved:
    """What a case adds to a publication: the document's review, who took part, and the digest that was approved."""

    review: Review
    people: tuple[Person, ...]
    digest: str


def release_document(workspace: Workspace, document: Document, name: str, order: Order) -> Outcome:
    """Plan, release, check, publish and record one document as ``name`` (its sub-folders kept).

    Under a policy that asks for review it writes a draft. Raises :class:`GateRefusal` where the check finds anything,
    :class:`Conflict` where other content has the name, :class:`NotPermitted` for a document above the ceiling, and
    :class:`~redact.policy.proving.BrokenPromise` for a policy that breaks its own ``never``.
    """
    require_proof(order.policy)
    check_ceiling(workspace, document, order.actor, order.case)
    determination = Determination.of(decide(document, order.policy, order.as_of, case=order.case))
    return publish_determination(workspace, determination, name, order, draft=order.policy.review != "none")


def publish_determination(workspace: Workspace, determination: Determination, name: str, order: Order, *, draft: bool,
                          approved: Approved | None = None) -> Outcome:
    """Release, check, publish and record what was determined; a draft where ``draft`` says so.

    Raises what :func:`release_document` raises.
    """
    require_proof(order.policy)
    document = determination.plan.document
    model = model_of(determination, name, date=order.date, case=order.case, authority=order.authority, draft=draft)
    outputs = render(model, order.formats)
    leaks = gate_check(model, outputs, withheld_texts(document, determination), name=name)
    if order.signer and "pdf" in outputs and not leaks and not draft:
        outputs["pdf"] = order.signer.sign(outputs["pdf"], order.date)
    publication = _Publication(workspace, determination, model, name, order, outputs, approved)
    if leaks:
        publication.refuse(leaks)
        raise GateRefusal(leaks, file=document.name)
    return publication.publish()


def check_ceiling(workspace: Workspace, document: Document, actor: str, case: str) -> None:
    """Raise :class:`NotPermitted`, and record the refusal, for a document above what the workspace may hold.

    An unknown level is above every ceiling. Nothing of the document is kept.
    """
    ceiling = workspace.ceiling
    levels = [document.marking.level, *(portion.marking.level for portion in document.portions)]
    if ceiling is None or all(rank(level) <= rank(ceiling) for level in levels):
        return
    with workspace.transaction() as change:
        change.record("refused", actor=actor, case_id=case, details=events.refused(["above-ceiling"], []))
    raise NotPermitted(f"the document is, or may be, above the workspace's ceiling {LEVEL_TITLES[ceiling]}; nothing of "
                       "it was kept", file=document.name)


class _Publication:
    """One release on its way out."""

    def __init__(self, workspace: Workspace, determination: Determination, model: ReleasedModel, name: str,
                 order: Order, outputs: Mapping[str, bytes], approved: Approved | None):
        self.workspace = workspace
        self.document = determination.plan.document
        self.determination = determination
        self.approved = approved
        self.model = model
        self.order = order
        self.case = order.case
        self.draft = model.status == "draft"
        self.policy_hash = order.policy.public_sha256(workspace.list_key)
        *folders, base = name.split("/")
        self.folder = order.out.joinpath(*folders)
        stem = f"{base}.draft" if self.draft else base
        self.outputs = outputs
        self.files = {f"{stem}.{kind}": content for kind, content in outputs.items()}
        self.hashes = {file: hashlib.sha256(content).hexdigest() for file, content in self.files.items()}
        self.manifest_name = f"{stem}{MANIFEST_SUFFIX}"
        self.replaces: events.Details = {}

    def refuse(self, leaks: Sequence[Leak]) -> None:
        """Records that the gate refused: codes and carriers, never what was found; so no case number that says it."""
        if any(leak.carrier == "case number" for leak in leaks):
            self.case = ""
        with self.workspace.transaction() as change:
            stored = self._propose(change)
            details = events.refused([leak.code for leak in leaks], [_slug(leak.carrier) for leak in leaks],
                                     self.determination.plan, self.policy_hash)
            self._record(change, "refused", stored.id, details)
            if self.approved is not None:
                review = self.approved.review
                if review.state != "published":  # what was published before stays so, and was refused a second time
                    change.cases.change(review, state=after("quarantine", review.state))

    def publish(self) -> Outcome:
        """Publishes, or finishes a publication that was stopped, or says that it stands. One process at a time."""
        with self.workspace.publication():
            begun = self._settle()
            self.replaces = self._replaced(begun)
            standing = self._standing()
            if standing is not None:
                release = self.workspace.release(standing["release"])
                if release is not None:
                    self._stand(release)
                return self._outcome("stands", release.document if release else "", standing["release"])
            if not self.order.replace and self._taken():
                if begun is not None:
                    self._abandon(begun)
                raise self._conflict("another release or another file has this name")
            return self._place(begun or self._begin())

    def _settle(self) -> VaultRelease | None:
        """Bring every release that an earlier run began to its end; give back the one that this run takes up.

        What lies in its place is recorded as published, what does not is closed: its run was stopped, for the lock is
        ours. What lies in a folder that cannot be read is left for another time.
        """
        taken_up: VaultRelease | None = None
        for release in self.workspace.releases(state="publishing"):
            try:
                there = read_placed(manifest_place(release))
            except UnusableOutput:
                continue
            if there == manifest_bytes(release.manifest):
                with storage_errors(Path(release.folder)):
                    sync_folder(Path(release.folder))
                self._recover(release)
            elif taken_up is None and self._is_ours(release):
                taken_up = release
            else:
                self._abandon(release)
        return taken_up

    def _stand(self, release: VaultRelease) -> None:
        """Record that a document of a case is published by a release that was there already."""
        if self.approved is None or self.workspace.cases.review(
                self.approved.review.document, self.approved.review.case_no).state == "published":
            return
        with self.workspace.transaction() as change:
            self._require_as_approved(change)
            self._end_review(change, self.approved.review.document, self.approved.review.case_no)
            self._record(change, "published", release.document, self._ending(release))

    @staticmethod
    def _end_review(change: Change, document: str, case_no: str) -> None:
        """The document is published. One that went back into review meanwhile (an earlier release of it was withdrawn)
        stays there: what is out is recorded all the same."""
        review = change.cases.review(document, case_no)
        if review.state != "published" and is_possible("publish", review.state, review.persons):
            change.cases.change(review, state=after("publish", review.state, review.persons))

    def _require_as_approved(self, change: Change) -> None:
        """Raise Conflict where the document was returned, planned anew, decided on or purged since it was looked at:
        from then to here rendering and the check went by, and nobody was kept from acting."""
        if self.approved is None:
            return
        seen = self.approved.review
        if change.cases.review(seen.document, seen.case_no) != seen or change.purged(seen.document):
            raise Conflict("the document was changed meanwhile, nothing was published; look at it again")

    def _is_ours(self, release: VaultRelease) -> bool:
        """True of a release of these very files to this place, for the same case, day and policy, under the same
        key."""
        manifest = release.manifest
        if release.case_no != (self.approved.review.case_no if self.approved else ""):
            return False
        return (release.folder == str(self.folder.resolve()) and dict(release.files) == self.hashes
                and release.status == self.model.status and manifest["as_of"] == self.order.as_of.isoformat()
                and manifest["policy"]["sha256"] == self.policy_hash and made_from(release.determination, self.document)
                and (self.draft or manifest["key"]["id"] == self.workspace.key_id))

    def _standing(self) -> Mapping[str, Any] | None:
        """The manifest that is there, if it is a whole one of these very files; :class:`Conflict` where another
        workspace signed it and its place is not to be taken."""
        found = parsed_manifest(read_placed(self.folder / self.manifest_name))
        told = {"format": FORMAT, "name": self.model.name, "status": self.model.status, "files": self.hashes}
        if found is not None and not self._may_stand(found):
            return None
        if found is None or any(found.get(key) != value for key, value in told.items()) or not _RELEASE_ID.fullmatch(
                str(found.get("release"))) or any(read_placed(self.folder / file) != content
                                                  for file, content in self.files.items()):
            return None
        wrong = {finding.code for finding in verify_manifest(found, self._signer(found), self.files)
                 if finding.severity == "error"}
        if wrong == {"wrong-key"} and not self.order.replace:
            raise self._conflict("an equal release that another workspace's key signed has this name")
        return None if wrong else found

    def _may_stand(self, manifest: Mapping[str, Any]) -> bool:
        """Whether a release that is there was not taken back and commits its office to this text, not one like it."""
        release = self.workspace.release(str(manifest.get("release")))
        return release is None or (not release.withdrawn_at and made_from(release.determination, self.document))

    def _signer(self, manifest: Mapping[str, Any]) -> Ed25519PublicKey:
        """The key of this workspace that a manifest names, be it one that was replaced; the present one if none is."""
        named, present = manifest.get("key"), self.workspace.public_key
        if not isinstance(named, dict) or named.get("id") == self.workspace.key_id:
            return present
        own = {key_id(raw): raw for raw in self.workspace.known_keys().values()}
        raw = own.get(str(named.get("id")))
        return Ed25519PublicKey.from_public_bytes(raw) if raw else present

    def _taken(self) -> bool:
        others = [file for file, content in self.files.items() if read_placed(self.folder / file) != content]
        return any(os.path.lexists(self.folder / file) for file in [*others, self.manifest_name])

    def _conflict(self, what: str) -> Conflict:
        return Conflict(f"{what}; --replace takes its place, --name gives another",
                        file=str(self.folder / self.manifest_name))

    def _begin(self) -> VaultRelease:
        with self.workspace.transaction() as change:
            self._require_as_approved(change)
            stored = self._propose(change)
            release_id = new_id("r")
            manifest = build_manifest(self.model, self.document, self.files, stored.salts, release_id=release_id,
                                      policy_hash=self.policy_hash, as_of=self.order.as_of, people=self._people(),
                                      checkpoint=self._checkpoint())
            if not self.draft:
                manifest = sign_manifest(manifest, self.workspace.signing_key())
                self._record(change, "publishing", stored.id, {**events.publishing(
                    self.determination, self.policy_hash, release_id, self._formats()), **self.replaces,
                    **self._approved_details()})
            change.release(stored.id, status=self.model.status, name=self.model.name,
                           folder=str(self.folder.resolve()), files=self.hashes, manifest=manifest,
                           release_id=release_id, case_no=self.approved.review.case_no if self.approved else "",
                           determination=determination_record(self.determination), asked=self.order.asked())
        begun = self.workspace.release(release_id)
        if begun is None:
            raise RedactError("the vault has lost the release that was begun")
        return begun

    def _replaced(self, begun: VaultRelease | None) -> events.Details:
        """The id of the release whose place is taken, for the events; nothing where none is."""
        logged = self._logged(begun) if begun else None
        found = parsed_manifest(read_placed(self.folder / self.manifest_name)) if logged is None else None
        there = logged.details.get("replaces") if logged else (found or {}).get("release")
        return {"replaces": there} if isinstance(there, str) and _RELEASE_ID.fullmatch(there) else {}

    def _place(self, release: VaultRelease) -> Outcome:
        step("release.put")
        try:
            put(self.folder, {**self.files, self.manifest_name: manifest_bytes(release.manifest)},
                last=self.manifest_name, replace=self.order.replace, exact=True)
        except Conflict:
            self._abandon(release)
            raise
        step("release.placed")
        self._finish(release, self._ending(release), self.order.case)
        return self._outcome("draft" if self.draft else "published", release.document, release.id)

    def _ending(self, release: VaultRelease) -> events.Details:
        """The details of the event that ends this run's own publication."""
        if self.draft:
            made = events.draft_written(self.determination, self.policy_hash, self._formats())
        else:
            made = events.published(self.determination, self.policy_hash, release.id, _by_format(release),
                                    self.workspace.key_id)
        return {**made, **self.replaces, **self._approved_details()}

    def _approved_details(self) -> events.Details:
        if self.approved is None:
            return {}
        return {"revision": self.approved.review.revision, "determination": self.approved.digest}

    def _recover(self, release: VaultRelease) -> None:
        """Record the end of a publication that was stopped when it was done, from what it had recorded itself."""
        logged = self._logged(release)
        details = {**_of_manifest(release), "as_of": release.manifest["as_of"], **(logged.details if logged else {})}
        if release.status == "draft":
            details["formats"] = sorted([*_by_format(release), "manifest"])
        else:
            details.pop("formats", None)
            details |= {"files": _by_format(release), "key": release.manifest["key"]["id"]}
        self._finish(release, details, logged.case_id if logged else "")

    def _finish(self, release: VaultRelease, details: events.Details, case_id: str) -> None:
        """Record once that a release is in its place."""
        kind: Kind = "draft-written" if release.status == "draft" else "published"
        with self.workspace.transaction() as change:
            if change.set_release_state(release.id, "published"):
                if release.case_no:
                    self._end_review(change, release.document, release.case_no)
                change.record(kind, actor=self.order.actor, case_id=case_id, document=release.document,
                              details=details)

    def _abandon(self, release: VaultRelease) -> None:
        """Close a release that never came to its place; the log hears of it if it heard of the beginning.

        The event is ``refused`` with the code ``interrupted``: nothing was published under this id.
        """
        logged = self._logged(release)
        with self.workspace.transaction() as change:
            if change.set_release_state(release.id, "abandoned") and logged is not None:
                change.record("refused", actor=self.order.actor, case_id=logged.case_id, document=release.document,
                              details={**_of_manifest(release), **events.refused(["interrupted"], [])})

    def _logged(self, release: VaultRelease) -> Event | None:
        """The event in which the log heard of the beginning of a release; of a draft's it hears nothing."""
        chosen = Filter(kind="publishing", document=release.document)
        return next((logged.event for logged in self.workspace.events(chosen)
                     if logged.event.details.get("release") == release.id), None)

    def _propose(self, change: Change) -> VaultDocument:
        stored = change.document(self.document)
        source = change.digest(stored.id, self.document.source.encode("utf-8", "surrogatepass"))
        if stored.fresh:
            self._record(change, "received", stored.id, events.received(self.document, source))
        if self.approved is None:
            self._record(change, "proposed", stored.id, events.proposed(self.determination.plan, self.policy_hash))
        return stored

    def _record(self, change: Change, kind: Any, document_id: str, details: events.Details) -> None:
        change.record(kind, actor=self.order.actor, case_id=self.case, document=document_id, details=details)

    def _formats(self) -> list[str]:
        return [*self.outputs, "manifest"]

    def _checkpoint(self) -> str | None:
        """The newest signed checkpoint of the log, as the manifest shows it; None until there is one."""
        kept = self.workspace.log.checkpoints()
        return kept[-1].note.to_text() if kept and not self.draft else None

    def _people(self) -> list[Person]:
        took_part = list(self.approved.people) if self.approved else []
        name, _, title = self.order.authority.rpartition(",")
        if not self.order.authority:
            return took_part
        return [*took_part, Person("authority", title.strip(), name.strip() if self.order.policy.name_people else "")]

    def _outcome(self, state: Literal["published", "draft", "stands"], document_id: str, release_id: str) -> Outcome:
        files = tuple(self.folder / file for file in [*self.files, self.manifest_name])
        return Outcome(self.model, self.determination.plan, state, files, document_id, release_id)


def _of_manifest(release: VaultRelease) -> events.Details:
    """What the manifest of a release says of it that the log may hold."""
    policy = release.manifest["policy"]
    return {"policy": policy["name"], "policy_version": policy["version"], "policy_digest": policy["sha256"],
            "program": release.manifest["program"], "release": release.id}


def _by_format(release: VaultRelease) -> dict[str, str]:
    return {file.rsplit(".", 1)[-1]: digest for file, digest in release.files.items()}


def _slug(carrier: str) -> str:
    return "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in carrier.lower()).split()) or "unknown"
