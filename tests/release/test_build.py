"""What the builder puts into the released model, portion by portion."""

from __future__ import annotations

from dataclasses import replace

import pytest
from build_samples import (
    DATE,
    UNCLASSIFIED,
    cable,
    determination,
    document,
    marking,
    portion,
    release,
    span,
    withhold,
)

from redact.documents import Document
from redact.errors import RedactError
from redact.markings import Marking, Part, parse
from redact.policy import Decision, Determination, WithheldSpan
from redact.release import ReleasedModel, Shown, Withheld
from redact.release.build import release_model, withheld_texts

LINE = "S E C R E T//NOFORN PORT ALDER 000117\n"
OVERALL = "S E C R E T//NOFORN"


def built(of: Document, decided: Determination, **extra: str) -> ReleasedModel:
    return release_model(of, decided, name="harbor", status="released", date=DATE, **extra)


def single(text: str, decision: Decision, mark: str | None = None, marked: Marking | None = None,
           **extra: object) -> ReleasedModel:
    of = document([portion("paragraph", text, mark, marked, "4")])
    return built(of, determination(of, [decision], **extra))  # type: ignore[arg-type]


def classification_line(marked: Marking, *, show_controls: tuple[str, ...] = (), text: str = LINE,
                        overall: str = OVERALL) -> ReleasedModel:
    of = document([portion("classification", text, overall, marked)], number_from="p1")
    return built(of, determination(of, [release()], show_controls=show_controls))


def test_a_withheld_portion_leaves_nothing_but_codes_and_amount() -> None:
    (gone,) = single("4. (C) The ferry sails at dawn.", withhold("(b)(1)", amount="1 paragraph (less than 1 line)"),
                     "(C)").portions
    assert (gone.kind, gone.number, gone.old_marking) == ("withheld", None, None)
    assert gone.content == (Withheld(("(b)(1)",), "1 paragraph (less than 1 line)"),)


def test_released_text_is_kept_character_for_character() -> None:
    text = "¶4. (U)  Two  blanks,\ta tab,\r\na line\u00a0end.\n"
    (kept,) = single(text, release(), "(U)", marking("U", text="(U)")).portions
    assert kept.content == (Shown(text),)
    assert kept.number == "4"


def test_spans_are_cut_out_where_they_stand() -> None:
    text = "4. Ilse met Wendell."
    (kept,) = single(text, release(span(text, "Wendell"), span(text, "Ilse", "(b)(1)"))).portions
    assert kept.content == (Shown("4. "), Withheld(("(b)(1)",), "less than 1 line"), Shown(" met "),
                            Withheld(("(b)(6)",), "less than 1 line"), Shown("."))


def test_spans_that_overlap_become_one_without_an_amount() -> None:
    text = "abcdefgh"
    spans = (WithheldSpan(1, 4, ("x",), (), "1 line"), WithheldSpan(3, 6, ("y",), (), "2 lines"))
    (kept,) = single(text, release(*spans)).portions
    assert kept.content == (Shown("a"), Withheld(("x", "y"), None), Shown("gh"))


def test_a_span_beyond_the_text_takes_what_there_is() -> None:
    (kept,) = single("abcdef", release(WithheldSpan(4, 99, ("x",), ()))).portions
    assert kept.content == (Shown("abcd"), Withheld(("x",)))


def test_a_mark_whose_level_has_changed_is_struck() -> None:
    (kept,) = single("4. (C) Open.", release(), "(C)", marking("C", text="(C)")).portions
    assert kept.content == (Shown("4. "), Shown("(C)", struck=True), Shown(" Open."))


def test_a_mark_that_still_holds_is_not_struck() -> None:
    (kept,) = single("4. (C) Open.", release(effective=marking("C")), "(C)", marking("C", text="(C)")).portions
    assert kept.content == (Shown("4. (C) Open."),)


