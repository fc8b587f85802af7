"""Searching portions for what the ``find`` of rules names; each finder is made once and runs once a portion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from redact.documents import Document
from redact.policy.matching import Hit, PatternFinder, TermFinder, find_entities, protected_names
from redact.policy.matching_names import whole_names
from redact.policy.schema import Find

if TYPE_CHECKING:
    from redact.policy.model import Policy

PROTECTED_SOURCE = "protected-source"


class Searcher:
    """The finders of a policy. ``finds`` gives each rule's ``find`` and the policy that holds its lists."""

    def __init__(self, finds: Mapping[str, tuple[Find | None, Policy]]):
        self._patterns: list[str] = []
        self._pattern_rules: list[str] = []
        self._terms: dict[tuple[str, ...], tuple[TermFinder, list[str]]] = {}
        self._entities: dict[str, list[str]] = {}
        for rule, (find, policy) in finds.items():
            if find is not None:
                self._add(rule, find, policy)
        self._pattern_finder = PatternFinder(self._patterns) if self._patterns else None

    def _add(self, rule: str, find: Find, policy: Policy) -> None:
        for pattern in find.pattern or ():
            self._patterns.append(pattern)
            self._pattern_rules.append(rule)
        for entity in find.entity or ():
            self._entities.setdefault(entity, []).append(rule)
        if find.terms is not None:
            terms = policy.terms(find.terms)
            if terms not in self._terms:
                self._terms[terms] = (TermFinder(terms), [])
            self._terms[terms][1].append(rule)

    def names_of(self, document: Document) -> TermFinder | None:
        """A finder for the names that the document itself asks to protect, in whichever portion it asks."""
        if PROTECTED_SOURCE not in self._entities:
            return None
        names = dict.fromkeys(name for portion in document.portions for name in protected_names(portion.text))
        return TermFinder(names) if names else None

    def search(self, text: str, rules: Iterable[str], protected: TermFinder | None,
               body: int = 0) -> dict[str, list[Hit]]:
        """The hits of each of the rules in a text; rules without a hit are left out.

        ``body`` is where the words of the text begin: a protected name does not stand in number or mark.
        """
        wanted = set(rules)
        found: dict[str, list[Hit]] = {}
        for rule, hit in self._all(text, wanted, protected, body):
            if hit.end > hit.start:
                found.setdefault(rule, []).append(hit)
        return found

    def _all(self, text: str, wanted: set[str], protected: TermFinder | None, body: int) -> list[tuple[str, Hit]]:
        pairs: list[tuple[str, Hit]] = []
        if self._pattern_finder is not None and wanted & set(self._pattern_rules):
            pairs += [(self._pattern_rules[number], hit) for number, hit in self._pattern_finder.find(text)]
        for finder, rules in self._terms.values():
            if wanted & set(rules):
                pairs += _for_rules(rules, finder.find(text))
        entities = [name for name, rules in self._entities.items() if wanted & set(rules)]
        for name, hit in find_entities(entities, text) if entities else ():
            pairs += _for_rules(self._entities[name], [hit])
        if protected is not None and PROTECTED_SOURCE in entities:
            names = [Hit(max(hit.start, body), hit.end) for hit in protected.find(text) if hit.end > body]
            pairs += _for_rules(self._entities[PROTECTED_SOURCE], whole_names(text, names))
        return [(rule, hit) for rule, hit in pairs if rule in wanted]


def _for_rules(rules: Sequence[str], hits: Sequence[Hit]) -> list[tuple[str, Hit]]:
    return [(rule, hit) for rule in rules for hit in hits]
