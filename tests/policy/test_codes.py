"""Codes: order, a policy's own codes, and what ``from-document`` comes to."""

from __future__ import annotations

from redact.policy.codes import cite, shipped_codes


def test_the_shipped_table_holds_every_exemption() -> None:
    table = shipped_codes()
    assert all(f"(b)({number})" in table for number in (1, 2, 3, 4, 5, 6, 8, 9))
    assert all(f"(b)(7)({letter})" in table for letter in "ABCDEF")
    assert all(f"1.4({letter})" in table for letter in "abcdefgh")
    assert all(f"3.3(b)({number})" in table for number in range(1, 10))
    assert {"classified", "controlled", "undetermined", "3.3(h)"} <= {code.code for code in table}
    assert all(code.title for code in table)


def test_codes_are_printed_in_the_order_of_the_table_each_once() -> None:
    table = shipped_codes()
    assert table.ordered(["(b)(6)", "1.4(d)", "(b)(1)", "(b)(6)", "1.4(b)"]) == ("(b)(1)", "1.4(b)", "1.4(d)", "(b)(6)")


def test_own_codes_stand_after_the_code_they_begin_with() -> None:
    table = shipped_codes().extended({"(b)(3) INA": ("Visa records", "8 U.S.C. 1202(f)"), "(b)(6)": ("Privacy", "")})
    assert table.ordered(["(b)(4)", "(b)(3) INA", "(b)(3)"]) == ("(b)(3)", "(b)(3) INA", "(b)(4)")
    assert table["(b)(6)"].title == "Privacy"
    assert table["(b)(6)"].authority == "5 U.S.C. 552(b)(6)"




def test_from_document_cites_the_reasons_of_the_document() -> None:
    cited = cite(("from-document",), reasons=("1.4(b)", "1.4(d)"), over_25=False, declassify=None)
    assert cited.codes == ("(b)(1)", "1.4(b)", "1.4(d)")
    assert not cited.reasons_missing


def test_reasons_of_the_older_order_are_cited_by_their_place_in_the_newer() -> None:
    cited = cite(("from-document",), reasons=("1.5(d)",), over_25=False, declassify=None)
    assert cited.codes == ("(b)(1)", "1.4(d)")


def test_from_25_years_on_the_reasons_of_1_4_are_not_cited() -> None:
    cited = cite(("from-document", "3.3(b)(6)"), reasons=("1.4(d)",), over_25=True, declassify=None)
    assert cited.codes == ("(b)(1)", "3.3(b)(6)")


def test_before_25_years_the_codes_of_3_3_are_not_cited() -> None:
    cited = cite(("from-document", "3.3(b)(6)", "(b)(6)"), reasons=("1.4(d)",), over_25=False, declassify=None)
    assert cited.codes == ("(b)(1)", "1.4(d)", "(b)(6)")


def test_an_exemption_on_the_declassification_line_is_cited() -> None:
    cited = cite(("from-document",), reasons=(), over_25=True, declassify="25X1, 25X6 20400101")
    assert cited.codes == ("(b)(1)", "3.3(b)(1)", "3.3(b)(6)")


def test_missing_reasons_are_told() -> None:
    for over in (False, True, None):
        cited = cite(("from-document",), reasons=(), over_25=over, declassify=None)
        assert cited.codes == ("(b)(1)",)
        assert cited.reasons_missing


def test_other_codes_are_left_alone() -> None:
    assert cite(("(b)(6)",), reasons=("1.4(d)",), over_25=True, declassify="25X1").codes == ("(b)(6)",)
