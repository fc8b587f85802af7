"""Conditions over facts, in three values: True, False, and None for "cannot be told" (Kleene's logic).

A protective rule applies when its conditions *may* hold (True or None), a releasing rule only when they *must* (True):
so a fact that is unknown always counts against release. A condition compiles to a tree of :class:`Leaf`,
:class:`All`, :class:`Any_` and :class:`Not`, which deciding evaluates and explaining walks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from redact.markings import rank
from redact.policy.facts import Facts, SetFact
from redact.policy.schema import Condition, DateCondition, LevelCondition, SetCondition, age_bound
from redact.policy.vocabulary import ATTRIBUTES, LEVEL_ATTRIBUTES, Attribute

Truth = bool | None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A condition on one attribute. ``words`` say it, such as "level is at least C", ``denied`` its contrary. ``ends``
    marks a condition that can say why a classification has ended: ``declassify_on`` or an age in years. ``names`` are
    the names asked for."""

    attribute: str
    words: str
    test: Callable[[Facts], Truth]
    ends: Literal["", "declassify_on", "over", "under"] = ""
    names: tuple[str, ...] = ()
    denial: str = ""

    @property
    def denied(self) -> str:
        """The contrary in words."""
        return self.denial or self.words.replace(" is ", " is not ", 1)


@dataclass(frozen=True, slots=True)
class All:
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any_:  # noqa: N801 - "Any" is a type everywhere else
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    node: Node


Node = Leaf | All | Any_ | Not
ALWAYS = All(())
"""The condition of a rule without ``when``."""


def truth(node: Node, facts: Facts) -> Truth:
    """Whether a condition holds: True, False, or None where a fact that it needs is unknown."""
    if isinstance(node, Leaf):
        return node.test(facts)
    if isinstance(node, Not):
        return _not(truth(node.node, facts))
    if isinstance(node, All):
        return all_of(truth(child, facts) for child in node.nodes)
    return any_of(truth(child, facts) for child in node.nodes)


def all_of(values: Iterator[Truth]) -> Truth:
    """Kleene's *and*: False wins, then None."""
    result: Truth = True
    for value in values:
        if value is False:
            return False
        if value is None:
            result = None
    return result


def any_of(values: Iterator[Truth]) -> Truth:
    """Kleene's *or*: True wins, then None."""
    result: Truth = False
    for value in values:
        if value is True:
            return True
        if value is None:
            result = None
    return result


def _not(value: Truth) -> Truth:
    return None if value is None else not value


def leaves(node: Node, *, positive: bool = True) -> Iterator[tuple[Leaf, bool]]:
    """Every leaf of a condition with its sign: False inside an odd number of ``not``."""
    if isinstance(node, Leaf):
        yield node, positive
    elif isinstance(node, Not):
        yield from leaves(node.node, positive=not positive)
    else:
        for child in node.nodes:
            yield from leaves(child, positive=positive)


def in_words(node: Node) -> str:
    """A condition in words, such as "level is C and (kind of portion: table or declassification date is passed)"."""
    if isinstance(node, Leaf):
        return node.words
    if isinstance(node, Not):
        return node.node.denied if isinstance(node.node, Leaf) else f"not ({in_words(node.node)})"
    if not node.nodes:
        return "always" if isinstance(node, All) else "never"
    parts = [f"({said})" if isinstance(child, All | Any_) and len(child.nodes) > 1 else said
             for child in node.nodes for said in [in_words(child)]]
    return (" and " if isinstance(node, All) else " or ").join(parts)


def compile_condition(condition: Condition | None) -> Node:
    """The tree of a condition; ``None`` and an empty condition always hold."""
    if condition is None:
        return ALWAYS
    nodes = [_compile(key, value) for key, value in condition.given().items()]
    return nodes[0] if len(nodes) == 1 else All(tuple(nodes))


def _compile(key: str, value: object) -> Node:
    if key in ("any", "all"):
        assert isinstance(value, tuple)
        children = tuple(compile_condition(child) for child in value)
        return Any_(children) if key == "any" else All(children)
    if isinstance(value, Condition):
        return Not(compile_condition(value))
    if isinstance(value, LevelCondition):
        return _level(key, value)
    if isinstance(value, SetCondition):
        return _set(ATTRIBUTES[key], value)
    if isinstance(value, DateCondition):
        return _date(value)
    return _age(str(value)) if key == "age" else _declassify_on(value)


def _level(attribute: str, condition: LevelCondition) -> Node:
    what = LEVEL_ATTRIBUTES[attribute]
    nodes: list[Node] = []
    if condition.is_ is not None:
        wanted = frozenset(condition.is_)
        nodes.append(Leaf(attribute, f"{what} is {_or(condition.is_)}", lambda facts: _is(facts, attribute, wanted)))
    for name, words, holds in _BOUNDS:
        bound = getattr(condition, name)
        if bound is not None:
            nodes.append(Leaf(attribute, f"{what} is {words} {bound}", _bounded(attribute, rank(bound), holds)))
    return nodes[0] if len(nodes) == 1 else All(tuple(nodes))


