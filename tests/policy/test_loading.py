"""Loading: nothing unknown loads, every problem is told with its place, and digests say what a policy is."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from policy_samples import RELEASE_U, TODAY, decision, policy

from redact.errors import UnusablePolicy
from redact.policy.loading import load_policy, parse_policy, shipped_policies
from redact.policy.yamltext import MAX_BYTES, read_yaml

GOOD = """\
policy: sample
version: 1
title: A sample
audience: public
review: none
default: withhold
rules:
  - id: open-u
    because: Unclassified.
    when: {level: U}
    then: release
"""


def _problems(content: str) -> list[tuple[str, int, int]]:
    with pytest.raises(UnusablePolicy) as raised:
        parse_policy(content.encode(), "sample.yaml")
    return [(problem.message, problem.line, problem.column) for problem in raised.value.problems]


def test_every_scalar_stays_text() -> None:
    read = read_yaml(b"a: NO\nb: 1.4\nc: 061236\nd: 2010-03-01\ne: 12:30\nf: on\ng: ~")
    assert read.data == {"a": "NO", "b": "1.4", "c": "061236", "d": "2010-03-01", "e": "12:30", "f": "on", "g": "~"}
    assert not read.problems


@pytest.mark.parametrize(("content", "message", "line", "column"), [
    ("then: withhold\nthen: release", "'then' appears twice; it was first given on line 1.", 2, 1),
    ("a: &x [1]", "Anchors are not allowed in a policy; write each value where it holds.", 1, 4),
    ("a: b\nc: *x", "Aliases are not allowed in a policy; write the value out.", 2, 4),
    ("a: !!python/object/apply:os.system [id]", "Tags are not allowed in a policy; every value is plain text.", 1, 4),
    ("a: [1", "This is not YAML: expected ',' or ']', but got '<stream end>'.", 1, 6),
    ("? [a]\n: b", "A key is a single word or phrase.", 1, 3),
])
def test_what_yaml_allows_and_a_policy_does_not(content: str, message: str, line: int, column: int) -> None:
    problem = read_yaml(content.encode()).problems[0]
    assert (problem.message, problem.line, problem.column) == (message, line, column)


def test_size_depth_and_bytes_are_bounded() -> None:
    assert "larger" in read_yaml(b"a" * (MAX_BYTES + 1)).problems[0].message
    assert "deeper" in read_yaml(b"[" * 200_000).problems[0].message
    assert "UTF-8" in read_yaml(b"a: \xff").problems[0].message
    assert "control character" in read_yaml(b"a: \x00").problems[0].message


def test_all_yaml_problems_come_at_once() -> None:
    assert len(read_yaml(b"a: &x 1\na: 2\nb: *x\nc: !!int 3").problems) == 4


def test_a_good_policy_loads() -> None:
    assert parse_policy(GOOD.encode()).rules[0].id == "open-u"


@pytest.mark.parametrize(("old", "new", "message", "line"), [
    ("level: U", "level: V", "'V' is not a classification level", 10),
    ("level: U", "levle: U", "'levle' is not a key here; did you mean 'level'?", 10),
    ("level: U", "dissem: NOFRON", "'NOFRON' is not a dissem control of the register; did you mean NOFORN?", 10),
    ("level: U", "sci: [SI, ZZ]", "'ZZ' is not a sci control of the register", 10),
    ("level: U", "captions: SIPDOS", "'SIPDOS' is not a caption of the register; did you mean SIPDIS?", 10),
    ("level: U", "releasable_to: QQQ", "'QQQ' is not a country code", 10),
    ("level: U", "kind: paragraf", "'paragraf' is not a kind of portion; did you mean paragraph?", 10),
    ("level: U", "found: somehow", "'somehow' is not a way in which a mark is found", 10),
    ("level: U", "agency: KGB", "'KGB' is not an agency of the table", 10),
    ("level: U", "reasons: 1.6(a)", "'1.6(a)' is not a reason for classification", 10),
    ("level: U", "age: about 25 years", "Write 'over 25 years' or 'under 25 years'.", 10),
    ("level: U", "age: over 0 years", "Write 'over 25 years' or 'under 25 years'.", 10),
    ("level: U", "declassify_on: past", "Use one of passed, future, exempt or unknown.", 10),
    ("level: U", "date: {before: soon}", "Write a date as 2026-11-23.", 10),
    ("level: U", "dissem: {some_of: [NF]}", "'some_of' is not a key here", 10),
    ("level: U", "any: []", "Something is missing here.", 10),
    ("then: release", "then: permit", "Use one of release, downgrade, redact, refer, withhold", 11),
    ("then: release", "then: redact", "'redact' needs 'find'", 8),
    ("then: release", "then: downgrade", "'downgrade' and 'to' go together.", 8),
    ("then: release", "then: refer", "'refer' and 'refer_to' go together.", 8),
    ("then: release", "find: {pattern: x}\n    then: release", "'find' never releases", 8),
    ("then: release", "then: withhold\n    codes: ['(b)(66)']", "The code '(b)(66)' is in no table", 12),
    ("then: release", "then: refer\n    refer_to: [KGB]", "'KGB' is no agency", 12),
    ("then: release", "find: {terms: sources}\n    then: redact", "There is no list 'sources' under 'lists'.", 11),
    ("then: release", "find: {pattern: '(?<=a)b'}\n    then: redact", "This pattern cannot be used", 11),
    ("then: release", "find: {pattern: 'a*'}\n    then: redact", "This pattern cannot be used", 11),
    ("then: release", "find: {entity: shoe-size}\n    then: redact", "'shoe-size' is not an entity", 11),
    ("then: release", "find: {entity: ssn, pattern: x}\n    then: redact", "Give exactly one of", 11),
    ("because: Unclassified.", "", "'because' is missing.", 8),
    ("id: open-u", "id: Open U", "Use lower-case letters, digits and hyphens", 8),
    ("version: 1", "version: one", "A whole number is expected here.", 2),
    ("audience: public", "audience: everyone", "Use one of public.", 4),
    ("audience: public", "audience: {level: unknown}", "An audience has a level", 4),
    ("audience: public", "audience: {countries: [GBR]}", "'level' is missing.", 4),
    ("review: none", "review: three-person", "Use one of none, one-person or two-person.", 5),
    ("default: withhold", "default: release", "nothing is released by default", 6),
    ("default: withhold", "default: {withhold: [nope]}", "The code 'nope' is in no table", 6),
    ("title: A sample", "titel: A sample", "'titel' is not a key here; did you mean 'title'?", 3),
    ("default: withhold", "default: withhold\nshow_controls: [XYZZY]", "'XYZZY' is not a control of the register", 7),
    ("default: withhold", "default: withhold\nlists: {sources: [' ']}", "The list 'sources' holds no term.", 7),
    ("default: withhold", "default: withhold\nlists: {sources: ../x}", "lies in the folder of its policy", 7),
    ("default: withhold", "default: withhold\nextends: nowhere", "cannot be loaded", 7),
])
def test_nothing_unknown_loads(old: str, new: str, message: str, line: int) -> None:
    assert old in GOOD
    found = _problems(GOOD.replace(old, new))
    assert any(message in text and at == line for text, at, _ in found), found


def test_all_problems_come_at_once_in_order_of_the_file() -> None:
    found = _problems(GOOD.replace("version: 1", "version: x").replace("level: U", "level: V")
                      .replace("then: release", "then: permit"))
    assert [line for _, line, _ in found] == [2, 10, 11]
    with pytest.raises(UnusablePolicy) as raised:
        parse_policy(GOOD.replace("level: U", "level: V").encode(), "sample.yaml")
    told = raised.value.diagnostics()
    assert told.startswith("sample.yaml:10:19: 'V' is not a classification level")
    assert "    when: {level: V}" in told


def test_names_are_checked_beside_what_cannot_be_read() -> None:
    found = _problems("""\