def test_a_span_over_the_mark_leaves_nothing_of_it() -> None:
    text = "4. (C) Open."
    (kept,) = single(text, release(span(text, "(C) Op")), "(C)", marking("C", text="(C)")).portions
    assert kept.content == (Shown("4. "), Withheld(("(b)(6)",), "less than 1 line"), Shown("en."))


def test_an_old_mark_keeps_back_a_control_that_the_policy_does_not_show() -> None:
    marked = marking("S", sci=["SI"], text="(S//SI)")
    model = single("4. (S//SI) Open.", release(), "(S//SI)", marked, show_controls=("NOFORN",))
    assert model.portions[0].content == (Shown("4. "), Shown("(S", struck=True), Withheld(("controlled",)),
                                         Shown(")", struck=True), Shown(" Open."))
    assert model.codes == ("controlled",)
    assert model.legend == (("controlled", "handling restriction not declassified"),)


def test_an_old_mark_with_a_control_that_the_policy_shows_is_whole() -> None:
    marked = marking("S", dissem=["NF"], text="(S//NF)")
    model = single("4. (S//NF) Open.", release(), "(S//NF)", marked, show_controls=("NOFORN",))
    assert model.portions[0].content == (Shown("4. "), Shown("(S//NF)", struck=True), Shown(" Open."))


@pytest.mark.parametrize("marked", [
    replace(marking("S", text="(S//QZX)"), unknown=("QZX",)),
    replace(marking("S", text="(S//QZX)"), owner=("GBR",)),
    replace(marking("S", text="(S//QZX)"), joint=True),
], ids=["unknown token", "foreign owner", "joint"])
def test_what_no_register_vouches_for_is_kept_back(marked: Marking) -> None:
    model = single("(S//QZX) Open.", release(), "(S//QZX)", marked, show_controls=("NOFORN",))
    assert "QZX" not in repr(model)


def test_a_mark_that_cannot_be_located_is_kept_back_whole() -> None:
    model = single("(5//QZX) Open.", release(), "(5//QZX)", replace(marking("S", sci=["SI"]), text=None))
    assert model.portions[0].content == (Withheld(("controlled",)), Shown(" Open."))


def test_the_level_word_of_a_foreign_mark_is_kept_back() -> None:
    marked = replace(marking("S", text="(//NS)"), owner=("NATO",), parts=(Part("level", "NS", 3, 5),))
    model = single("(//NS) Open.", release(), "(//NS)", marked, show_controls=("NOFORN",))
    assert model.portions[0].content == (Withheld(("controlled",)), Shown(" Open."))


def test_a_list_of_countries_is_shown_where_the_policy_shows_rel_to() -> None:
    marked = parse("(S//REL TO USA, GBR)")
    for controls, whole in ((("REL TO",), True), (("NOFORN",), False)):
        model = single("(S//REL TO USA, GBR) Open.", release(), "(S//REL TO USA, GBR)", marked, show_controls=controls)
        assert ("GBR" in repr(model.portions)) is whole


def test_a_control_that_ends_is_struck_although_the_level_stays() -> None:
    model = single("(U//FOUO) Open.", release(), "(U//FOUO)", parse("(U//FOUO)"), show_controls=("FOUO",))
    assert model.portions[0].content == (Shown("(U//FOUO)", struck=True), Shown(" Open."))


def test_what_lacks_a_control_in_an_old_mark_is_released_in_part() -> None:
    shown, hidden = (single("(S//NF) Open.", release(), "(S//NF)", parse("(S//NF)"), outcome="RIF",
                            show_controls=controls).outcome for controls in (("NOFORN",), ()))
    assert (shown, hidden) == ("RIF", "RIP")


def test_the_old_overall_marking_is_struck_and_said() -> None:
    model = classification_line(marking("S", dissem=["NF"], banner="SECRET//NOFORN"), show_controls=("NOFORN",))
    (line,) = model.portions
    assert line.content == (Shown(OVERALL, struck=True), Shown(" PORT ALDER 000117\n"))
    assert line.old_marking == "SECRET//NOFORN"


