"""Mutants of a policy: the same policy with one small fault, such as a writer may make.

What a policy's tests are worth is how many of these they tell from the policy itself (policy.md, "Proving, comparing,
mutating"): a rule, condition, exception, code or ``never`` dropped, a level or age shifted, an action weakened, *any*,
*all* and *only* confused, a search narrowed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from redact.markings import LEVELS, Level
from redact.policy.conditions import compile_condition, in_words
from redact.policy.model import Policy
from redact.policy.schema import Condition, Default, Find, LevelCondition, Rule, SetCondition, age_bound
from redact.policy.universe import PLACE, SINGLE

_ORDER: tuple[Level, ...] = tuple(level for level in LEVELS if level != "unknown")
_NARROWER = {"portion": ("sentence", "span"), "sentence": ("span",), "span": ()}
_BOUNDS = ("at_least", "at_most", "above", "below")
_OPERATORS = ("any_of", "all_of", "none_of", "only")
_ONE_NAME = SINGLE | frozenset(PLACE)
"""Attributes that hold exactly one name: on these *only* means what *any of* means."""
Path = tuple[str | int, ...]
"""Where a fault stands: keys and list positions, such as ``("rules", 0, "when", "level")``."""


@dataclass(frozen=True, slots=True)
class _Fault:
    """The kind of a fault, the fault in words that go on "… no test fails", and where it stands in its rule."""

    kind: str
    words: str
    place: Path = ()

    def under(self, *place: str | int) -> _Fault:
        return replace(self, place=(*place, *self.place))


@dataclass(frozen=True, slots=True)
class Mutant:
    """A policy with one fault. ``kind`` says of what kind, ``rule`` in which rule or ``never`` ("" for the default),
    ``words`` what was done, such as "without the rule 'routing'"; ``place`` is where it stands in the policy's file."""

    kind: str
    rule: str
    words: str
    place: Path
    policy: Policy = field(repr=False, compare=False)

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "rule": self.rule, "fault": self.words}


def mutants(policy: Policy) -> Iterator[Mutant]:
    """Every mutant of a policy, one after another; what it takes over from a policy it extends stays as it is."""
    for rule in own_rules(policy):
        yield from rule_mutants(policy, rule)
    nevers = [entry for entry in policy.never if entry.id not in policy.inherited]
    for number, entry in enumerate(nevers):
        kept = tuple(other for other in policy.never if other is not entry)
        yield Mutant("drop-never", entry.id, f"without the never '{entry.id}'", ("never", number),
                     policy.changed(never=kept))
    yield from _of_default(policy)


def own_rules(policy: Policy) -> list[Rule]:
    """The rules of a policy but those that it takes over from one it extends."""
    return [rule for rule in policy.rules if rule.id not in policy.inherited]


def rule_mutants(policy: Policy, rule: Rule) -> Iterator[Mutant]:
    """The mutants with a fault in one rule, the first of them that without the rule."""
    number = policy.rules.index(rule)
    own = own_rules(policy)
    place: Path = ("rules", own.index(rule)) if rule in own else ("extends",)
    for changed, fault in _of_rule(rule):
        rules = (*policy.rules[:number], *([changed] if changed else []), *policy.rules[number + 1:])
        yield Mutant(fault.kind, rule.id, fault.words, (*place, *fault.place), policy.changed(rules=rules))


def without(policy: Policy, rule: Rule) -> Mutant:
    """The mutant without a rule."""
    return next(rule_mutants(policy, rule))


def _of_default(policy: Policy) -> Iterator[Mutant]:
    default = policy.default
    if default.action == "withhold":
        weaker = default.model_copy(update={"action": "refer"})
        yield Mutant("weaken-action", "", "with 'refer' as the default instead of 'withhold'", ("default",),
                     policy.changed(default=weaker))
    for code in default.codes:
        fewer = Default.model_construct(action=default.action, codes=_without(default.codes, code))
        yield Mutant("drop-code", "", f"without the code {code} of the default", ("default",),
                     policy.changed(default=fewer))


