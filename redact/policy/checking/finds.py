"""Checks of what rules look for in a text: patterns without an edge, and terms that say too little."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from redact.policy.checking.edges import open_edges
from redact.policy.checking.issues import Found, check
from redact.policy.checking.subject import Subject
from redact.policy.matching_common import common_words
from redact.policy.matching_words import fold
from redact.policy.yamltext import Path

_SHORTEST = 4
_LINES = 6
"""Lines of a list that a message names."""


@check("pattern-without-edge", "warning", "A pattern that matches inside words.")
def without_edge(subject: Subject) -> Iterator[Found]:
    r"""A pattern that neither begins nor ends at the edge of a word, such as ``cat``, which is in ``education``."""
    for path, rule in subject.own():
        for number, pattern in enumerate(rule.find.pattern or () if rule.find else ()):
            ends = " and ".join(open_edges(pattern))
            if ends:
                yield Found(f"The pattern may {ends} inside a word, and then takes the whole word; write \\b there.",
                            (*path, "find", "pattern", number), rule.id)


@check("short-term", "warning", "Terms of fewer than four letters.")
def short_terms(subject: Subject) -> Iterator[Found]:
    """A term so short is found in what has nothing to do with it."""
    for what, path, terms in _lists(subject):
        lines = [line for line, term in terms if sum(map(str.isalnum, term)) < _SHORTEST]
        if lines:
            yield Found(f"{what} has {_terms(len(lines))} of fewer than {_SHORTEST} letters ({_at(lines)}); so short a "
                        "term is found everywhere.", path)


@check("common-term", "warning", "Terms that are common words.")
def common_terms(subject: Subject) -> Iterator[Found]:
    """A common word is found in what has nothing to do with it."""
    english = common_words("english")
    for what, path, terms in _lists(subject):
        lines = [line for line, term in terms if sum(map(str.isalnum, term)) >= _SHORTEST and fold(term) in english]
        if lines:
            words = "that is a common word" if len(lines) == 1 else "that are common words"
            yield Found(f"{what} has {_terms(len(lines))} {words} ({_at(lines)}); name more of it, such as a full "
                        "name.", path)


def _lists(subject: Subject) -> Iterator[tuple[str, Path, Sequence[tuple[int, str]]]]:
    """Every list with its terms by line: those of the policy, and those that stand in a rule."""
    source = subject.source
    for name, terms in source.listed.items():
        written = source.written.lists[name]
        where = f" in '{written}'" if isinstance(written, str) else ""
        yield f"The list '{name}'{where}", ("lists", name), terms
    for path, rule in subject.own():
        if rule.find is not None and isinstance(rule.find.terms, tuple):
            place: Path = (*path, "find", "terms")
            yield f"The rule '{rule.id}'", place, [
                (source.text.problem("", (*place, number)).line, term) for number, term in enumerate(rule.find.terms)]


def _terms(count: int) -> str:
    return f"{count:,} term{'' if count == 1 else 's'}"


def _at(lines: Sequence[int]) -> str:
    """Lines by number and not by what stands there: a list may name whom it protects."""
    told = ", ".join(str(line) for line in lines[:_LINES])
    return f"line{'' if len(lines) == 1 else 's'} {told}{' …' if len(lines) > _LINES else ''}"
