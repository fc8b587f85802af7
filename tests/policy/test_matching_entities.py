"""Entities: what is found, and the figures of messages that are no phones or cards."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redact.policy.matching import ENTITIES, find_entities, protected_names


def found(name: str, text: str) -> list[str]:
    return [text[hit.start:hit.end] for _, hit in find_entities([name], text)]


@pytest.mark.parametrize(("name", "text", "expected"), [
    ("ssn", "his SSN 123456789 is", "123456789"),
    ("ssn", "no 123-45-6789.", "123-45-6789"),
    ("ssn", "no 123\u201345\u20136789.", "123\u201345\u20136789"),
    ("phone", "call +92 300 1234567 now", "+92 300 1234567"),
    ("phone", "(202) 555-0147", "(202) 555-0147"),
    ("phone", "Tel: 92-21-5550170", "92-21-5550170"),
    ("phone", "fax 555-0147", "555-0147"),
    ("phone", "tel. 555-0147 or 555-0148", "555-0148"),
    ("email", "write to a.b@mail.example.org.", "a.b@mail.example.org"),
    ("email", "a.b (at) example (dot) org", "a.b (at) example (dot) org"),
    ("passport", "Passport No. AB1234567", "AB1234567"),
    ("passport", "passports A1234567 and B7654321", "B7654321"),
    ("birth-date", "DOB: 12 MAR 1950", "12 MAR 1950"),
    ("birth-date", "DPOB 12/03/1950; Exampletown", "12/03/1950"),
    ("birth-date", "date and place of birth: March 12, 1950", "March 12, 1950"),
    ("birth-date", "born in Exampletown on 5 May 1961", "5 May 1961"),
    ("birth-date", "(b. 1950)", "1950"),
    ("card", "card 4111 1111 1111 1111 12 27", "4111 1111 1111 1111"),
    ("card", "4111111111111111", "4111111111111111"),
    ("coordinates", "24°51'36\"N 67°00'36\"E", "24°51'36\"N 67°00'36\"E"),
    ("coordinates", "at 24.8607, 67.0011 near", "24.8607, 67.0011"),
    ("coordinates", "2451N 06700E", "2451N 06700E"),
    ("coordinates", "grid 42RUN1234567890", "42RUN1234567890"),
    ("cable-number", "REF: 08 KARACHI 380", "08 KARACHI 380"),
    ("cable-number", "KARACHI 000380", "KARACHI 000380"),
    ("cable-number", "08KARACHI380", "08KARACHI380"),
    ("cable-number", "SEE NEW DELHI 1733", "NEW DELHI 1733"),
    ("cable-number", "see Paris 11295", "Paris 11295"),
])
def test_an_entity_is_found(name: str, text: str, expected: str) -> None:
    assert expected in found(name, text)


@pytest.mark.parametrize(("name", "text"), [
    ("phone", "R 061236Z JUN 08"), ("phone", "a 10,000-seat call center"), ("phone", "KARACHI 000380"),
    ("phone", "DE RUEHKP #0380/01 1581236"), ("phone", "E.O. 12958: DECL: 06/06/2018"),
    ("phone", "phones were tapped at 061236Z"), ("card", "4111 1111 1111 1112"), ("card", "2,500 and 30,000"),
    ("birth-date", "met on 5 May 1961"), ("ssn", "1234-45-67890"), ("cable-number", "AMEMBASSY ISLAMABAD 4261"),
    ("cable-number", "SECTION 01 OF 02"), ("cable-number", "DECL 2018"), ("passport", "the passport was new. In 2007"),
    ("email", "at 5 p.m. @ home"),
])
def test_other_figures_are_not(name: str, text: str) -> None:
    assert found(name, text) == []


VARIANTS = {
    "ssn": ["219 09 9999", "219.09.9999", "SSN: 219099999", "social security number 219099999",
            "S.S.N. 219-09-9999",
            "219 - 09 - 9999", "219-09-\n9999", "219-\n09-9999", "２１９-０９-９９９９",
            "social security # 219 09 9999"],
    "phone": ["202-555-0143", "+44 20 7946 0958", "+1.202.555.0143", "phone: 92 21 555 0143", "ext. 4321",
              "011 44 20 7946 0958", "202-555-\n0143", "cell no. 0300-5550143", "mobile: 0300 555 0143"],
    "email": ["o.fulan at example dot org", "fulan@example.co.uk", "o.fulan@\nexample.org", "fulan＠example.org"],
    "passport": ["PPT A1234567", "passport (No. AB 1234567)", "X1234567 (passport)", "passport X-1234567",
                 "diplomatic passport D 123456", "laissez-passer 1234567"],
    "birth-date": ["date of birth 12MAY60", "D.O.B. 12-05-60", "birthdate 1960-05-12", "DOB 19600512",
                   "born in Valtara in May 1960", "POB/DOB: Valtara, 12 May 1960", "born: 12th of May, 1960"],
    "card": ["5500 0000 0000 0004", "3400 000000 00009", "4111-1111-\n1111-1111", "GB82 WEST 1234 5698 7654 32"],
    "coordinates": ["24 51 36N 067 00 36E", "42R UN 12345 67890", "N24 51 E067 00", "N 24°51.600' E 067°00.600'",
                    "24.8607° N, 67.0011° E", "lat 24.8607 long 67.0011", "Lat. 24.86 N, Long. 67.00 E",
                    "latitude 24 degrees 51 minutes north, longitude 67 degrees 0 minutes east", "2451.6N/06700.6E"],
    "cable-number": ["2008 STATE 18029", "REF: A. 07 ISLAMABAD 1234", "SECSTATE 12345", "08 TEL AVIV 1234"],
    "protected-source": ["Omar Fulan (please protect) left.", "Omar Fulan (protect) left.",
                         "Strictly protect Omar Fulan.",
                         "Omar Fulan [strictly protect] left", "Omar Fulan (strictly  pro-\ntect) left",
                         "Omar Fulan -- strictly protect -- left", "Omar Fulan (do not name) left",
                         "Omar Fulan, a banker (strictly protect throughout), left"],
}
FALSE_FRIENDS = {
    "ssn": ["in 2008-06-06", "ROOM 219-09", "08 KARACHI 380", "resolution 242-338", "$219,099,999"],
    "phone": ["in 2001-2008", "the 1967-1973 war", "S/RES/1373-2001", "FY 2008-2009 budget", "300-400 million",
              "2,000-3,000 troops", "12-14-2008 to 15"],
    "email": ["at 5 p.m.", "meet at the dot", "he was at home dot"],
    "passport": ["his passport expired in 2008", "500 passports were issued", "passport fees of $135"],
    "birth-date": ["the state was reborn in 1960", "airborne in May 1960", "born of necessity"],
    "card": ["1234567890123", "RUEHKP 1581236 06 2008 1234 5678"],
    "coordinates": ["5.25, 6.5 percent", "the 38th parallel", "24 N", "late 24 along 67"],
    "cable-number": ["MAY 2008", "IRAQ 2003", "UN 1701", "EO 12958"],
    "protected-source": ["The police protect the embassy.", "They must protect sources of water.",
                         "He protested strictly.", "a strictly protected area"],
}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in VARIANTS.items() for text in texts])
def test_people_write_them_in_many_ways(name: str, text: str) -> None:
    assert found(name, text)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in FALSE_FRIENDS.items() for text in texts])
def test_what_looks_like_them_is_left(name: str, text: str) -> None:
    assert found(name, text) == []


def test_an_unknown_entity_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown entity: fax"):
        find_entities(["fax"], "text")


def test_all_entities_named_in_the_design_exist() -> None:
    assert {"ssn", "phone", "email", "passport", "birth-date", "card", "coordinates", "cable-number",
            "protected-source", "visa-decision"} == ENTITIES


@pytest.mark.parametrize(("text", "protected", "names"), [
    ("Poloff met on 3 May with Adam Sampleton of the MQX (strictly protect). Later SAMPLETON left.",
     ["Adam Sampleton of the MQX", "SAMPLETON"], ["Adam Sampleton", "Sampleton"]),
    ("Dr. José al-Samplí (protect) spoke. Al Sampli agreed.", ["Dr. José al-Samplí", "Al Sampli"], ["José al-Samplí"]),
    ("Dinner with Jan van Sample, Managing Director of the Consortium (PROTECT). Van Sample said",
     ["Jan van Sample", "Van Sample"], ["Jan van Sample", "van Sample"]),
    ("CALL BY ECONCOUSELOR, JAN VAN SAMPLE, MANAGING DIRECTOR CONSORTIUM (PROTECT) DESCRIBED. SAMPLE SAID",
     ["JAN VAN SAMPLE", "SAMPLE"], ["JAN VAN SAMPLE"]),
    ("re my meeting with UN Under-Secy Sample de Testar (please protect), Sample de\nTestar",
     ["UN Under-Secy Sample de Testar", "Sample de\nTestar"], ["Sample de Testar", "Testar"]),
    ("EMBOFF MET WITH DEPUTY MINISTER SAM REZA TESTANI (STRICTLY PROTECT) ON MAY 3. TESTANI SAID",
     ["DEPUTY MINISTER SAM REZA TESTANI", "TESTANI"], ["SAM REZA TESTANI"]),
    ("the mayor's aide (strictly protect) told us", ["the mayor's aide"], []),
    ("Adam Sampleton told us (strictly protect) that", ["Adam Sampleton told us"], ["Adam Sampleton"]),
    ("Adam Sampleton (MFA) (protect source) said", ["Adam Sampleton"], ["Adam Sampleton"]),
    ("Adam Sampleton, strictly protect, said", ["Adam Sampleton"], ["Adam Sampleton"]),
    ("Roe (protect) spoke. Roe left; roers.", ["Roe"], ["Roe"]),
    ("Will Sampleton (protect) said. Will left.", ["Will Sampleton"], ["Will Sampleton"]),
    ("He heard it from Adam Sampleton from Jamaat (protect).", ["Adam Sampleton from Jamaat"], ["Adam Sampleton"]),
    ("Embassy contact Sampleton [strictly protect name] said", ["Embassy contact Sampleton"], ["Sampleton"]),
])
def test_a_protected_source_is_found_with_its_name(text: str, protected: list[str], names: list[str]) -> None:
    hits = found("protected-source", text)
    assert set(protected) <= set(hits)
    assert set(names) <= set(protected_names(text))


@pytest.mark.parametrize("text", [
    "We must protect the border (to protect human rights).", "the protected persons (Article 33)", "No marker here.",
])
def test_other_protection_is_none(text: str) -> None:
    assert found("protected-source", text) == []
    assert protected_names(text) == []


def test_a_name_at_a_place_takes_no_place() -> None:
    text = "In Exampletown, MQX leader Adam Sampleton (strictly protect) spoke in Exampletown."
    assert "Exampletown" not in found("protected-source", text)


@given(st.text(alphabet="aB1 .-(@+°N/\n", max_size=60), st.sampled_from(["", "(protect)", "born ", "tel "]))
def test_any_text_is_searched_and_hits_lie_inside(text: str, marker: str) -> None:
    text = text + marker + text
    for _, hit in find_entities(ENTITIES, text):
        assert 0 <= hit.start < hit.end <= len(text)


@pytest.mark.parametrize("piece", ["1", "1 ", "1-", "a@", "a.", "+1", "born ", "tel ", "(protect)", "A (protect) ", "N",
                                   "A", "AB ", "passport ", "12 ", "1.", "° ", "( ", "protect ", "-\n"])
def test_hostile_texts_take_linear_time(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    begun = time.process_time()
    find_entities(ENTITIES, text)
    assert time.process_time() - begun < 30
