"""Deciding: the strictest rule decides, codes unite, the ceiling holds, and a mark says no more than it may."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from policy_samples import RELEASE_U, TODAY, cut_texts, decision, document, policy

from redact.documents.cable import read_bytes
from redact.policy.decide import decide
from redact.policy.judging import Judge
from redact.policy.loading import load_policy

OPEN_ALL = """
  - id: open-all
    because: Its day has passed.
    when: {declassify_on: passed}
    then: release
"""
NAMES = """
  - id: names
    because: Private persons.
    find: {terms: [Omar Fulan]}
    then: redact
    codes: ["(b)(6)"]
"""
SECRET_SAFE = """
  - id: keep-secret
    because: Secret.
    when: {level: S}
    then: withhold
    codes: ["(b)(1)"]
"""


def test_what_no_rule_releases_is_withheld_as_undetermined() -> None:
    made = decision("(C) The talks failed.", policy())
    assert (made.action, made.codes, made.rules) == ("withhold", ("undetermined",), ())
    assert made.because == "No rule of the policy applies."
    assert made.amount == "1 paragraph (less than 1 line)"
    assert made.effective is not None
    assert made.effective.level == "C"


def test_an_empty_policy_releases_nothing() -> None:
    assert decision("(U) The talks resume.", policy("")).action == "withhold"


def test_the_default_may_name_codes_or_refer() -> None:
    assert decision("(C) x", policy(default="{withhold: [classified]}")).codes == ("classified",)
    assert decision("(C) x", policy(default="refer")).action == "refer"


def test_the_strictest_decides_and_codes_unite_in_the_order_of_the_table() -> None:
    rules = RELEASE_U + """
  - {id: a-refer, because: Theirs., when: {level: U}, then: refer, refer_to: [FBI], codes: ["(b)(7)(A)"]}
  - {id: b-keep, because: Ours., when: {level: U}, then: withhold, codes: ["(b)(5)"]}
  - {id: c-keep, because: Privacy., when: {level: U}, then: withhold, codes: ["(b)(6)", "(b)(5)"]}
"""
    made = decision("(U) The talks resume.", policy(rules))
    assert made.action == "withhold"
    assert made.codes == ("(b)(5)", "(b)(6)", "(b)(7)(A)")
    assert made.rules == ("b-keep", "c-keep", "a-refer")
    assert made.refer_to == ("FBI",)
    assert made.because == "Ours. Privacy."


def test_a_protective_rule_without_codes_counts_as_undetermined() -> None:
    rules = RELEASE_U + "  - {id: keep, because: Ours., then: withhold}\n"
    assert decision("(U) x", policy(rules)).codes == ("undetermined",)


@pytest.mark.parametrize("mark", ["", "(Q) ", "(S//XYZZY) "])
def test_a_protective_rule_applies_when_it_may(mark: str) -> None:
    rules = "  - {id: no-hcs, because: HCS., when: {sci: HCS}, then: withhold, codes: [controlled]}\n" + OPEN_ALL
    made = decision(f"{mark}The talks failed.", policy(rules), declassify_on="1980-01-01")
    assert (made.action, made.rules) == ("withhold", ("no-hcs",))


def test_the_exception_of_a_protective_rule_has_to_hold_for_sure() -> None:
    rules = OPEN_ALL + """
  - {id: current, because: Classified., when: {level: {at_least: R}}, unless: {age: over 25 years}, then: withhold,
     codes: ["(b)(1)"]}
