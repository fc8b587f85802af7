"""``redact policy test``."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from redact.cli.shared import FilePath, json_option, paragraph, print_json, say
from redact.errors import UsageProblem
from redact.policy.coverage import coverage
from redact.policy.junit import Suite, junit_xml
from redact.policy.loading import PolicySource, load_source
from redact.policy.mutating import Mutant
from redact.policy.mutation import MutationScore, Progress, mutation_score, no_progress
from redact.policy.testing import prepared

_LISTED = 8
"""Conditions without part in any test that are listed; of more only the number is told."""


@click.command("test", epilog="\b\nExamples:\n  redact policy test foia-public\n"
                              "  redact policy test draft.yaml --mutate --mutate-min 90 --junit results.xml")
@click.argument("names", metavar="POLICY...", nargs=-1, required=True)
@click.option("--mutate", is_flag=True, help="Also put small faults into the policy, one at a time, and say which of "
                                             "them no test notices.")
@click.option("--mutate-min", type=click.FloatRange(0, 100), default=None, metavar="PERCENT",
              help="Exit with 4 where fewer of the faults are noticed (implies --mutate).")
@click.option("--junit", type=FilePath(dir_okay=False, path_type=Path), default=None, metavar="FILE",
              help="Write the results as JUnit XML, for a build server.")
@json_option
def test_command(names: tuple[str, ...], mutate: bool, mutate_min: float | None, junit: Path | None,
                 as_json: bool) -> int:
    """Run the tests inside each POLICY, and say which rules they never exercise.

    Exit code 4 if a test fails, or if the mutation score is below the least that was asked for.
    """
    sources = [load_source(name) for name in names]
    suites = []
    for number, source in enumerate(sources):
        suite = _run(source, mutate or mutate_min is not None)
        suites.append(suite)
        if as_json:
            _print(suite)
        else:
            say() if number else None
            _tell(suite, source)
    if junit is not None:
        _write(junit, junit_xml(suites))
    return 4 if any(suite.failed or _too_low(suite, mutate_min) for suite in suites) else 0


def _run(source: PolicySource, mutate: bool) -> Suite:
    policy = source.policy
    tests = prepared(policy)
    results = tuple(test.run(policy) for test in tests)
    score = None
    if mutate:
        with _bar(policy.name) as progress:
            score = mutation_score(policy, progress)
    return Suite(policy, source.file, results, coverage(policy, tests, results), score)


@contextmanager
def _bar(name: str) -> Iterator[Progress]:
    """How far mutating has come, drawn on a terminal and nowhere else."""
    if not sys.stderr.isatty():
        yield no_progress
        return
    with click.progressbar(length=1, label=f"{name}: mutants", file=sys.stderr, width=0) as bar:
        def progress(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)
        yield progress


def _too_low(suite: Suite, least: float | None) -> bool:
    return least is not None and suite.mutation is not None and suite.mutation.score * 100 < least


def _print(suite: Suite) -> None:
    for result in suite.results:
        print_json({"policy": suite.policy.name, **result.to_json()})
    print_json({"policy": suite.policy.name, "version": suite.policy.version, "tests": len(suite.results),
                "failed": suite.failed, **suite.coverage.to_json(),
                "mutation": suite.mutation.to_json() if suite.mutation else None})


# --- for people ------------------------------------------------------------------------------------------------------


def _tell(suite: Suite, source: PolicySource) -> None:
    passed = len(suite.results) - suite.failed
    say(f"{suite.policy.name} version {suite.policy.version}: {passed} of {_count(len(suite.results), 'test')} passed")
    for number, result in enumerate(suite.results):
        if not result.passed:
            line = source.text.problem("", ("tests", number)).line
            paragraph(f"FAILED  {source.file}:{line}: {result.name}: {result.message}", "  ", "          ")
    _tell_coverage(suite)
    if suite.mutation is not None:
        _tell_score(suite.mutation, source)


def _tell_coverage(suite: Suite) -> None:
    rules, conditions = suite.coverage.rules, suite.coverage.conditions
    if not suite.results:
        say("  The policy has no tests.")
        return
    if rules:
        paragraph(f"{_count(len(rules), 'rule')} no test exercises: {', '.join(rules)}", "  ", "    ")
    else:
        say("  Every rule is exercised.")
    if conditions:
        say(f"  {_count(len(conditions), 'condition')} made no difference to any test"
            f"{':' if len(conditions) <= _LISTED else ' (--json lists them).'}")
    for rule, words in conditions if len(conditions) <= _LISTED else ():
        paragraph(f"{rule}: {words}", "    ", "      ")


def _tell_score(mutation: MutationScore, source: PolicySource) -> None:
    told = len(mutation.killed) + len(mutation.survivors)
    say(f"  Mutation score {math.floor(mutation.score * 100)} %: tests notice {len(mutation.killed):,} of "
        f"{_count(told, 'fault')}; {len(mutation.equivalent):,} more change nothing.")
    if mutation.survivors:
        say()
        say("Faults that no test notices, by line:")
        _tell_mutants(mutation.survivors, source, "no test fails")
    if mutation.equivalent:
        say()
        say("Faults that change no decision in any situation, which no test could notice:")
        _tell_mutants(mutation.equivalent, source, "nothing changes")


def _tell_mutants(listed: Sequence[Mutant], source: PolicySource, end: str) -> None:
    for mutant in listed:
        line = source.text.problem("", mutant.place).line
        paragraph(f"{mutant.words[0].upper()}{mutant.words[1:]} {end}.", f"{line:>6}  ", "        ")


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as problem:
        raise UsageProblem(f"--junit: '{path}' cannot be written: {problem.strerror}") from None
