"""The forms that lines of a cable's head may have.

A head element routes a message and may be shown where its paragraphs may not; so it is taken for one only if all its
words have the form of one. What has not is text, whatever word it begins with.
"""

from __future__ import annotations

import re

_DATE = (r"\d{4}[-/]\d\d[-/]\d\d|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{8}|\d{1,2}\s?[A-Z]{3,9}\.?,?\s?\d{2,4}|"
         r"[A-Z]{3,9}\.?\s\d{1,2},?\s\d{4}")
_REASON = (r"1\.\s?[3456]\s?(?:X[1-8])?|\(?\b[a-h]\b\)?(?:\s?-\s?\(?[a-h]\)?)?|\band\b|\bor\b|REASONS?|SECTIONS?|"
           r"PARAGRAPHS?|PARAS?")
_ORDER_WORD = (r"E\.?\s?O\.?\s?\d{5}|DECL(?:ASSIFY|ASSIFIED)?|DOWNGRADE\s+TO\s+[A-Z]+|\bON\b|\bDATE\b|OADR|\bMR\b|"
               r"X[1-8]\b|(?:25|50|75)X\d?(?:-[A-Z0-9]{2,6})?|[XR]?GDS(?:-?\d)?|RDS(?:-?\d)?|N/?A\b|\bNA\b|\bDS\b|"
               r"\([A-Z'-]{2,20},(?:\s[A-Z][A-Z.'-]{0,15}){1,3}\)|\b[A-Z]{2}-[A-Z]\b|D[CN]I\s+ONLY")
_FILLER = r"[\s:;,./&-]"
_ORDER = re.compile(rf"(?:{_FILLER}|{_DATE}|{_ORDER_WORD}|{_REASON})+\Z", re.IGNORECASE)
_TAGS = re.compile(r"TAGS?\s*:?(?:\s|,|\[[A-Z]{2,5}\]\(#\)|\b[A-Z]{2,5}\b|"
                   r"\([A-Z][A-Z'-]{1,20},(?:\s[A-Z][A-Z.'-]{0,15}){1,3}\))+\Z")
_REFERENCE_ITEM = (r"(?:\(?[A-Z][.)]\s*)?(?:\d{2,4}\s+)?(?:[A-Z][A-Z.'/-]+\s+){1,3}\d{2,8}"
                   r"(?:\s*\((?:NOTAL|EXDIS|NODIS|DTG \d{6}Z [A-Z]{3} \d\d)\))?")
_REFERENCES = re.compile(rf"REF[A-Z]*\s*[:.]?\s*{_REFERENCE_ITEM}(?:\s*(?:[,;.&]|\bAND\b)?\s*{_REFERENCE_ITEM})*"
                         r"\s*\.?\Z")
_CLASSIFIED = re.compile(
    r"CLASSIFIED\s+BY\s*:?\s*(?P<who>[^()\[\]:;!?]{2,120}?)[\s,;:.-]*"
    rf"(?:\b(?:for|per|under|by\s+reason\s+of)\b\s*)?(?P<why>(?:{_FILLER}|{_REASON}|E\.?\s?O\.?\s?\d{{5}})*)\Z",
    re.IGNORECASE)
_DECLASSIFY = re.compile(rf"(?:DECLASSIFY\s+ON|REASONS?)\s*:(?:{_FILLER}|{_DATE}|{_ORDER_WORD}|{_REASON})+\Z",
                         re.IGNORECASE)
_DERIVED = re.compile(r"DERIVED\s+FROM\s*:", re.IGNORECASE)
_DERIVED_WORDS = 12
_LONGEST = 600
"""Characters of the longest head element; a longer one is text."""
_SENTENCE = re.compile(r"[.!?]\s+[A-Za-z]{2,}\s+[A-Za-z]{2,}"
                       r"|(?<!\bdr)(?<!\bmr)(?<!\bms)(?<!\bmrs)(?<!\bamb)(?<!\bgen)(?<!\bcol)(?<!\bjr)(?<!\bsr)"
                       r"(?<=[a-z]{2})[.!?]\s+[a-z]{2,}\W+[a-z]{2,}", re.IGNORECASE)
_WHO_WORDS = 14
"""A name and a title with an office have at most so many words."""
_INDICATOR = r"(?:ZEN/)?R[A-Z]{4,7}/"
_OFFICE = (r"AM(?:EMBASSY|CONSUL|CONGEN)\b|US(?:MISSION|DEL|INT|UN|NATO|EU|LO|CINC[A-Z]*|DOC|IA|TR|DAO|OFFICE)\b|"
           r"SEC(?:STATE|DEF)\b|WHITE HOUSE\b|NSC\b|JCS\b|JOINT STAFF\b|CIA\b|DIA\b|NSA\b|FBI\b|HQ\b|CDR[A-Z]*\b|"
           r"CINC[A-Z]*\b|ALL (?:DIPLOMATIC|AMERICAN|EUROPEAN|[A-Z]+ DIPLOMATIC)\b|DEPT\b|DEPARTMENT OF\b|TREASURY\b|"
           r"COMMERCE\b|[A-Z]+(?: [A-Z]+){0,3} COLLECTIVE\b|EMBASSY\b|CONSUL\b|NATO\b|EU\b|UN\b|FAA\b|EPA\b|AID\b")
_ADDRESSEE = re.compile(rf"(?:(?:FM|TO|INFO|XMT)\s+)?(?:{_INDICATOR}|{_OFFICE})[A-Z0-9 ,./&'()-]*\Z"
                        r"|(?:PRIORITY|IMMEDIATE|ROUTINE|FLASH|NIACT)?\s*\d{1,5}\Z")


def addressee(line: str) -> bool:
    """Whether a line names an office: by its routing indicator, or by the kinds of office that cables go to."""
    return bool(_ADDRESSEE.match(line))


def well_formed(name: str, text: str) -> bool:
    """Whether the words of a head element, blanks joined, all have its form; True for elements that are no routing."""
    if len(text) > _LONGEST:
        return False
    if name == "order":
        return bool(_ORDER.match(text))
    if name == "tags":
        return bool(_TAGS.match(text))
    if name == "references":
        return bool(_REFERENCES.match(text))
    if name == "classified_by":
        return _authority_block(text)
    return True


def _authority_block(text: str) -> bool:
    text = re.sub(r"^\([USC]\)\s*", "", text)
    if _DECLASSIFY.match(text) or (_DERIVED.match(text) and len(text.split()) <= _DERIVED_WORDS):
        return True
    match = _CLASSIFIED.match(text)
    return match is not None and len(match["who"].split()) <= _WHO_WORDS and not _SENTENCE.search(match["who"])
