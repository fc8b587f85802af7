"""Equity: whose information a portion is."""

from __future__ import annotations

import pytest
from policy_samples import document

from redact.policy.agencies import equity, originators, shipped_agencies


def _equity(text: str, **around: object) -> tuple[set[str], bool]:
    made = document(text, **around)
    found = equity(made.portions[0], originators(made))
    return set(found.agencies), found.unknown


@pytest.mark.parametrize("sender", ["AMEMBASSY PARIS", "AMCONSUL KARACHI", "SECSTATE WASHDC", "USMISSION USNATO",
                                    "the Department of State", "Embassy in Cyprus"])
def test_posts_and_the_department_are_state(sender: str) -> None:
    assert _equity("(C) The talks failed.", sender=sender) == (set(), False)


@pytest.mark.parametrize(("sender", "agency"), [("CIA WASHDC", "CIA"), ("SECDEF WASHDC", "DOD"),
                                                ("USDAO PARIS", "DOD"), ("USCINCCENT MACDILL AFB FL", "DOD"),
                                                ("FBI WASHINGTON DC", "FBI"), ("DEA HQS WASHINGTON DC", "DEA")])
def test_other_senders_have_equity(sender: str, agency: str) -> None:
    assert _equity("(C) The talks failed.", sender=sender) == ({agency}, False)


@pytest.mark.parametrize("sender", [None, "JOHN EXAMPLE", "COMMERCE"])
def test_an_originator_that_cannot_be_told_is_unknown_for_what_is_classified(sender: str | None) -> None:
    assert _equity("(C) The talks failed.", sender=sender)[1]
    assert not _equity("(U) The talks resume.", sender=sender)[1]


def test_an_addressee_and_a_reason_are_no_equity() -> None:
    assert _equity("(C) The talks failed.", sender="AMEMBASSY PARIS", to=["CIA WASHDC"], info=["SECDEF WASHDC"],
                   reasons=["1.4(b)"]) == (set(), False)


@pytest.mark.parametrize(("text", "agency"), [
    ("According to a CIA report, the mayor will resign.", "CIA"),
    ("TDX-315/04432-08 says otherwise.", "CIA"),
    ("The FBI reported a threat.", "FBI"),
    ("IIR 6 123 0001 08 describes the port.", "DIA"),
    ("ACCORDING TO A CIA REPORT THE MAYOR WILL RESIGN.", "CIA"),
    ("The Central Intelligence Agency has learned of a plan.", "CIA"),
])
def test_text_attributed_to_a_report(text: str, agency: str) -> None:
    assert agency in _equity(f"(C) {text}", sender="AMEMBASSY PARIS")[0]


@pytest.mark.parametrize("text", ["He visited the CIA museum.", "Ice reported on the roads.", "The embassy reported."])
def test_a_mere_mention_is_no_equity(text: str) -> None:
    assert _equity(f"(C) {text}", sender="AMEMBASSY PARIS")[0] == set()


@pytest.mark.parametrize(("mark", "agencies"), [
    ("(TS//SI-G ABCD//OC/NF)", {"NSA"}), ("(S//HCS-P//NF)", {"CIA"}), ("(S//RD//NF)", {"DOE"}),
    ("(S//FGI GBR)", {"FGI"}), ("(//GBR S)", {"FGI"}), ("(//JOINT S USA GBR//REL TO USA, GBR)", {"FGI"}),
    ("(//NS)", {"NATO"}), ("(S//NF)", set()),
])
def test_marks_that_others_own(mark: str, agencies: set[str]) -> None:
    assert _equity(f"{mark} The talks failed.", sender="AMEMBASSY PARIS")[0] == agencies


def test_a_co_drafter_has_equity() -> None:
    around = {"sender": "SECSTATE WASHDC", "banner": "SECRET", "kind": "header"}
    assert _equity("DRAFTED BY: DOD/ISA EXAMPLE", **around)[0] == {"DOD"}


def test_every_agency_has_a_title() -> None:
    table = shipped_agencies()
    assert all(table.title(name) for name in table.agencies)
    assert table.title("Department of Energy") == "Department of Energy"
    with pytest.raises(KeyError):
        table.title("Ministry of Truth")
