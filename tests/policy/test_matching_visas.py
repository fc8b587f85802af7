"""What became of a person's visa: sentences that say it, sentences that only speak of visas. All names are made up."""

from __future__ import annotations

import pytest

from redact.policy.matching import find_entities

SAYS = [
    "The green card of Omar Fulan was refused.",
    "Omar Fulan was issued a B1/B2 visa in March.",
    "Fulan was refused a visa.",
    "Fulan, who applied for a visa in 2003, left.",
    "The Consul refused Ms. Grace Park a visa.",
    "His visa was revoked under 212(a)(3).",
    "The applicant was found ineligible under 214(b).",
    "Under section 221(g) Omar\nFulan was refused.",
    "VISA REFUSAL: FULAN, OMAR",
    "Post denied José Ñandú's visa application.",
    "We revoked the visa of al-Fulan.",
    "The visa application of Maria van Example is pending.",
    "Mr. Li's application for an immigrant visa was approved.",
    "The gov-\nernment says the vi-\nsa of Omar Fulan was granted.",
    "Issued visa to Anton Halvek (DOB 1960).",
    "Post recommends a waiver of the visa ineligibility of Anton Halvek.",
]
SPEAKS = [
    "The fee for visas was raised in March.",
    "Post issued 412 visas in March.",
    "The Foreign Ministry approved visas for the Red Cross delegation.",
    "Visa applicants must apply in person at the Embassy.",
    "The Government refused to discuss visa policy with the United Nations.",
    "The British Embassy no longer issues visas in Karachi.",
    "Backlogs of visa applications grew, and processing of refusals was slow.",
    "Omar Fulan denied the charge.",
    "Schengen visas are granted in Brussels.",
    "The President said that he would raise visa fees.",
    "Congress approved the Diversity Visa lottery.",
    "The Department of Homeland Security issued new visa guidance on Monday.",
    "He has seen no visa applications since May.",
]


def found(text: str) -> list[str]:
    return [text[hit.start:hit.end] for _, hit in find_entities(["visa-decision"], text)]


@pytest.mark.parametrize("sentence", SAYS)
def test_the_sentence_is_taken_whole_and_nothing_beside_it(sentence: str) -> None:
    assert found(sentence) == [sentence]
    assert found(f"4. (U) The mayor will resign. {sentence}\n\nThe talks resume in May.") == [sentence]


@pytest.mark.parametrize("sentence", SPEAKS)
def test_visas_in_general_are_nobodys_record(sentence: str) -> None:
    assert found(f"4. (U) {sentence}") == []


def test_what_goes_on_about_the_person_belongs_to_it() -> None:
    text = "2. (U) Omar Fulan asked for a visa. He was refused in May. The mayor was refused entry to the hall."
    assert found(text) == ["Omar Fulan asked for a visa.", "He was refused in May."]


def test_number_and_mark_stay() -> None:
    assert found("4. (U) Fulan was refused a visa.") == ["Fulan was refused a visa."]