policy: sample
version: one
title: A sample
audience: public
review: none
default: withhold
codes: {"(b)(3) X": [wrong]}
lists: {names: {wrong: x}, others: [Omar Fulan]}
rules:
  - {id: a, because: x, when: {level: V}, then: withhold, codes: ["(b)(11)", "(b)(3) X"]}
  - {id: a, because: x, find: {terms: nmes}, then: redact, codes: ["(b)(6)"]}
  - {id: b, because: x, find: {terms: names}, then: relase, refer_to: [CAI]}
  - nonsense
tests:
  - {name: t, portion: "(U) x", as_of: soon, expect: {codes: ["(c)(1)"]}}
""")
    assert [(line, column) for _, line, column in found] == [
        (2, 10), (7, 21), (8, 16), (10, 39), (10, 67), (11, 10), (11, 39), (12, 53), (13, 5), (15, 40), (15, 63)]
    assert "did you mean others?" not in str(found)


def test_two_rules_of_one_name_are_refused() -> None:
    again = GOOD + GOOD[GOOD.index("  - id"):]
    assert any("Two rules are called 'open-u'." in text for text, _, _ in _problems(again))


@pytest.mark.parametrize("content", ["", "[]", "just text", "rules: {}", "- a"])
def test_what_is_no_policy(content: str) -> None:
    assert _problems(content)


def test_a_missing_policy_names_those_that_ship() -> None:
    assert {"portion-marks", "foia-public"} <= set(shipped_policies())
    with pytest.raises(UnusablePolicy, match=r"no shipped policy or file of that name; shipped are .*foia-public"):
        load_policy("nowhere")
    with pytest.raises(UnusablePolicy):
        load_policy("./nowhere.yaml")
    with pytest.raises(UnusablePolicy):
        load_policy(".")


def test_a_bare_name_is_never_a_file_of_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "portion-marks").write_text(GOOD)
    (tmp_path / "portion-marks.yaml").write_text(GOOD)
    monkeypatch.chdir(tmp_path)
    assert load_policy("portion-marks").name == "portion-marks"
    assert load_policy("./portion-marks.yaml").name == "sample"


def test_lists_come_from_files_below_the_policy(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "sources.txt").write_text("# who spoke to us\nOmar Fulan\n\nLee Example\nOmar Fulan\n")
    (tmp_path / "p.yaml").write_text(GOOD.replace("rules:", "lists: {sources: lists/sources.txt}\nrules:"))
    assert load_policy(str(tmp_path / "p.yaml")).lists["sources"] == ("Omar Fulan", "Lee Example")
    (tmp_path / "lists" / "out").symlink_to("/etc")
    (tmp_path / "q.yaml").write_text(GOOD.replace("rules:", "lists: {sources: lists/out/passwd}\nrules:"))
    with pytest.raises(UnusablePolicy, match="lies in the folder"):
        load_policy(str(tmp_path / "q.yaml"))


def test_the_digest_speaks_of_the_resolved_policy(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Omar Fulan\n")
    (tmp_path / "p.yaml").write_text(GOOD.replace("rules:", "lists: {sources: a.txt}\nrules:"))
    first = load_policy(str(tmp_path / "p.yaml"))
    inline = parse_policy(GOOD.replace("rules:", "lists: {sources: [Omar Fulan]}\nrules:").encode())
    assert first.sha256 == inline.sha256 != policy().sha256
    (tmp_path / "a.txt").write_text("Omar Fulan\nLee Example\n")
    second = load_policy(str(tmp_path / "p.yaml"))
    assert second.sha256 != first.sha256
    assert second.public_sha256(b"k" * 32) != first.public_sha256(b"k" * 32)
    assert first.public_sha256(b"k" * 32) != first.public_sha256(b"l" * 32)
    assert first.public_sha256(b"k" * 32) != first.sha256
    assert policy().public_sha256(b"k" * 32) == policy().public_sha256(b"l" * 32)


def test_terms_in_a_rule_are_sealed_too() -> None:
    rules = RELEASE_U + """
  - id: names
    because: Names.
    find: {terms: [Omar Fulan]}
    then: redact
    codes: ["(b)(6)"]
