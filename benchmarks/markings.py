"""How many markings one core parses a second: the same ones again (cached), distinct ones (read anew), damaged ones.

Usage: python benchmarks/markings.py
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from itertools import combinations, cycle, islice, product

from redact.markings import parse
from redact.markings.parser import forget
from redact.markings.register import COUNTRY_TABLE

COMMON = ("(U)", "(C)", "(S//NF)", "(TS//SI/TK//NF)", "(S//REL TO USA, AUS, CAN, GBR, NZL)", "(U//FOUO)",
          "SECRET//NOFORN", "TOP SECRET//SI-G ABCD/TK//ORCON/NOFORN", "//GBR SECRET", "(//NS)",
          "SECRET//RD-SIGMA 14 20//NOFORN",
          "UNCLASSIFIED//SBU NOFORN", "CUI//SP-CTI/PRVCY//NOFORN", "SECRET//FGI DEU GBR//REL TO USA, DEU, GBR")
DAMAGED = ("(S//N0FORN)", "C0NFIDENTIAL", "SECRET//ZEBRA", "(5//NF)", "S E C RE T", "(C/NF)", "TOP SECRET//SI/NOFORN")
SECONDS = 1.0


def distinct(size: int) -> list[str]:
    """Canonical markings, no two alike, of the kinds that documents bear: four to six tokens each."""
    codes = COUNTRY_TABLE["trigraphs"]
    pairs = [f"{first}, {second}" for first, second in combinations(codes, 2) if "USA" not in (first, second)]
    names = ["".join(letters) for letters in product("ABCDEFGHIJKLMNOPRSTUVWXYZ", repeat=4)]
    makers = (lambda place: f"SECRET//REL TO USA, {pairs[place]}",
              lambda place: f"TOP SECRET//SI-G {names[place]}/TK//ORCON",
              lambda place: f"(TS//SI//FGI {pairs[place].replace(',', '')}//OC/NF)",
              lambda place: f"(S//TK//RS/REL TO USA, {pairs[place]}/RELIDO)")
    return [maker(place) for place in range(size // len(makers)) for maker in makers]


def rate(texts: Sequence[str], *, cached: bool) -> float:
    """Markings a second of CPU time, by whole passes over ``texts`` until a second has gone."""
    done, spent = 0, 0.0
    while spent < SECONDS:
        if not cached:
            forget()
        start = time.process_time()
        for text in texts:
            parse(text)
        spent += time.process_time() - start
        done += len(texts)
    return done / spent


def peer(texts: Sequence[str]) -> float:
    """The same texts cut at their separators by one regular expression, a second: what no parser can be faster than."""
    cut = re.compile(r"//|/|, ?|-| ")
    done, start = 0, time.process_time()
    while time.process_time() - start < SECONDS / 4:
        for text in texts:
            cut.split(text)
        done += len(texts)
    return done / (time.process_time() - start)


def main() -> None:
    """Prints each figure and its ratio to the peer."""
    alike = list(islice(cycle(COMMON), 20_000))
    print(f"{'what':46} {'a second':>10}   of re.split")
    for name, texts, cached in (("the same canonical markings again (cached)", alike, True),
                                ("common canonical markings, uncached", COMMON, False),
                                ("distinct canonical markings, uncached", distinct(8_000), False),
                                ("damaged and legacy markings, uncached", DAMAGED, False)):
        figure = rate(texts, cached=cached)
        print(f"{name:46} {figure:10,.0f}   {figure / peer(texts):.3f}")


if __name__ == "__main__":
    main()
