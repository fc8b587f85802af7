"""The attacker who may have any document released, and looks at all that is published of it: files, manifest, names.

Pairs of documents differ only in what is withheld: other names, numbers of words and lines, other scripts, nothing at
all or ten thousand letters. Chance is fixed, so that what is random in a manifest is the same in both; what still
differs is read by nobody: commitments to withheld text under salts that are not published, and what is made of them.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from redact.cli import run
from redact.documents import Document
from redact.documents.cable import read_bytes
from redact.errors import Conflict
from redact.policy.loading import parse_policy
from redact.policy.model import Policy
from redact.release.comparison import compare
from redact.review import approving, deciding, issuing, receiving
from redact.review.acts import Verdict
from redact.review.desk import Desk
from redact.review.publishing import Order, release_document
from redact.review.workspace import Workspace

DAY = dt.date(2026, 11, 26)
FORMATS: Any = ("pdf", "html", "txt", "json")
NAMES = ["Ilse Brandvold", "Bo Li", "Wilhelmina-Maximiliana van der Featherstonehaugh-Papadopoulos", "James Abbas",
         "יעקב לוי", "محمد بن علي", "北京同志", "Éva Łącka", "Nguyễn Thị Hơ", "Ἀχιλλεύς", "\U0001f4e6\U0001f6a2kestrel",
         "x\u0301\u0302\u0303y", "\ue000quill\uf8ff", "\U00020000", "Tuesday", "RELEASED IN PART", "AT&T", "12345",
         "Page 1 of 2", "O'Hara", "Roe, Jane", "ﬁeld", "DRAFT", "k\u00adestrel"]
POLICY = """\
policy: zero
version: 1
title: What may be told
audience: public
review: {review}
default: {{withhold: ["(b)(6)"]}}
amount: {amount}
lists: {{people: {names}}}
rules:
  - {{id: routing, because: Routing is public., when: {{kind: [transport, {header} caption, classification, signature],
     any: [{{found: {{none_of: [explicit]}}}}, {{level: C, sci: none}}]}}, then: release}}
  - {{id: open, because: Marked (U)., when: {{level: U, dissem: {{only: []}}, sci: none}}, then: release}}
  - {{id: people, because: A person., find: {{terms: people}}, then: redact, codes: ["(b)(6)"]}}
"""
TEXT = """VZCZCXRO1111
RR RUEHVL
P 141532Z MAR 08
FM {post}
TO {to}

C O N F I D E N T I A L VALTARA 000214

SIPDIS

E.O. 12958: DECL: 03/14/2048
TAGS: PGOV, XO
SUBJECT: {subject}

1. (C) {one}

2. (U) The delegation arrives with {a} on Friday, said {b}'s clerk; nobody has asked for {a} since.

3. (C/NF) {three}

{four}

5. (U) No further action is needed; {c}, {d} and others agree.

BRENT
"""
PLAIN = {"post": "AMEMBASSY VALTARA", "to": "SECSTATE WASHDC PRIORITY 2208", "subject": "TALKS", "one": "They failed.",
         "a": "Ilse Brandvold", "b": "Bo Li", "three": "He said so.", "four": "It was so.", "c": "Bo Li", "d": "Bo Li"}
HIDDEN = ("subject", "one", "three", "four")
NAMED = ("a", "b", "c", "d")


def policy(amount: str = "none", *, header: bool = True, review: str = "none") -> Policy:
    names = json.dumps(NAMES, ensure_ascii=False)
    return parse_policy(POLICY.format(amount=amount, names=names, header="header," if header else "",
                                      review=review).encode())


def document(**other: str) -> Document:
    return read_bytes(TEXT.format(**{**PLAIN, **other}).encode(), "cable.txt")


def shape(of: Document) -> list[tuple[str, str, str | None, str]]:
    """What is public of a document: its portions, their kinds, numbers and levels."""
    return [(portion.id, portion.kind, portion.number, portion.marking.level) for portion in of.portions]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with its keys and people, to be copied: what is random in it is the same for every attack."""
    place = tmp_path_factory.mktemp("office") / "ws"
    with Workspace.open(place, actor="ada") as workspace:
        receiving.set_up(workspace, "ada", system_user="ada")
        desk = Desk(workspace, _person(workspace, "ada"))
        desk.add_person("ann", ("reviewer",), title="Reviewer")
        desk.add_person("ben", ("approver",), title="Approver")
    return place


