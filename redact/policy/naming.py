"""Names that a policy uses and must know: codes, lists, agencies, rules; patterns that must be usable; ids given twice.

What a name means in a condition is checked where its type is (:mod:`redact.policy.schema`); here is what takes the
whole policy, the one it extends included.
"""

from __future__ import annotations

from collections.abc import Iterable

from redact.policy.agencies import OWNER, shipped_agencies
from redact.policy.codes import FROM_DOCUMENT
from redact.policy.matching import PatternFinder
from redact.policy.matching_words import word_pattern
from redact.policy.model import Policy
from redact.policy.names import near, quoted
from redact.policy.schema import PolicyFile, Rule, Test
from redact.policy.yamltext import Path, YamlText


def check_names(written: PolicyFile, policy: Policy, text: YamlText, *, whole: bool = True) -> None:
    """Note in ``text`` every code, list, agency and pattern that is unknown or unusable, and ids given twice.

    ``written`` is the file, ``policy`` what it makes with the one it extends; ``whole`` is False where that could not
    be loaded, so that nothing is known of its lists and rules.
    """
    names = _Names(policy, text, whole)
    names.codes(written.default.codes, ("default",))
    for number, rule in enumerate(written.rules):
        names.rule(rule, ("rules", number))
    for number, test in enumerate(written.tests):
        names.test(test, ("tests", number, "expect"))
    if written.loosens and written.extends is None:
        text.add("'loosens' belongs to 'extends': there is nothing here that it could loosen.", ("loosens",), "loosens")
    rules = [rule.id for rule in written.rules]
    _twice("rules", "id", "Two rules are", rules, text)
    _twice("never", "id", "Two entries of 'never' are", [never.id for never in written.never], text)
    _twice("tests", "name", "Two tests are", [test.name for test in written.tests], text)
    for number, never in enumerate(written.never):
        if never.id in set(rules):
            text.add(f"A rule is called '{never.id}' already.", ("never", number, "id"), "duplicate-id")


def says_something(term: str) -> bool:
    """Whether a term holds anything that could be looked for."""
    return word_pattern(term).search(term) is not None


def _twice(part: str, key: str, words: str, names: Iterable[str], text: YamlText) -> None:
    seen: set[str] = set()
    for number, name in enumerate(names):
        if name in seen:
            text.add(f"{words} called {quoted(name)}.", (part, number, key), "duplicate-id")
        seen.add(name)


class _Names:
    """What a policy may name, and the problems of what it names beyond that."""

    def __init__(self, policy: Policy, text: YamlText, whole: bool):
        self.policy = policy
        self.text = text
        self.whole = whole

    def rule(self, rule: Rule, place: Path) -> None:
        self.codes(rule.codes, (*place, "codes"), document=True)
        self.agencies(rule.refer_to, (*place, "refer_to"))
        if rule.find is not None and isinstance(rule.find.terms, str):
            self.one_list(rule.find.terms, (*place, "find", "terms"))
        if rule.find is not None and isinstance(rule.find.terms, tuple):
            self.terms(rule.find.terms, (*place, "find", "terms"))
        for number, pattern in enumerate(rule.find.pattern or () if rule.find else ()):
            self.pattern(pattern, (*place, "find", "pattern", number))

    def test(self, test: Test, place: Path) -> None:
        self.codes(test.expect.codes or (), (*place, "codes"))
        self.agencies(test.expect.refer_to or (), (*place, "refer_to"), owner=False)

    def codes(self, names: Iterable[str], place: Path, *, document: bool = False) -> None:
        """``document`` allows what the document itself cites."""
        for number, name in enumerate(names):
            if name not in self.policy.codes and not (document and name == FROM_DOCUMENT):
                known = [code.code for code in self.policy.codes] + ([FROM_DOCUMENT] if document else [])
                meant = near(name, known)
                hint = f"did you mean {meant}?" if meant else "add it under 'codes' with its title."
                self.text.add(f"The code {quoted(name)} is in no table; {hint}", (*place, number), "unknown-code")

    def agencies(self, names: Iterable[str], place: Path, *, owner: bool = True) -> None:
        table = shipped_agencies()
        for number, name in enumerate(names):
            try:
                if not (owner and name == OWNER):
                    table.title(name)
            except KeyError:
                self.unknown(name, "no agency", [*table.agencies, *([OWNER] if owner else [])], (*place, number),
                             "unknown-agency")

    def one_list(self, name: str, place: Path) -> None:
        if self.whole and name not in self.policy.lists:
            meant = near(name, self.policy.lists)
            hint = f"; did you mean {meant}?" if meant else "."
            self.text.add(f"There is no list {quoted(name)} under 'lists'{hint}", place, "unknown-list")

    def terms(self, terms: tuple[str, ...], place: Path) -> None:
        if not terms:
            self.text.add("Something is missing here.", place, "wrong-value")
        for number, term in enumerate(terms):
            if not says_something(term):
                self.text.add("A term holds a letter or a digit.", (*place, number), "unusable-term")

    def pattern(self, pattern: str, place: Path) -> None:
        try:
            PatternFinder([pattern])
        except ValueError as error:
            told = str(error).removeprefix("pattern 0: ").rstrip(".")
            self.text.add(f"This pattern cannot be used: {told}.", place, "unusable-pattern")

    def unknown(self, name: str, what: str, known: Iterable[str], place: Path, code: str) -> None:
        known = sorted(known)
        meant = near(name, known)
        hint = f"did you mean {meant}?" if meant else f"use one of {', '.join(known)}."
        self.text.add(f"{quoted(name)} is {what}; {hint}", place, code)