_BOUNDS: tuple[tuple[str, str, Callable[[int, int], bool]], ...] = (
    ("at_least", "at least", lambda held, bound: held >= bound),
    ("at_most", "at most", lambda held, bound: held <= bound),
    ("above", "above", lambda held, bound: held > bound),
    ("below", "below", lambda held, bound: held < bound),
)


def _is(facts: Facts, attribute: str, wanted: frozenset[str]) -> Truth:
    """Equality of levels; a level that could not be read may be any, and is certainly ``unknown``."""
    held = facts.levels[attribute]
    if held in wanted:
        return True
    return None if held == "unknown" and wanted - {"unknown"} else False


def _bounded(attribute: str, bound: int, holds: Callable[[int, int], bool]) -> Callable[[Facts], Truth]:
    def test(facts: Facts) -> Truth:
        held = facts.levels[attribute]
        return None if held == "unknown" else holds(rank(held), bound)
    return test


def _set(attribute: Attribute, condition: SetCondition) -> Node:
    nodes: list[Node] = []
    name = attribute.name
    if condition.any_of is not None:
        nodes.append(Leaf(name, f"{attribute.words}: {_or(condition.any_of)}",
                          _members(attribute, condition.any_of, any_of), names=condition.any_of,
                          denial=f"{attribute.words}: none of {', '.join(condition.any_of)}"))
    if condition.all_of is not None:
        nodes.append(Leaf(name, f"{attribute.words}: all of {', '.join(condition.all_of)}",
                          _members(attribute, condition.all_of, all_of),
                          denial=f"{attribute.words}: not all of {', '.join(condition.all_of)}"))
    if condition.none_of is not None:
        nodes.append(Not(Leaf(name, f"{attribute.words}: {_or(condition.none_of)}",
                              _members(attribute, condition.none_of, any_of),
                              denial=f"{attribute.words}: none of {', '.join(condition.none_of)}")))
    if condition.only is not None:
        nodes.append(Leaf(name, f"{attribute.words}: {_only(condition.only)}", _within(name, condition.only),
                          names=condition.only, denial=f"{attribute.words}: {_beyond(condition.only)}"))
    if condition.empty is not None:
        present = Leaf(name, f"{attribute.words}: any", lambda facts: _present(facts.sets[name]),
                       denial=f"{attribute.words}: none")
        nodes.append(Not(present) if condition.empty else present)
    return nodes[0] if len(nodes) == 1 else All(tuple(nodes))


def _members(attribute: Attribute, wanted: tuple[str, ...],
             join: Callable[[Iterator[Truth]], Truth]) -> Callable[[Facts], Truth]:
    def test(facts: Facts) -> Truth:
        return join(_has(facts.sets[attribute.name], name, attribute) for name in wanted)
    return test


def _has(fact: SetFact, name: str, attribute: Attribute) -> Truth:
    """Whether the set holds a name; something unread in the set may be that name. ``unknown`` asks for just that."""
    if name == "unknown":
        return fact.other
    if any(attribute.covers(name, held) for held in fact.names):
        return True
    return None if fact.other else False


def _within(name: str, allowed: tuple[str, ...]) -> Callable[[Facts], Truth]:
    """An allow-list holds only if everything is on it. What could not be read is on no list that releases, and is off
    none that protects: None serves both, also inside ``not``."""
    names = frozenset(allowed)

    def test(facts: Facts) -> Truth:
        fact = facts.sets[name]
        if not fact.names <= names:
            return False
        return None if fact.other else True
    return test


def _present(fact: SetFact) -> Truth:
    return True if fact.names else None if fact.other else False


def _date(condition: DateCondition) -> Node:
    nodes: list[Node] = []
    if condition.before is not None:
        before = condition.before
        nodes.append(Leaf("date", f"date is before {before.isoformat()}",
                          lambda facts: None if facts.date is None else facts.date < before))
    if condition.after is not None:
        after = condition.after
        nodes.append(Leaf("date", f"date is after {after.isoformat()}",
                          lambda facts: None if facts.date is None else facts.date > after))
    return nodes[0] if len(nodes) == 1 else All(tuple(nodes))


def _age(age: str) -> Node:
    over, years = age_bound(age)

    def test(facts: Facts) -> Truth:
        reached = facts.over(years)
        return None if reached is None else reached == over
    return Leaf("age", f"age is {age}", test, "over" if over else "under")


def _declassify_on(value: object) -> Node:
    """Of a day that cannot be told any state may hold, and none must, not even ``unknown``, which keeps back where a
    protective rule names it: nothing is released because something is unknown (policy.md)."""
    assert isinstance(value, tuple)
    wanted = frozenset(value)

    def test(facts: Facts) -> Truth:
        return None if facts.declassify_on == "unknown" else facts.declassify_on in wanted
    return Leaf("declassify_on", f"declassification date is {_or(tuple(value))}", test, "declassify_on")


def _or(names: tuple[str, ...]) -> str:
    return " or ".join(names)


def _only(names: tuple[str, ...]) -> str:
    return f"none but {', '.join(names)}" if names else "none"


def _beyond(names: tuple[str, ...]) -> str:
    return f"something besides {', '.join(names)}" if names else "any"
