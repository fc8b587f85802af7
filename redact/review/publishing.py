"""From a document and a policy to a release on disk and in the log, in an order that survives being stopped.

Everything is made and checked in memory; only what passed the gate touches the output folder, under hidden names, the
manifest last. The log hears of it before (``publishing``) and after (``published``). Stopped in between, the same call
takes up the release it had begun: same id, same manifest, no second ``publishing``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from redact.audit.faults import step
from redact.documents import Document
from redact.errors import Conflict, Refused
from redact.policy import Determination, Plan
from redact.policy.decide import decide
from redact.policy.model import Policy
from redact.release.build import release_model, withheld_texts
from redact.release.files import put
from redact.release.gate import Leak
from redact.release.gate import check as gate_check
from redact.release.json import release_json
from redact.release.manifest import Person, build_manifest, manifest_bytes, sign_manifest
from redact.release.model import ReleasedModel
from redact.review import events
from redact.review.vault import VaultDocument, VaultRelease, new_id
from redact.review.workspace import Change, Workspace

Format = Literal["pdf", "html", "txt", "json"]
DEFAULT_FORMATS: tuple[Format, ...] = ("pdf", "html", "json")


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: the policy, the days, what is printed, and where it goes.

    ``as_of`` is the day the classification is judged, ``date`` the one printed; ``authority`` is "NAME, TITLE".
    ``formats`` always come with JSON, since the manifest speaks of it.
    """

    policy: Policy
    as_of: dt.date
    date: dt.date
    out: Path
    actor: str
    case: str = ""
    authority: str = ""
    formats: tuple[Format, ...] = DEFAULT_FORMATS
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document. ``state`` is ``published``, ``draft`` or ``stands`` (it was there already)."""

    model: ReleasedModel
    plan: Plan
    state: Literal["published", "draft", "stands"]
    files: tuple[Path, ...]
    document_id: str
    release_id: str


class GateRefusal(Refused):
    """The gate found something that the released model does not account for; nothing was published."""

    def __init__(self, leaks: Sequence[Leak], *, file: str):
        places = sorted({f"{leak.carrier}{f' (page {leak.page})' if leak.page else ''}: {leak.code}" for leak in leaks})
        more = f" and {len(places) - 8} more" if len(places) > 8 else ""
        super().__init__("the check before publication refused the release; nothing was published. "
                         + "; ".join(places[:8]) + more, file=file)
        self.leaks = tuple(leaks)


def release_document(workspace: Workspace, document: Document, name: str, order: Order) -> Outcome:
    """Plan, release, check, publish and record one document as ``name`` (its sub-folders kept).

    Under a policy that asks for review it writes a draft. Raises :class:`GateRefusal` where the check finds anything,
    :class:`Conflict` where other content has the name.
    """
    determination = Determination.of(decide(document, order.policy, order.as_of, case=order.case))
    draft = order.policy.review != "none"
    base = name.rsplit("/", 1)[-1]
    model = release_model(document, determination, name=base, status="draft" if draft else "released",
                          date=order.date, case=order.case, authority=order.authority)
    outputs = render(model, order.formats)
    leaks = gate_check(model, outputs, withheld_texts(document, determination), name=name)
    publication = _Publication(workspace, document, determination, model, name, order, outputs)
    if leaks:
        publication.refuse(leaks)
        raise GateRefusal(leaks, file=document.name)
    return publication.publish()


def render(model: ReleasedModel, formats: Sequence[Format]) -> dict[str, bytes]:
    """The outputs by format; JSON always."""
    made: dict[str, bytes] = {}
    if "pdf" in formats:
        from redact.release.pdf import render_pdf
        made["pdf"] = render_pdf(model)
    if "html" in formats:
        from redact.release.html import render_html
        made["html"] = render_html(model)
    if "txt" in formats:
        from redact.release.text import render_text
        made["txt"] = render_text(model)
    made["json"] = release_json(model)
    return made


class _Publication:
    """One release on its way out."""

    def __init__(self, workspace: Workspace, document: Document, determination: Determination, model: ReleasedModel,
                 name: str, order: Order, outputs: Mapping[str, bytes]):
        self.workspace = workspace
        self.document = document
        self.determination = determination
        self.model = model
        self.order = order
        self.draft = model.status == "draft"
        self.policy_hash = order.policy.public_sha256(workspace.list_key)
        *folders, base = name.split("/")
        self.folder = order.out.joinpath(*folders)
        stem = f"{base}.draft" if self.draft else base
        self.outputs = outputs
        self.files = {f"{stem}.{kind}": content for kind, content in outputs.items()}
        self.hashes = {file: hashlib.sha256(content).hexdigest() for file, content in self.files.items()}
        self.manifest_name = f"{stem}.manifest.json"

    def refuse(self, leaks: Sequence[Leak]) -> None:
        """Records that the gate refused: codes and carriers, never what was found."""
        with self.workspace.transaction() as change:
            stored = self._propose(change)
            details = events.refused([leak.code for leak in leaks], [_slug(leak.carrier) for leak in leaks],
                                     self.determination.plan, self.policy_hash)
            self._record(change, "refused", stored.id, details)

    def publish(self) -> Outcome:
        """Publishes, or finishes a publication that was stopped, or says that it stands."""
        begun = self._begun()
        if self._stands():
            if begun is not None:
                self._finish(begun.document, begun.id)
            return self._outcome("stands", begun.document if begun else "", begun.id if begun else "")
        if not self.order.replace and self._taken():
            raise Conflict("another release or another file has this name; --replace takes its place, --name gives "
                           "another", file=str(self.folder / self.manifest_name))
        document_id, release_id, manifest = self._begin() if begun is None else (begun.document, begun.id,
                                                                                 begun.manifest)
        step("release.put")
        put(self.folder, {**self.files, self.manifest_name: manifest_bytes(manifest)}, last=self.manifest_name,
            replace=self.order.replace)
        step("release.placed")
        self._finish(document_id, release_id)
        return self._outcome("draft" if self.draft else "published", document_id, release_id)

    def _begun(self) -> VaultRelease | None:
        """The publication of these very files to this place that an earlier run did not bring to its end."""
        return next((release for release in reversed(self.workspace.releases(state="publishing"))
                     if release.folder == str(self.folder.resolve()) and dict(release.files) == self.hashes
                     and release.manifest["as_of"] == self.order.as_of.isoformat()
                     and release.manifest["policy"]["sha256"] == self.policy_hash), None)

    def _stands(self) -> bool:
        return (self.folder / self.manifest_name).is_file() and all(
            _same(self.folder / file, content) for file, content in self.files.items())

    def _taken(self) -> bool:
        others = [file for file, content in self.files.items() if not _same(self.folder / file, content)]
        return any((self.folder / file).exists() for file in [*others, self.manifest_name])

    def _begin(self) -> tuple[str, str, Mapping[str, Any]]:
        with self.workspace.transaction() as change:
            stored = self._propose(change)
            release_id = new_id("r")
            manifest = build_manifest(self.model, self.document, self.files, stored.salts, release_id=release_id,
                                      policy_hash=self.policy_hash, as_of=self.order.as_of, people=self._people())
            if not self.draft:
                manifest = sign_manifest(manifest, self.workspace.signing_key())
                self._record(change, "publishing", stored.id, events.publishing(
                    self.determination, self.policy_hash, release_id, self._formats()))
            change.release(stored.id, status=self.model.status, name=self.model.name,
                           folder=str(self.folder.resolve()), files=self.hashes, manifest=manifest,
                           release_id=release_id)
        return stored.id, release_id, manifest

    def _finish(self, document_id: str, release_id: str) -> None:
        with self.workspace.transaction() as change:
            change.set_release_state(release_id, "published")
            if self.draft:
                self._record(change, "draft-written", document_id, events.draft_written(
                    self.determination, self.policy_hash, self._formats()))
            else:
                by_format = {file.rsplit(".", 1)[-1]: digest for file, digest in self.hashes.items()}
                self._record(change, "published", document_id, events.published(
                    self.determination, self.policy_hash, release_id, by_format, self.workspace.key_id))

    def _propose(self, change: Change) -> VaultDocument:
        stored = change.document(self.document)
        source = change.digest(stored.id, self.document.source.encode("utf-8", "surrogatepass"))
        if stored.fresh:
            self._record(change, "received", stored.id, events.received(self.document, source))
        self._record(change, "proposed", stored.id, events.proposed(self.determination.plan, self.policy_hash))
        return stored

    def _record(self, change: Change, kind: Any, document_id: str, details: events.Details) -> None:
        change.record(kind, actor=self.order.actor, case_id=self.order.case, document=document_id, details=details)

    def _formats(self) -> list[str]:
        return [*self.outputs, "manifest"]

    def _people(self) -> list[Person]:
        name, _, title = self.order.authority.rpartition(",")
        if not self.order.authority:
            return []
        return [Person("authority", title.strip(), name.strip() if self.order.policy.name_people else "")]

    def _outcome(self, state: Literal["published", "draft", "stands"], document_id: str, release_id: str) -> Outcome:
        files = tuple(self.folder / file for file in [*self.files, self.manifest_name])
        return Outcome(self.model, self.determination.plan, state, files, document_id, release_id)


def _same(path: Path, content: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content


def _slug(carrier: str) -> str:
    return "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in carrier.lower()).split()) or "unknown"