def _of_rule(rule: Rule) -> Iterator[tuple[Rule | None, _Fault]]:
    """The faults of one rule, each once; None is the rule left out."""
    of = f"the rule '{rule.id}'"
    seen: set[Rule] = {rule}
    yield None, _Fault("drop-rule", f"without {of}")
    for changes, fault in _parts(rule):
        changed = rule.model_copy(update=changes)
        if changed not in seen:
            seen.add(changed)
            yield changed, replace(fault, words=f"{fault.words} in {of}")


def _parts(rule: Rule) -> Iterator[tuple[dict[str, Any], _Fault]]:
    for when, fault in _of_condition(rule.when, last=True):
        yield {"when": when}, fault.under("when")
    if rule.unless is not None:
        yield {"unless": None}, _Fault("drop-exception", "without the exception", ("unless",))
        for unless, fault in _of_condition(rule.unless, last=False):
            yield {"unless": unless}, replace(fault, words=f"{fault.words} of the exception").under("unless")
    for number, code in enumerate(rule.codes):
        yield {"codes": _without(rule.codes, code)}, _Fault("drop-code", f"without the code {code}", ("codes", number))
    weaker = _weaker(rule)
    if weaker is not None:
        yield weaker, _Fault("weaken-action", f"with '{weaker['then']}' instead of '{rule.then}'", ("then",))
    if rule.find is not None:
        yield from _of_find(rule, rule.find)


def _weaker(rule: Rule) -> dict[str, Any] | None:
    """What a rule does, made one step milder; None where the next step is to leave the rule out, or, for what a search
    finds, is the same: to withhold a stretch and to redact it are one."""
    if rule.then == "withhold-document":
        return {"then": "withhold"}
    if rule.then == "withhold" and rule.find is None:
        return {"then": "refer", "refer_to": ("owner",)}
    if rule.then == "refer" and rule.find:
        return {"then": "redact", "refer_to": ()}
    return {"then": "release", "to": None} if rule.then == "downgrade" else None


def _of_find(rule: Rule, find: Find) -> Iterator[tuple[dict[str, Any], _Fault]]:
    for extent in _NARROWER[rule.extent]:
        yield {"extent": extent}, _Fault("narrow-search", f"with the extent '{extent}' instead of '{rule.extent}'",
                                         ("extent",))
    for key in ("pattern", "entity"):
        items: tuple[str, ...] = getattr(find, key) or ()
        for number, item in enumerate(items if len(items) > 1 else ()):
            rest = (*items[:number], *items[number + 1:])
            yield {"find": find.model_copy(update={key: rest})}, _Fault(
                "narrow-search", f"without the {key} {_short(item)}", ("find", key, number))


# --- conditions ------------------------------------------------------------------------------------------------------


def _of_condition(condition: Condition, *, last: bool) -> Iterator[tuple[Condition, _Fault]]:
    """A condition with one fault in it; ``last`` lets also its only key be dropped, so that it always holds."""
    given = condition.given()
    for key, value in given.items():
        if len(given) > 1 or last:
            words = in_words(compile_condition(Condition().model_copy(update={_field(key): value})))
            yield condition.model_copy(update={_field(key): None}), _Fault(
                "drop-condition", f"without '{_short(words)}'", (key,))
        other = {"any": "all", "all": "any"}.get(key)
        if other is not None and other not in given and isinstance(value, tuple) and len(value) > 1:
            yield condition.model_copy(update={key: None, other: value}), _Fault(
                "swap", f"with '{other}' instead of '{key}'", (key,))
        for changed, fault in _of_value(key, value):
            yield condition.model_copy(update={_field(key): changed}), fault.under(key)