"""
    under = policy(rules)
    assert decision("(C) x", under, date="1980-01-01").action == "release"
    assert decision("(C) x", under, declassify_on="1980-01-01").rules == ("current",)


def test_the_exception_of_a_releasing_rule_has_to_fail_for_sure() -> None:
    under = policy("  - {id: open-u, because: U., when: {level: U}, unless: {from: PARIS}, then: release}\n")
    assert decision("(U) x", under, sender="AMEMBASSY ROME").action == "release"
    assert decision("(U) x", under, sender="AMEMBASSY PARIS").action == "withhold"
    assert decision("(U) x", under).action == "withhold"


class TestCeiling:
    """``audience: public`` (design §7)."""

    def test_a_classified_portion_needs_a_reason_why_it_no_longer_is(self) -> None:
        bare = policy("  - {id: open, because: All., then: release}\n")
        assert decision("(C) x", bare, date="1980-01-01").action == "withhold"
        assert decision("(U) x", bare).action == "release"
        assert decision("x", bare).action == "withhold"

    @pytest.mark.parametrize(("condition", "action"), [
        ("declassify_on: passed", "release"), ("declassify_on: [passed, future]", "release"),
        ("age: over 25 years", "release"), ("age: over 10 years", "release"), ("age: over 60 years", "withhold"),
        ("not: {age: under 25 years}", "release"), ("not: {declassify_on: [future, exempt, unknown]}", "release"),
        ("any: [{level: C}, {age: over 60 years}]", "withhold"),
        ("any: [{level: C}, {declassify_on: future}]", "withhold"), ("declassify_on: future", "withhold"),
        ("not: {declassify_on: future}", "release"), ("date: {before: 1990-01-01}", "withhold"),
    ])
    def test_reasons(self, condition: str, action: str) -> None:
        under = policy(f"  - {{id: open, because: Old., when: {{{condition}}}, then: release}}\n")
        made = decision("(C) x", under, date="1980-01-01")
        assert made.action == action
        assert made.declassifies == (action == "release")

    @pytest.mark.parametrize(("text", "ends"), [("(S//RD) x", None), ("(C) x", "exempt"), ("(C) x", "2040-01-01")])
    def test_age_ends_nothing_that_is_exempt_or_dated_later(self, text: str, ends: str | None) -> None:
        under = policy("  - {id: open, because: Old., when: {age: over 25 years}, then: release}\n")
        around = {"declassify_on": ends} if ends else {}
        assert decision(text, under, date="1950-01-01", **around).action == "withhold"

    def test_a_released_portion_is_unclassified(self) -> None:
        made = decision("(S//NF) x", policy(OPEN_ALL), date="1980-01-01")
        assert made.effective is not None
        assert made.effective.banner == "UNCLASSIFIED"

    def test_routing_lines_need_no_reason_where_the_rule_names_them(self) -> None:
        named = policy("  - {id: r, because: R., when: {kind: [header, signature]}, then: release}\n")
        wide = policy("  - {id: r, because: R., when: {kind: [header, paragraph]}, then: release}\n")
        bare = policy("  - {id: r, because: R., then: release}\n")
        line = {"banner": "SECRET//NOFORN", "kind": "header"}
        made = decision("FM AMEMBASSY PARIS", named, **line)
        assert (made.action, made.declassifies) == ("release", False)
        assert decision("FM AMEMBASSY PARIS", wide, **line).action == "withhold"
        assert decision("FM AMEMBASSY PARIS", bare, **line).action == "withhold"
        assert decision("(S) REF: EXAMPLE 1", named, **line).action == "withhold"
        assert decision("FM AMEMBASSY PARIS", named, kind="header").action == "release"

    def test_a_downgrade_to_the_public_ends_unclassified(self) -> None:
        to_u = policy("  - {id: d, because: Old., when: {age: over 25 years}, then: downgrade, to: U}\n")
        to_c = policy("  - {id: d, because: Old., when: {age: over 25 years}, then: downgrade, to: C}\n")
        assert decision("(S) x", to_u, date="1980-01-01").action == "downgrade"
        assert decision("(S) x", to_c, date="1980-01-01").action == "withhold"


class TestAudience:
    """An audience with a level and countries."""

    ALLIES = "{level: SECRET, countries: [GBR, AUS]}"
    OPEN = "  - {id: open, because: Allies., then: release}\n"

    @pytest.mark.parametrize(("mark", "action"), [
        ("(S//REL TO USA, AUS, GBR)", "release"), ("(S//REL TO USA, FVEY)", "release"),
        ("(C//REL TO USA, GBR)", "withhold"),
        ("(TS//REL TO USA, AUS, GBR)", "withhold"), ("(S//NF)", "withhold"), ("(S)", "withhold"), ("(U)", "release"),
        ("(S//REL TO USA, AUS, GBR/XYZZY)", "withhold"), ("(SBU-NF)", "withhold"), ("", "withhold"),
    ])
    def test_ceiling(self, mark: str, action: str) -> None:
        made = decision(f"{mark} The talks failed.", policy(self.OPEN, audience=self.ALLIES))
        assert made.action == action
        if action == "release":
            assert made.effective is not None
            assert made.effective.text == mark

    def test_a_level_alone_is_for_our_own(self) -> None:
        under = policy(self.OPEN, audience="{level: SECRET}")
        assert decision("(S//NF) x", under).action == "release"
        assert decision("(TS) x", under).action == "withhold"

    def test_of_several_downgrades_the_highest_counts(self) -> None:
        rules = """
  - {id: a, because: A., when: {level: TS}, then: downgrade, to: CONFIDENTIAL}
  - {id: b, because: B., when: {level: TS}, then: downgrade, to: (S//REL TO USA, GBR)}
  - {id: c, because: C., when: {level: TS}, then: downgrade, to: TOP SECRET}
"""
        made = decision("(TS) x", policy(rules.replace("(S//REL TO USA, GBR)", '"(S//REL TO USA, GBR)"'),
                                         audience="{level: SECRET}"))
        assert made.action == "downgrade"
        assert made.effective is not None
        assert made.effective.canonical_portion == "(S//REL TO USA, GBR)"

    def test_a_downgrade_never_raises(self) -> None:
        made = decision("(U) x", policy("  - {id: a, because: A., then: downgrade, to: S}\n", audience="{level: S}"))
        assert made.effective is not None
        assert made.effective.level == "U"


class TestFind:
    """``find`` cuts holes in what another rule releases."""

    TEXT = "1. (U) Omar Fulan met Lee Example."

    def test_find_alone_releases_nothing(self) -> None:
        made = decision(self.TEXT, policy(NAMES))
        assert (made.action, made.codes, made.spans) == ("withhold", ("undetermined", "(b)(6)"), ())

    def test_a_span_is_cut_out(self) -> None:
        made = decision(self.TEXT, policy(RELEASE_U + NAMES))
        assert made.action == "redact"
        assert cut_texts(self.TEXT, made) == ["Omar Fulan"]
        assert made.spans[0].codes == made.codes == ("(b)(6)",)
        assert made.spans[0].amount == "less than 1 line"
        assert made.rules == ("names", "open-u")

    def test_codes_of_a_find_are_cited_where_the_portion_is_withheld(self) -> None:
        text = "(S) Omar Fulan spoke."
        assert decision(text, policy(SECRET_SAFE + NAMES)).codes == ("(b)(1)", "(b)(6)")
        assert decision("(S) She spoke.", policy(SECRET_SAFE + NAMES)).codes == ("(b)(1)",)

    def test_overlapping_spans_and_their_codes_unite(self) -> None:
        rules = RELEASE_U + NAMES + """
  - {id: surname, because: S., find: {pattern: 'Fulan met'}, then: redact, codes: ["(b)(7)(C)"]}
"""
        made = decision(self.TEXT, policy(rules))
        assert cut_texts(self.TEXT, made) == ["Omar Fulan met"]
        assert made.spans[0].codes == ("(b)(6)", "(b)(7)(C)")
        assert made.spans[0].rules == ("names", "surname")

    def test_spans_with_only_punctuation_between_unite(self) -> None:
        rules = RELEASE_U + NAMES.replace("[Omar Fulan]", "[Omar, Fulan, Lee]")
        text = "(U) Omar, Fulan met Lee."
        assert cut_texts(text, decision(text, policy(rules))) == ["Omar, Fulan", "Lee"]

    def test_a_sentence_leaves_number_and_mark(self) -> None:
        rules = RELEASE_U + NAMES.replace("then: redact", "extent: sentence\n    then: redact")
        text = "1. (U) Omar Fulan spoke first. She did not."
        assert cut_texts(text, decision(text, policy(rules))) == ["Omar Fulan spoke first."]

    def test_a_portion_that_is_cut_whole_is_withheld(self) -> None:
        under = policy(RELEASE_U + NAMES.replace("then: redact", "extent: portion\n    then: redact"))
        assert decision(self.TEXT, under).action == "withhold"
        assert decision("1. (U) Nobody came.", under).action == "release"
        assert decision("1. (U) Omar Fulan.", policy(RELEASE_U + NAMES)).action == "withhold"

    def test_refer_and_withhold_act_on_the_span(self) -> None:
        rules = RELEASE_U + NAMES.replace("then: redact", "then: refer\n    refer_to: [FBI]")
        made = decision(self.TEXT, policy(rules))
        assert (made.action, made.refer_to, cut_texts(self.TEXT, made)) == ("redact", ("FBI",), ["Omar Fulan"])
        whole = policy(rules.replace("then: refer", "extent: portion\n    then: refer"))
        assert decision(self.TEXT, whole).action == "refer"

    def test_conditions_of_a_find_hold_when_they_may(self) -> None:
        rules = RELEASE_U + NAMES.replace("find:", "when: {from: PARIS}\n    find:")
        assert decision(self.TEXT, policy(rules), sender="AMEMBASSY ROME").action == "release"
        assert decision(self.TEXT, policy(rules)).action == "redact"

    def test_a_name_protected_in_one_portion_is_cut_in_all(self) -> None:
        rules = RELEASE_U + NAMES.replace("{terms: [Omar Fulan]}", "{entity: protected-source}")
        made = document("(U) Fulan left early.", portions=["(U) Omar Fulan (strictly protect) spoke."])
        plan = decide(made, policy(rules), TODAY)
        assert [decision.action for decision in plan.decisions] == ["redact", "redact"]
        assert cut_texts(made.portions[0].text, plan.decisions[0]) == ["Fulan"]


class TestShowControls:
    """Controls of an old mark that the policy does not list are cut out, and their length with them."""

    @pytest.mark.parametrize(("mark", "hidden"), [
        ("(C//NF)", []), ("(C//OC/NF)", []), ("(C//REL TO USA, GBR)", []), ("(C//IMC)", ["//IMC"]),
        ("(C//NF/IMC)", ["//NF/IMC"]), ("(C//IMC/NF)", ["//IMC"]), ("(C//SI//NF)", ["//SI"]),
        ("(C//XYZZY//NF)", ["//XYZZY"]), ("(C//FGI GBR)", ["//FGI GBR"]), ("(//GBR C)", ["//GBR C"]), ("(C)", []),
    ])
    def test_marks(self, mark: str, hidden: list[str]) -> None:
        text = f"1. {mark} The talks failed."
        rules = "  - {id: open, because: Old., when: {declassify_on: [passed, future]}, then: release}\n"
        made = decision(text, policy(rules), declassify_on="1980-01-01")
        assert made.action == "release"
        assert cut_texts(text, made) == hidden
        assert all((span.codes, span.rules, span.amount) == (("controlled",), ("show-controls",), None)
                   for span in made.spans)

    def test_the_list_is_the_policys(self) -> None:
        text = "(C//NF) The talks failed."
        narrow = policy(OPEN_ALL, head="show_controls: [ORCON]")
        wide = policy(OPEN_ALL, head="show_controls: [NF, SI, FGI]")
        assert cut_texts(text, decision(text, narrow, declassify_on="1980-01-01")) == ["//NF"]
        assert decision("(C//SI-G//NF) x", wide, declassify_on="1980-01-01").spans == ()

    @pytest.mark.parametrize(("line", "hidden"), [
        ("SIPDIS", []), ("NODIS", []), ("SIPDIS STADIS", []), ("TERREP", ["TERREP"]),
        ("PROJECT EXAMPLE", ["PROJECT EXAMPLE"]),
    ])
    def test_captions(self, line: str, hidden: list[str]) -> None:
        rules = "  - {id: r, because: R., when: {kind: caption}, then: release}\n"
        made = decision(line, policy(rules), banner="CONFIDENTIAL", kind="caption")
        assert (made.action, cut_texts(line, made)) == ("release", hidden)

    def test_a_classification_line(self) -> None:
        rules = "  - {id: r, because: R., when: {kind: classification}, then: release}\n"
        line = "TOP SECRET//SI//NOFORN"
        made = decision(line, policy(rules), banner=line, kind="classification")
        assert made.action == "release"
        assert cut_texts(line, made) == ["//SI"]

    def test_a_span_that_touches_the_mark_is_united_and_says_no_length(self) -> None:
        text = "(C//IMC) The talks failed."
        rules = OPEN_ALL + "  - {id: p, because: P., find: {pattern: 'IMC. The'}, then: redact, codes: ['(b)(6)']}\n"
        made = decision(text, policy(rules), declassify_on="1980-01-01")
        assert cut_texts(text, made) == ["//IMC) The"]
        assert (made.spans[0].amount, made.spans[0].codes) == (None, ("controlled", "(b)(6)"))


class TestDocument:
    """What speaks for the whole document."""

    def test_outcomes(self) -> None:
        refer = "  - {id: r, because: R., when: {level: C}, then: refer, refer_to: [CIA]}\n"
        under = policy(RELEASE_U + refer + NAMES)
        for texts, expected in ((["(U) a"], "RIF"), (["(U) a", "(S) b"], "RIP"), (["(S) a", "(C) b"], "DIF"),
                                (["(C) a", "(C) b"], "referred"), (["(U) Omar Fulan left."], "RIP")):
            plan = decide(document(texts[0], portions=texts[1:]), under, TODAY)
            assert plan.outcome == expected, texts

    def test_withhold_document_withholds_all(self) -> None:
        stop = "  - {id: stop, because: Stop., when: {sci: HCS}, then: withhold-document, codes: ['(b)(3)']}\n"
        made = document("(U) a", portions=["(S//HCS-P//NF) b", "(S) c"])
        plan = decide(made, policy(RELEASE_U + SECRET_SAFE + stop), TODAY)
        assert {decision.action for decision in plan.decisions} == {"withhold-document"}
        assert plan.decisions[0].codes == ("(b)(3)",)
        assert plan.decisions[2].codes == ("(b)(1)", "(b)(3)")
        assert plan.decisions[2].rules == ("stop", "keep-secret")
        assert plan.outcome == "DIF"
        assert plan.banner.banner == "UNCLASSIFIED"

    def test_the_banner_rolls_up_what_leaves(self) -> None:
        under = policy("  - {id: open, because: All., when: {level: {at_most: S}}, then: release}\n",
                       audience="{level: SECRET}")
        plan = decide(document("(C//NF) a", portions=["(TS) b", "(U) c"]), under, TODAY)
        assert plan.banner.banner == "CONFIDENTIAL//NOFORN"

    def test_never_keeps_back_what_rules_would_release(self) -> None:
        head = "never:\n  - {id: no-names-list, because: Never., when: {dissem: NF}}"
        under = policy(OPEN_ALL, head=head)
        plan = decide(document("(C//NF) x", declassify_on="1980-01-01"), under, TODAY)
        assert (plan.decisions[0].action, plan.decisions[0].codes) == ("withhold", ("undetermined",))
        assert [(finding.code, finding.severity, finding.portion) for finding in plan.findings] == [
            ("never-broken", "error", "p1")]
        fine = decide(document("(C) x", declassify_on="1980-01-01"), under, TODAY)
        assert fine.decisions[0].action == "release"
        assert not fine.findings

    def test_never_speaks_when_it_may_hold(self) -> None:
        under = policy("  - {id: open, because: All., when: {level: U}, then: release}\n",
                       head="never:\n  - {id: no-sci, because: Never., when: {sci: any}}")
        assert decision("(U//XYZZY) x", under).action == "withhold"
        assert decision("(U) x", under).action == "release"

    def test_missing_reasons_are_a_finding(self) -> None:
        rules = "  - {id: k, because: K., when: {level: C}, then: withhold, codes: [from-document]}\n"
        without = decide(document("(C) x"), policy(rules), TODAY)
        assert [finding.code for finding in without.findings] == ["no-reasons"]
        given = decide(document("(C) x", reasons=["1.5(c)"]), policy(rules), TODAY)
        assert given.decisions[0].codes == ("(b)(1)", "1.4(c)")
        assert not given.findings

    def test_amounts_follow_the_policy(self) -> None:
        words = {"lines": "1 paragraph (less than 1 line)", "paragraphs": "1 paragraph", "none": None}
        for unit, expected in words.items():
            assert decision("(C) x", policy(head=f"amount: {unit}")).amount == expected

    def test_owner_is_written_out(self) -> None:
        rules = "  - {id: r, because: R., when: {agency: any}, then: refer, refer_to: [owner]}\n"
        assert decision("(S//SI//NF) x", policy(rules), sender="CIA WASHDC").refer_to == ("CIA", "NSA")
        assert decision("(S) x", policy(rules)).refer_to == ("the originating agency",)

    def test_deciding_on_marks_alone_takes_little_time(self) -> None:
        made = document("(S) a", portions=["(U) The talks resume."] * 2000)
        judge = Judge(made, policy(RELEASE_U + SECRET_SAFE), TODAY)
        start = time.process_time()
        for portion in judge.document.portions:
            judge.decision(portion)
        assert time.process_time() - start < 20


def test_a_token_that_no_register_knows_cites_no_ground_it_may_not_have() -> None:
    cable = read_bytes(b"S E C R E T VALTARA 000131\n\nE.O. 12958: DECL: 03/17/2029\n\n1. (S//NF//QUILLHAVEN) He came."
                       b"\n\n2. (S//RD//QUILLHAVEN) He went.\n", "made.txt")
    plan = decide(cable, load_policy("foia-public"), dt.date(2026, 11, 23))
    first, second = plan.decisions[-2:]
    assert first.withheld
    assert "atomic-energy" in first.rules
    assert "(b)(3) AEA" not in first.codes
    assert {"(b)(1)", "controlled"} <= set(first.codes)
    assert "(b)(3) AEA" in second.codes
    assert second.refer_to