def _person(workspace: Workspace, name: str) -> Any:
    return next(person for person in workspace.people.all() if person.name == name)


class Published:
    """All that a release puts into a folder, and what an attacker reads from its manifest."""

    def __init__(self, folder: Path):
        self.files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
        (name,) = (name for name in self.files if name.endswith(".manifest.json"))
        self.manifest = json.loads(self.files.pop(name))

    def told(self) -> dict[str, Any]:
        """The manifest but for the commitments to what is withheld, and the root and signature over them."""
        portions = [{**entry, "source": entry["source"] if entry["salt"] else len(entry["source"])}
                    for entry in self.manifest["portions"]]
        return {**self.manifest, "portions": portions, "root": len(self.manifest["root"]),
                "signature": len(self.manifest["signature"])}

    def commitments(self) -> list[str]:
        return [entry["source"] for entry in self.manifest["portions"] if entry["salt"] is None]


def chance(seed: int = 7) -> Any:
    drawn = random.Random(seed)
    return lambda count=32: drawn.randbytes(count)


def published(office: Path, folder: Path, of: Document, under: Policy, *, case: bool = False) -> Published:
    """A document released from a copy of the office, chance and clock as ever."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(office, folder / "ws")
    with pytest.MonkeyPatch.context() as patch, Workspace.open(folder / "ws", actor="ada") as workspace:
        patch.setattr("secrets.token_bytes", chance())
        if case:
            _through_a_case(workspace, of, under, folder / "out")
        else:
            release_document(workspace, of, "cable", Order(under, DAY, DAY, folder / "out", "ada", formats=FORMATS))
    return Published(folder / "out")


def _through_a_case(workspace: Workspace, of: Document, under: Policy, out: Path) -> None:
    desks = {name: Desk(workspace, _person(workspace, name)) for name in ("ann", "ben")}
    receiving.open_case(desks["ann"], "F-2026-00014", under, requester="Milo Ostrander")
    identity = receiving.add(desks["ann"], of, "F-2026-00014", DAY).review.document
    _, standing = desks["ann"].standing(identity)
    deciding.decide(desks["ann"], identity, standing.unreviewed(), Verdict("confirm"))
    approving.submit(desks["ann"], identity, because="known for years")
    approving.approve(desks["ben"], identity)
    order, name = issuing.order_for(desks["ben"], identity, out, formats=FORMATS)
    issuing.publish(desks["ben"], identity, name, order)


def assert_alike(one: Published, other: Published) -> None:
    assert list(one.files) == list(other.files)
    for name, content in one.files.items():
        assert content == other.files[name], name
    assert one.told() == other.told()
    # The commitments are of other texts: without a salt they say nothing, and none repeats.
    assert len({*one.commitments(), *other.commitments()}) >= len(one.commitments())
    assert len(set(other.commitments())) == len(other.commitments())


# -- what may stand in a withheld place

LETTERS = st.characters(min_codepoint=0x20, exclude_categories=("Cs", "Cc", "Zl", "Zp"))
ODD = ["x", "7. (U) open now", "(U)", "BT", "NNNN", "#0214", "E.O. 12958: DECL: 01/01/2001", "SUBJECT: x", "TAGS: XX",
       "REF: 08 VALTARA 11", "Classified By: X; reasons 1.5(a)", "[Withheld: (b)(1)]", "RELEASED IN FULL", "cable",
       "UNCLASSIFIED", "(b)(6)", "2026-11-26", "Extent", "VALTARA 000999", "The delegation arrives", "Source Serif",
       "sRGB IEC61966-2.1", "Identity-H", "application/pdf", "%PDF-1.7 stream endstream", "<script>alert(1)</script>",
       "שלום עליכם 12", "مرحبا بالعالم 123 abc", "北京同志们", "\U0001f4e6" * 50, "\u0301" * 300, "e\u0301" * 200,
       "\u202e\u202d\u200f x", "\u200b\u200d\ufeffx", "x\ty\tz", "a" * 10_000, "word " * 5_000,
       "Nothing was said. " * 40, "- - -", "Page 02 of 03", "Secret\u2028Line"]
WHOLE = st.one_of(st.sampled_from(ODD), st.text(LETTERS, min_size=1, max_size=400), st.sampled_from(NAMES))
OTHER = st.fixed_dictionaries({}, optional={**dict.fromkeys(HIDDEN, WHOLE),
                                            **dict.fromkeys(NAMED, st.sampled_from(NAMES))})


def attacked(office: Path, folder: Path, other: dict[str, str], under: Policy, *, case: bool = False) -> None:
    """Both documents released and held against each other; pairs whose public shape differs are no pairs."""
    try:
        changed = document(**other)
    except Exception:  # what is no text is refused by the reader
        assume(False)
    assume(shape(changed) == shape(document()))
    before = published(office, folder / "1", document(), under, case=case)
    assert_alike(before, published(office, folder / "2", changed, under, case=case))


@given(other=OTHER)
@settings(max_examples=25)
def test_what_is_withheld_changes_nothing_that_is_published(office: Path, tmp_path_factory: pytest.TempPathFactory,
                                                            other: dict[str, str]) -> None:
    attacked(office, tmp_path_factory.mktemp("pair"), other, policy())


@given(other=OTHER)
@settings(max_examples=4)
def test_nor_what_a_case_publishes(office: Path, tmp_path_factory: pytest.TempPathFactory,
                                   other: dict[str, str]) -> None:
    attacked(office, tmp_path_factory.mktemp("pair"), other, policy(review="two-person"), case=True)


@pytest.mark.soak
@pytest.mark.parametrize("slot", HIDDEN)
@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_nothing_odd_shows_through(office: Path, tmp_path: Path, slot: str, text: str) -> None:
    changed = document(**{slot: text})
    if shape(changed) != shape(document()):
        pytest.skip("the text makes another document of it")
    assert_alike(published(office, tmp_path / "1", document(), policy()),
                 published(office, tmp_path / "2", changed, policy()))


@pytest.mark.soak
@pytest.mark.parametrize("slot", NAMED)
@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_no_name_shows_through(office: Path, tmp_path: Path, slot: str, name: str) -> None:
    """Equal names and unequal ones, long and short, of any script; behind the name an owner's ending."""
    assert_alike(published(office, tmp_path / "1", document(), policy()),
                 published(office, tmp_path / "2", document(**{slot: name}), policy()))