"""
    sealed = policy(rules)
    assert sealed.public_sha256(b"k" * 32) != sealed.public_sha256(b"l" * 32)


def test_a_policy_goes_to_another_process() -> None:
    here = policy()
    assert decision("(U) The talks resume.", here).action == "release"
    there = pickle.loads(pickle.dumps(here))
    assert there.sha256 == here.sha256
    assert decision("(U) The talks resume.", there, TODAY).action == "release"


PARENT = GOOD + """\
  - id: closed-c
    because: Classified.
    when: {level: C}
    then: withhold
    codes: [classified]
"""
CHILD = """\
policy: child
version: 1
title: A child
audience: public
review: none
default: withhold
extends: ./parent.yaml
rules:
  - id: no-sources
    because: Names.
    find: {terms: [Omar Fulan]}
    then: redact
    codes: ["(b)(6)"]
"""


def _family(tmp_path: Path, child: str, parent: str = PARENT) -> Path:
    (tmp_path / "parent.yaml").write_text(parent)
    (tmp_path / "child.yaml").write_text(child)
    return tmp_path / "child.yaml"


def test_a_child_adds_to_its_parent(tmp_path: Path) -> None:
    child = load_policy(str(_family(tmp_path, CHILD)))
    assert [rule.id for rule in child.rules] == ["open-u", "closed-c", "no-sources"]
    assert decision("(U) Omar Fulan spoke.", child).action == "redact"


def test_a_child_drops_a_rule_only_with_a_reason(tmp_path: Path) -> None:
    loosens = CHILD.replace("rules:", "loosens:\n  - {rule: closed-c, because: Reviewed elsewhere.}\nrules:")
    child = load_policy(str(_family(tmp_path, loosens)))
    assert [rule.id for rule in child.rules] == ["open-u", "no-sources"]
    unknown = loosens.replace("rule: closed-c", "rule: nothing")
    with pytest.raises(UnusablePolicy, match="neither a rule"):
        load_policy(str(_family(tmp_path, unknown)))


@pytest.mark.parametrize(("old", "new", "message"), [
    ("default: withhold", "default: refer", "keeps the default"),
    ("audience: public", "audience: {level: S}", "keeps the audience"),
    ("id: no-sources", "id: closed-c", "has a rule 'closed-c' already"),
    ("extends: ./parent.yaml", "extends: ./child.yaml", "circle"),
    ("default: withhold", "default: withhold\nshow_controls: [NOFORN, TK]", "shows no control"),
    ("    find: {terms: [Omar Fulan]}\n    then: redact\n    codes: [\"(b)(6)\"]", "    then: release",
     "name it under 'loosens'"),
])
def test_what_a_child_may_not_do(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in CHILD
    with pytest.raises(UnusablePolicy) as raised:
        load_policy(str(_family(tmp_path, CHILD.replace(old, new))))
    assert any(message in problem.message for problem in raised.value.problems)


def test_a_child_asks_for_no_less_review(tmp_path: Path) -> None:
    with pytest.raises(UnusablePolicy, match="cannot ask for less"):
        load_policy(str(_family(tmp_path, CHILD, PARENT.replace("review: none", "review: two-person"))))
