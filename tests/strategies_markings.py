"""Hypothesis strategies for markings: marks put together from every part of the grammar, well formed or not."""

from __future__ import annotations

from hypothesis import strategies as st

from redact.markings import Marking, parse

HEADS = ("U", "C", "S", "TS", "//GBR S", "//GBR R", "//DEU U", "//FGI C", "//CAN DEU TS", "//NS", "//CTS", "//NR",
         "//NATO U", "//NISAFS", "//JOINT S CAN USA", "//JOINT TS CAN GBR USA", "//JOINT S", "UK-C", "FOUO", "LOU",
         "SBU", "what", "QS", "SS")
CODES = ("AUS", "CAN", "DEU", "GBR", "JPN", "NZL", "ACGU", "FVEY", "TEYE", "NATO", "EU", "QQQ")
SCI = ("SI", "SI-G", "SI-G ABCD", "SI-G EFGH-NK", "TK", "TK-BLFH", "HCS-P JJJ", "HCS-O", "RSV-XYZ", "SI/XYZ")
AEA = ("RD", "RD-CNWDI", "RD-SG 14 18", "FRD", "FRD-SG 20", "TFNI", "UCNI", "DCNI")
DISSEM = ("RS", "FOUO", "OC", "OC-USGOV", "IMC", "PR", "DSEN", "FISA", "RAWFISA", "FEDCON", "WNINTEL", "OC/ZEBRA")
NONIC = ("DS", "XD", "ND", "SBU", "SBU-NF", "LES", "LES-NF", "SSI", "NNPI", "ACCM-OAK", "OUO")
CUI = ("CUI", "CUI//SP-PRVCY", "CUI//PRVCY/CTI", "CUI//SP-QQQ")
STRANGE = ("ZEBRA", "YAK", "25X1", "20331231", "ATOMAL", "NOFORM")


def _maybe(values: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.one_of(st.just(""), st.just(""), st.sampled_from(values))


_LISTS = st.lists(st.sampled_from(CODES), min_size=1, max_size=4, unique=True)


def _disclosed() -> st.SearchStrategy[str]:
    """A foreign disclosure mark, or none: every kind of table 3, with and without its list."""
    return st.one_of(
        st.sampled_from(("", "", "", "NF", "REL", "EYES", "RELIDO", "NF/RELIDO")),
        _LISTS.map(lambda codes: f"REL TO USA, {', '.join(codes)}"),
        _LISTS.map(lambda codes: f"REL TO USA, {', '.join(codes)}/RELIDO"),
        _LISTS.map(lambda codes: f"{'/'.join(['USA', *codes])} EYES ONLY"),
        _LISTS.map(lambda codes: f"DISPLAY ONLY {', '.join(codes)}"),
        st.tuples(_LISTS, _LISTS).map(
            lambda two: f"REL TO USA, {', '.join(two[0])}/DISPLAY ONLY {', '.join(two[1])}"))


def _write(parts: tuple[str, ...]) -> str:
    head, sci, sap, aea, fgi, cui, dissem, disclosed, nonic, strange = parts
    controls = "/".join(each for each in (dissem, disclosed) if each)
    return f"({'//'.join(each for each in (head, sci, sap, aea, fgi, cui, controls, nonic, strange) if each)})"


_FULL = st.tuples(st.sampled_from(HEADS), _maybe(SCI), _maybe(("SAR-OAK", "SAR-ELM/OAK")), _maybe(AEA),
                  _maybe(("FGI", "FGI CAN", "FGI CAN DEU")), _maybe(CUI), _maybe(DISSEM), _disclosed(), _maybe(NONIC),
                  st.one_of(*[st.just("")] * 6, st.sampled_from(STRANGE))).map(_write)
_PLAIN = st.tuples(st.sampled_from(("U", "C", "S")), _maybe(("FOUO", "DSEN")), _disclosed(), _maybe(NONIC)).map(
    lambda parts: _write((parts[0], "", "", "", "", "", *parts[1:], "")))

MARKS: st.SearchStrategy[str] = st.one_of(
    _FULL, _PLAIN, _PLAIN, _PLAIN, _PLAIN, st.text(alphabet="UCST/()NFREL ,GBAO-", max_size=12))
"""Portion marks; one in a few is damaged, unknown or nonsense."""
MARKINGS: st.SearchStrategy[Marking] = MARKS.map(parse)
PORTIONS: st.SearchStrategy[list[Marking]] = st.lists(MARKINGS, min_size=1, max_size=5)
"""The portions of a document: one at least."""
