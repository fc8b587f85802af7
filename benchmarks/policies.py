"""Speed of proving and of deciding on remembered facts, as CPU time and as ratios against doing it one by one.

Usage: python benchmarks/policies.py
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path

from redact.documents.cable import read_bytes
from redact.policy.judging import Judge
from redact.policy.loading import load_policy
from redact.policy.model import Policy
from redact.policy.proving import prove

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
DAY = dt.date(2026, 11, 23)


def median(work: Callable[[], object], runs: int = 9) -> float:
    """The median CPU time of one call (seconds) after a warm-up."""
    work()
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return sorted(times)[runs // 2]


def deciding(policy: Policy) -> tuple[float, float]:
    """Seconds a portion: with what the policy remembers, and evaluating every rule anew."""
    judges = [Judge(read_bytes(path.read_bytes(), path.name), policy, DAY) for path in sorted(EXAMPLES.glob("*.txt"))]
    pairs = [(judge, portion) for judge in judges for portion in judge.document.portions]
    for judge, portion in pairs:
        judge.facts.of(portion), judge.facts.of(portion, judged=True)

    def remembered() -> None:
        for judge in judges:
            judge._applied.clear()
        for judge, portion in pairs:
            judge.applied(portion)

    anew = median(lambda: [judge._evaluate(portion, judge.facts.of(portion)) for judge, portion in pairs])
    return median(remembered) / len(pairs), anew / len(pairs)


def main() -> None:
    """Prints each figure and its ratio."""
    for name in ("portion-marks", "foia-public"):
        policy = load_policy(name)
        proof = prove(policy)
        seconds = median(lambda policy=policy: prove(policy))
        fast, slow = deciding(policy)
        one_by_one = slow * proof.situations
        print(f"{name}: {proof.situations:,} situations proved in {seconds * 1000:.0f} ms; one by one at "
              f"{slow * 1e6:.0f} µs each {one_by_one:.0f} s, {one_by_one / seconds:,.0f} ×")
        print(f"{name}: the rules for a portion in {fast * 1e6:.1f} µs remembered, {slow * 1e6:.1f} µs anew, "
              f"{slow / fast:.1f} ×")


if __name__ == "__main__":
    main()
