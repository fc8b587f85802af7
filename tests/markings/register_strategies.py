"""Canonical markings made from the registers: what the grammar allows, in the order it prescribes."""

from __future__ import annotations

from hypothesis import strategies as st

from redact.markings.register import (
    AEA_TABLE,
    CONTROLS,
    COUNTRY_TABLE,
    CUI_TABLE,
    NATO_TABLE,
    SCI_TABLE,
    country_rank,
    owner_rank,
)

LEVELS = {"U": "UNCLASSIFIED", "C": "CONFIDENTIAL", "S": "SECRET", "TS": "TOP SECRET"}
NAME = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=4, max_size=6).map(lambda name: f"Q{name}")
"""A name that is no word of any register and no near one."""
CODES = [code for code in (*COUNTRY_TABLE["trigraphs"], *COUNTRY_TABLE["tetragraphs"]) if code != "USA"]
COUNTRIES = st.lists(st.sampled_from(CODES), min_size=1, max_size=6, unique=True).map(
    lambda codes: tuple(sorted(codes, key=country_rank)))


def _ordered(names: list[str]) -> list[str]:
    return sorted(set(names))


@st.composite
def systems(draw: st.DrawFn) -> str:
    """One SCI system with published compartments and sub-compartments."""
    row = draw(st.sampled_from(SCI_TABLE["entries"]))
    parts = [row["portion"]]
    for name in _ordered(draw(st.lists(st.sampled_from(sorted(row["compartments"])), max_size=2))) \
            if row["compartments"] else []:
        subs = _ordered(draw(st.lists(st.text("ABCDEFGH123", min_size=4, max_size=4), max_size=2)))
        parts.append(" ".join([name, *subs]))
    return "-".join(parts)


@st.composite
def programs(draw: st.DrawFn) -> str:
    """A SAP block of one to three programs, some with compartments."""
    names = _ordered(draw(st.lists(NAME, min_size=1, max_size=3)))
    compartments = st.lists(st.sampled_from(["A12", "B3 C4", "XR"]), max_size=2).map(_ordered)
    return "SAR-" + "/".join("-".join([name, *draw(compartments)]) for name in names)


@st.composite
def atomic(draw: st.DrawFn) -> str:
    """An AEA control as a portion writes it."""
    base = draw(st.sampled_from([row["portion"] for row in AEA_TABLE["entries"]]))
    if base not in ("RD", "FRD"):
        return base
    numbers = sorted(draw(st.lists(st.sampled_from(AEA_TABLE["sigma_numbers"]), max_size=3, unique=True)))
    sigma = f"-SG {' '.join(numbers)}" if numbers else ""
    return base + (draw(st.sampled_from(["", "-CNWDI"])) if base == "RD" else "") + sigma


def _singles(category: str, *, without: tuple[str, ...] = ()) -> list[str]:
    rows = sorted((control for (kind, _), control in CONTROLS.items() if kind == category),
                  key=lambda control: control.order)
    return [control.token for control in rows if control.token not in without]


DISSEM = _singles("dissem")
NONIC = _singles("nonic")


@st.composite
def dissem(draw: st.DrawFn) -> str:
    """Dissemination controls in register order, lists with their countries."""
    tokens = draw(st.lists(st.sampled_from(DISSEM), min_size=1, max_size=4, unique=True))
    written = []
    for token in sorted(tokens, key=DISSEM.index):
        countries = draw(COUNTRIES)
        written.append({"REL": f"REL TO {', '.join(('USA', *countries))}",
                        "EYES": f"{'/'.join(('USA', *countries))} EYES ONLY",
                        "DISPLAY ONLY": f"DISPLAY ONLY {', '.join(countries)}"}.get(token, token))
    return "/".join(written)


@st.composite
def categories(draw: st.DrawFn) -> str:
    """CUI categories, the specified ones first."""
    known = [f"SP-{name}" for name in CUI_TABLE["specified"]] + CUI_TABLE["basic"]
    names = draw(st.lists(st.sampled_from(known), max_size=3, unique=True))
    return "//".join(["CUI", *(["/".join(sorted(names, key=lambda name: (not name.startswith("SP-"), name)))]
                               if names else [])])


def _some(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.just("") | strategy


def _joined(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(strategy, max_size=3, unique_by=lambda token: token.split("-")[0]).map(
        lambda tokens: "/".join(sorted(tokens)))


OWNERS = st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True)
HEADS = (st.sampled_from(sorted(LEVELS))
         | st.sampled_from([f"//{token}" for token in NATO_TABLE["levels"]])
         | st.tuples(st.sampled_from(sorted(LEVELS)), OWNERS)
         .filter(lambda pair: pair[1] != ["NATO"])
         .map(lambda pair: f"//{' '.join(sorted(pair[1], key=owner_rank))} {pair[0]}")
         | st.tuples(st.sampled_from(sorted(LEVELS)), OWNERS)
         .map(lambda pair: f"//JOINT {pair[0]} {' '.join(sorted([*pair[1], 'USA'], key=owner_rank))}")
         | st.sampled_from(["S", "C", "R", "U", "TS"]).map(lambda level: f"//FGI {level}")
         | st.sampled_from(["//NKFORS", "//NISAFC", "//UN R"]))

AEA_ORDER = [row["portion"] for row in AEA_TABLE["entries"]]
ATOMIC = st.lists(atomic(), max_size=3, unique_by=lambda token: token.split("-")[0]).map(
    lambda tokens: "/".join(sorted(tokens, key=lambda token: AEA_ORDER.index(token.split("-")[0]))))
FGI = COUNTRIES.map(lambda codes: f"FGI {' '.join(codes)}") | st.just("FGI")
NATO = st.lists(st.sampled_from(["ATOMAL", "BALK", "BOHEMIA"]), min_size=1, max_size=2, unique=True).map(
    lambda tokens: "/".join(sorted(tokens)))
OTHERS = st.lists(st.sampled_from(NONIC), min_size=1, max_size=2, unique=True).map(
    lambda tokens: "/".join(sorted(tokens, key=NONIC.index)))

PORTIONS = st.tuples(HEADS, _joined(systems()), _some(programs()), ATOMIC, _some(NATO), _some(FGI), _some(dissem()),
                     _some(OTHERS)).map(lambda blocks: f"({'//'.join(block for block in blocks if block)})")
"""Canonical portion marks of every kind but CUI; their rules of level and company are not kept."""

CUI_PORTIONS = st.tuples(st.sampled_from(["", "C", "S", "TS"]), categories(), _some(dissem())).map(
    lambda blocks: f"({'//'.join(block for block in blocks if block)})").filter(
    lambda portion: "PR" not in portion[1:-1].replace("//", "/").split("/"))
"""CUI alone and commingled with classified information. Without PROPIN, which after CUI is the name of a category of
the NARA registry too: a banner cannot tell the two apart."""