def _of_value(key: str, value: object) -> Iterator[tuple[Any, _Fault]]:
    if isinstance(value, Condition):
        yield from _of_condition(value, last=False)
    elif key in ("any", "all"):
        assert isinstance(value, tuple)
        yield from _of_branches(value)
    elif isinstance(value, LevelCondition):
        yield from _of_level(value)
    elif isinstance(value, SetCondition):
        yield from _of_set(key, value)
    elif key == "age":
        over, years = age_bound(str(value))
        for other in (years - 1, years + 1):
            if other > 0:
                written = f"{'over' if over else 'under'} {other} years"
                yield written, _Fault("shift-age", f"with 'age is {written}' instead of '{value}'")


def _of_branches(branches: tuple[Condition, ...]) -> Iterator[tuple[Any, _Fault]]:
    for number, branch in enumerate(branches):
        before, after = branches[:number], branches[number + 1:]
        if len(branches) > 1:
            words = _short(in_words(compile_condition(branch)))
            yield (*before, *after), _Fault("drop-condition", f"without '{words}'", (number,))
        for changed, fault in _of_condition(branch, last=False):
            yield (*before, changed, *after), fault.under(number)


def _of_level(level: LevelCondition) -> Iterator[tuple[LevelCondition, _Fault]]:
    given = [name for name in _BOUNDS if getattr(level, name) is not None]
    for name in given:
        bound = getattr(level, name)
        said = f"{name.replace('_', ' ')} "
        if len(given) > 1:
            yield level.model_copy(update={name: None}), _Fault("drop-condition", f"without '{said}{bound}'", (name,))
        for other in _beside(bound):
            yield level.model_copy(update={name: other}), _Fault(
                "shift-level", f"with '{said}{other}' instead of '{said}{bound}'", (name,))
    for levels, words in _of_levels(level.is_ or ()):
        yield level.model_copy(update={"is_": levels}), _Fault("shift-level", words)


def _of_levels(levels: tuple[Level, ...]) -> Iterator[tuple[tuple[Level, ...], str]]:
    """One level shifted; of several the lowest or the highest left out."""
    if len(levels) == 1:
        yield from (((other,), f"with the level {other} instead of {levels[0]}") for other in _beside(levels[0]))
        return
    named = sorted((one for one in levels if one != "unknown"), key=_ORDER.index)
    for end in dict.fromkeys((*named[:1], *named[-1:])):
        yield tuple(one for one in levels if one != end), f"without the level {end}"


def _beside(level: Level) -> list[Level]:
    """The levels next to a level, below and above."""
    if level == "unknown":
        return []
    place = _ORDER.index(level)
    return [*_ORDER[max(place - 1, 0):place], *_ORDER[place + 1:place + 2]]


def _of_set(key: str, names: SetCondition) -> Iterator[tuple[SetCondition, _Fault]]:
    given = [operator for operator in _OPERATORS if getattr(names, operator) is not None]
    for operator in given:
        value = getattr(names, operator)
        said = _short(", ".join(value))
        if len(given) > 1:
            yield names.model_copy(update={operator: None}), _Fault(
                "drop-condition", f"without '{key}: {operator} {said}'", (operator,))
        for other in _confused(operator, value, key):
            if getattr(names, other) is None:
                yield names.model_copy(update={operator: None, other: value}), _Fault(
                    "swap", f"with '{other}' instead of '{operator}' for {key} {said}", (operator,))


def _confused(operator: str, value: tuple[str, ...], key: str) -> Iterator[str]:
    """The operators that a writer may take for another."""
    if operator == "any_of":
        if len(value) > 1:
            yield "all_of"
        if key not in _ONE_NAME:
            yield "only"
    elif operator in ("all_of", "only") and value and key not in _ONE_NAME:
        yield "any_of"


def _field(key: str) -> str:
    return {"from": "from_", "not": "not_"}.get(key, key)


def _without(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(other for other in names if other != name)


def _short(words: str) -> str:
    return words if len(words) <= 60 else words[:59] + "…"