def test_two_persons_are_one_and_equal_ones_are_others(office: Path, tmp_path: Path) -> None:
    """With only blanks and punctuation between, names are one stretch: how many there were is not told."""
    one = published(office, tmp_path / "1", document(a="Bo Li"), policy())
    for number, several in enumerate(("Bo Li, Ilse Brandvold", "Ilse Brandvold - Bo Li / James Abbas", "Bo Li Bo Li")):
        assert_alike(one, published(office, tmp_path / f"2{number}", document(a=several), policy()))


@pytest.mark.parametrize(("post", "to"), [
    ("AMCONSUL PORT ALDER", "SECDEF WASHDC"), ("AMEMBASSY LAKE", "SECSTATE WASHDC 1\nSECDEF WASHDC 2\nNSC WASHDC 3"),
    ("CDR " + "LAKE " * 60, "RUEHC/SECSTATE WASHDC IMMEDIATE 0001")])
def test_withheld_header_lines_show_in_no_field(office: Path, tmp_path: Path, post: str, to: str) -> None:
    """Neither title, stamp, file name nor facts take anything from a withheld line."""
    under = policy(header=False)
    one, other = document(), document(post=post, to=to)
    assert shape(one) == shape(other)
    found = published(office, tmp_path / "2", other, under)
    assert_alike(published(office, tmp_path / "1", one, under), found)
    assert not any(word.encode() in content for content in found.files.values() for word in ("ALDER", "LAKE", "NSC"))


