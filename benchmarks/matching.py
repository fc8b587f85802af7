"""What a long list costs: 10,000 terms against 10, in the matching alone and in a whole plan; and a hostile pattern.

The text is made of near hits: given names and family names of the list in other combinations, so that nearly every
sentence begins terms that it does not end. CPU time, and ratios within one run.

Usage: python benchmarks/matching.py
"""

from __future__ import annotations

import datetime as dt
import random
import re
import time
from collections.abc import Callable
from itertools import product

from redact.documents import Document
from redact.documents.cable import read_bytes
from redact.policy.decide import decide
from redact.policy.loading import parse_policy
from redact.policy.matching import PatternFinder, TermFinder
from redact.policy.model import Policy

DAY = dt.date(2026, 11, 23)
SIZES = (10, 100, 1_000, 10_000, 100_000)
_SYLLABLES = [
    "an", "bel", "cor", "dra", "eth", "fal", "gor", "hal", "ism", "jor", "kal", "lem", "mor", "nas",
    "oru", "pel", "qua", "ras", "sol", "tam", "ul", "ver", "wen", "yas", "zor"]
_FILLER = [
    "the", "of", "and", "to", "in", "a", "that", "for", "on", "was", "is", "with", "as", "by", "at",
    "from", "it", "he", "said", "would", "be", "government", "meeting", "officials", "agreed",
    "minister", "talks", "party", "visit", "report", "members", "economic", "support", "issue",
    "policy", "foreign", "department"]
POLICY = """
policy: sample
version: 1
title: A list of names
audience: public
review: none
default: withhold
lists: {{names: [{names}]}}
rules:
  - {{id: routing, because: x, when: {{routing: yes}}, then: release}}
  - {{id: open, because: x, when: {{level: U, controls: {{only: []}}}}, then: release}}
  - {{id: named, because: x, find: {{terms: names}}, then: redact, codes: ["(b)(6)"]}}
  - {{id: people, because: x, find: {{entity: [ssn, phone, email, protected-source]}}, then: redact, codes: ["(b)(6)"]}}
"""


def names(count: int) -> list[str]:
    """So many made-up names; every given name and every family name is shared by hundreds of them."""
    rng = random.Random(7)
    words = ["".join(pair).capitalize() for pair in product(_SYLLABLES, repeat=2)]
    rng.shuffle(words)
    middle = len(words) // 2
    every = [f"{given} {family}" for given, family in product(words[:middle], words[middle:])]
    rng.shuffle(every)
    return every[:count] + [f"{name} {word}" for name, word in zip(every, rng.choices(words, k=count), strict=False)
                            ][:max(0, count - len(every))]


def near_hits(characters: int, listed: list[str]) -> str:
    """Text in which one word in ten is of a name, nearly always in a combination that no list has."""
    rng = random.Random(11)
    given, family = zip(*(name.split()[:2] for name in listed), strict=True)
    sentences: list[str] = []
    size = 0
    while size < characters:
        words = rng.choices(_FILLER, k=16)
        words[rng.randrange(8)] = f"{rng.choice(given)} {rng.choice(family)}"
        words[-1] = f"{rng.choice(given)}."
        sentences.append(" ".join(words).capitalize())
        size += len(sentences[-1]) + 1
    return " ".join(sentences)


def cable(text: str) -> Document:
    """The text as the paragraphs of a cable."""
    sentences = text.split(". ")
    paragraphs = [". ".join(sentences[start:start + 6]) for start in range(0, len(sentences), 6)]
    body = "\n\n".join(f"{number}. (U) {paragraph}." for number, paragraph in enumerate(paragraphs, 1))
    head = "FM AMCONSUL EXAMPLE\nTO SECSTATE WASHDC\n\nUNCLAS EXAMPLE 000123\n\nSUBJECT: (U) EXAMPLE\n\n"
    return read_bytes((head + body + "\n").encode(), "sample")


def median(work: Callable[[], object], runs: int = 7) -> float:
    """The median CPU time of one call (seconds) after a warm-up."""
    work()
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return sorted(times)[runs // 2]


def listing(count: int) -> Policy:
    """A policy with a list of so many names."""
    return parse_policy(POLICY.format(names=", ".join(names(count))).encode())


def long_lists() -> None:
    """The matching alone and the whole plan by the length of the list."""
    text = near_hits(400_000, names(10_000))
    document = cable(text)
    paragraphs = [portion.text for portion in document.portions]
    base: dict[str, float] = {}
    print(f"{'terms':>8} {'built s':>8} {'hits':>7} {'matching s':>11} {'× 10 terms':>11} {'plan s':>8} "
          f"{'× 10 terms':>11}")
    for count in SIZES:
        start = time.process_time()
        finder = TermFinder(names(count))
        built = time.process_time() - start
        matching = median(lambda finder=finder: [finder.find(paragraph) for paragraph in paragraphs])
        policy = listing(count) if count <= 10_000 else None
        plan = median(lambda policy=policy: decide(document, policy, DAY), 5) if policy else float("nan")
        base.setdefault("matching", matching), base.setdefault("plan", plan)
        hits = sum(len(finder.find(paragraph)) for paragraph in paragraphs)
        print(f"{count:8,} {built:8.2f} {hits:7,} {matching:11.3f} {matching / base['matching']:11.2f} {plan:8.3f} "
              f"{plan / base['plan']:11.2f}")


def hostile() -> None:
    """A pattern that makes a backtracking engine try every way to part its words, on longer and longer lines."""
    pattern = r"^(\w+\s?)+, Ambassador$"
    finder = PatternFinder([pattern])
    print(f"\n{'letters':>8} {'pattern s':>11} {'× before':>9}")
    before = 0.0
    for size in (20_000, 40_000, 80_000, 160_000):
        text = "the minister agreed " * (size // 20)
        seconds = median(lambda text=text: finder.find(text), 5)
        print(f"{size:8,} {seconds:11.5f} {seconds / before if before else float('nan'):9.2f}")
        before = seconds
    line = "a" * 24
    start = time.process_time()
    re.search(pattern, line)
    slow = time.process_time() - start
    quick = median(lambda: finder.find(line), 21)
    print(f"on {len(line)} letters Python's re takes {slow / quick:,.0f} × as long, and twice that for each letter "
          "more")


if __name__ == "__main__":
    long_lists()
    hostile()