def test_the_old_overall_marking_names_no_hidden_control() -> None:
    model = classification_line(marking("S", sci=["SI"], banner="SECRET//SI"), show_controls=("NOFORN",),
                                text="SECRET//SI PORT ALDER 000117\n", overall="SECRET//SI")
    assert model.portions[0].old_marking == "SECRET, handling restriction not declassified"
    assert "SI" not in repr(model).replace("CLASSI", "")


def test_an_unclassified_line_is_not_struck() -> None:
    model = classification_line(UNCLASSIFIED, text="UNCLASSIFIED PORT ALDER 000117\n", overall="UNCLASSIFIED")
    assert model.portions[0].content == (Shown("UNCLASSIFIED PORT ALDER 000117\n"),)
    assert model.portions[0].old_marking is None


def test_the_title_is_the_number_only_if_its_portion_leaves_in_full() -> None:
    of, decided = cable()
    assert built(of, decided).title == "PORT ALDER 000117"
    for decision in (withhold(), release(WithheldSpan(0, 1, ("(b)(6)",), ()))):
        others = [decision if one.portion == "p3" else one for one in decided.decisions]
        assert built(of, determination(of, others)).title == "harbor"


def test_the_title_is_the_name_where_no_portion_holds_the_number() -> None:
    of = document([portion("paragraph", "x")])
    assert built(of, determination(of, [release()])).title == "harbor"


def test_codes_are_those_used_in_the_order_of_the_table() -> None:
    of, decided = cable()
    model = built(of, decided)
    assert model.codes == ("(b)(1)", "1.4(b)", "1.4(d)", "(b)(6)")
    assert model.legend[-1] == ("(b)(6)", "Personal privacy")


def test_a_code_that_the_table_lacks_comes_last() -> None:
    of = document([portion("paragraph", "a"), portion("paragraph", "b")])
    assert built(of, determination(of, [withhold("local-7"), withhold("(b)(6)")])).codes == ("(b)(6)", "local-7")


def test_a_portion_withheld_without_a_code_says_so() -> None:
    of = document([portion("paragraph", "a")])
    assert built(of, determination(of, [Decision("", "withhold", None)])).codes == ("undetermined",)


def test_a_draft_bears_the_marking_of_the_source() -> None:
    of, decided = cable()
    assert built(of, decided).marking == "UNCLASSIFIED"
    assert release_model(of, decided, name="harbor", status="draft", date=DATE).marking == "CONFIDENTIAL"


def test_declassified_only_where_something_that_leaves_was() -> None:
    of = document([portion("paragraph", "a")])
    assert not built(of, determination(of, [release()])).declassified
    assert built(of, determination(of, [release(declassifies=True)])).declassified
    assert not built(of, determination(of, [replace(withhold(), declassifies=True)])).declassified


def test_decisions_that_do_not_fit_the_document_are_refused() -> None:
    of, decided = cable()
    for decisions in (decided.decisions[1:], decided.decisions[::-1]):
        with pytest.raises(RedactError) as raised:
            built(of, Determination(decided.plan, decisions))
        assert "harbor" not in raised.value.message


def test_withheld_texts_are_all_that_is_missing_from_the_model() -> None:
    of, decided = cable()
    assert withheld_texts(of, decided) == [
        "SUBJECT: HARBOR TALKS\n", "Ilse Brandvold", "Wendell Okafor-Lys",
        "¶3. (C) The deputy mayor said the opposite in private.\n"]


def test_withheld_texts_include_a_hidden_control() -> None:
    of = document([portion("paragraph", "(S//SI) Open.", "(S//SI)", marking("S", sci=["SI"], text="(S//SI)"))])
    assert withheld_texts(of, determination(of, [release()])) == ["//SI"]