def test_the_attack_sees_what_is_public(office: Path, tmp_path: Path) -> None:
    """The same comparison tells documents apart that differ in what is released, and amounts that are stated."""
    one = published(office, tmp_path / "1", document(), policy())
    with pytest.raises(AssertionError):
        assert_alike(one, published(office, tmp_path / "2", document(four="4. (U) Open."), policy()))
    lines = policy("lines")
    stated = published(office, tmp_path / "3", document(), lines)
    with pytest.raises(AssertionError):
        assert_alike(stated, published(office, tmp_path / "4", document(three="Nothing was said. " * 40), lines))
    assert_alike(stated, published(office, tmp_path / "5", document(three="He never said a word of it."), lines))


def test_chance_is_all_that_differs_between_offices(office: Path, tmp_path: Path) -> None:
    """Without chance fixed the files are the same and the ids and salts are not."""
    one = published(office, tmp_path / "1", document(), policy())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"{__name__}.chance", lambda: random.Random(8).randbytes)
        other = published(office, tmp_path / "2", document(), policy())
    assert one.files == other.files
    assert one.manifest["release"] != other.manifest["release"]
    assert not {*one.commitments()} & {*other.commitments()}


# -- what stands already

def test_a_release_that_looks_the_same_commits_to_another_text(office: Path, tmp_path: Path) -> None:
    """Nothing published tells the documents apart; the office is bound to the text it released all the same."""
    shutil.copytree(office, tmp_path / "ws")
    one, other = document(), document(three="He denied it.")
    order = Order(policy(), DAY, DAY, tmp_path / "out", "ada", formats=FORMATS)
    with Workspace.open(tmp_path / "ws", actor="ada") as workspace:
        first = release_document(workspace, one, "cable", order)
        assert release_document(workspace, one, "cable", order).state == "stands"
        with pytest.raises(Conflict):
            release_document(workspace, other, "cable", order)
        before = Published(tmp_path / "out")
        again = Order(policy(), DAY, DAY, tmp_path / "out", "ada", formats=FORMATS, replace=True)
        second = release_document(workspace, other, "cable", again)
    after = Published(tmp_path / "out")
    assert first.document_id != second.document_id
    assert before.files == after.files
    assert before.commitments() != after.commitments()


def test_a_comparison_of_two_releases_tells_places_and_no_more(office: Path, tmp_path: Path) -> None:
    """Two texts that differ in a withheld portion: the comparison names the portion, whatever stands there."""
    one = published(office, tmp_path / "1", document(), policy())
    shown = json.loads(one.files["cable.json"])
    told = {tuple(map(str, compare(one.manifest, shown, other.manifest, json.loads(other.files["cable.json"]))))
            for other in (published(office, tmp_path / f"2{number}", document(three=text), policy())
                          for number, text in enumerate(("x", "He denied it. " * 200, "北京")))}
    assert len(told) == 1


# -- what the command says

def test_the_command_says_the_same(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The lines and the JSON that ``redact release`` prints may be shown: but for ids they are the same too."""
    (tmp_path / "zero.yaml").write_text(POLICY.format(amount="none", names=json.dumps(NAMES, ensure_ascii=False),
                                                      header="header,", review="none"), encoding="utf-8")
    said = set()
    for number, other in enumerate(({}, {"a": "Wilhelmina-Maximiliana van der Featherstonehaugh-Papadopoulos"},
                                    {"one": "a" * 10_000, "three": "北京同志们", "c": "יעקב לוי"})):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "cable.txt").write_text(TEXT.format(**{**PLAIN, **other}), encoding="utf-8")
        for more in ((), ("--json",)):
            assert run(["release", str(folder / "cable.txt"), "--policy", str(tmp_path / "zero.yaml"), "--out",
                        str(folder / f"out{len(more)}"), "--workspace", str(folder / "ws"), "--as-of", "2026-11-26",
                        *more]) == 0
        out, err = capfd.readouterr()
        said.add((_without_ids(out.replace(str(folder), "")), err.replace(str(folder), "")))
    assert len(said) == 1


def _without_ids(text: str) -> str:
    lines = []
    for line in text.splitlines():
        if line.startswith("{"):
            line = json.dumps({**json.loads(line), "document_id": "", "release": ""})
        lines.append(line)
    return "\n".join(lines)
