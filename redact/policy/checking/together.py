"""Checks of rules beside one another: those without effect, those that others make superfluous, and what no rule
decides."""

from __future__ import annotations

from collections.abc import Iterator

from redact.policy.checking.issues import Found, check
from redact.policy.checking.subject import MANY_RULES, Subject
from redact.policy.schema import Rule
from redact.policy.yamltext import Path


@check("release-without-effect", "error", "A releasing rule that releases nothing.")
def releases_nothing(subject: Subject) -> Iterator[Found]:
    """Wherever the rule applies, the audience's ceiling or a stricter rule keeps the portion back."""
    for path, rule in _standing(subject):
        if not rule.protective and subject.world and rule.id not in subject.world.reaching:
            yield Found(f"The rule '{rule.id}' releases nothing: wherever it applies, a stricter rule or the "
                        "audience's ceiling keeps the portion back. A classified portion leaves only by a rule that "
                        "says why its classification has ended (declassify_on, age).", (*path, "then"), rule.id)


@check("protective-without-effect", "warning", "A protective rule without which nothing would change.")
def protects_nothing(subject: Subject) -> Iterator[Found]:
    """Wherever the rule applies, other rules together do all that it does; or it searches only what is withheld."""
    for path, rule in _standing(subject):
        if not rule.protective or subject.world is None:
            continue
        if rule.find is not None and rule.id not in subject.world.reaching:
            yield Found(f"The rule '{rule.id}' cuts nothing out: it searches only what other rules withhold.",
                        (*path, "when"), rule.id)
        elif rule.id in subject.world.idle and subject.world.idle[rule.id] is None:
            yield Found(f"The rule '{rule.id}' changes nothing: without it every portion of every document is decided "
                        "alike.", path, rule.id)


@check("redundant-rule", "warning", "A rule that does nothing that another does not do.")
def redundant(subject: Subject) -> Iterator[Found]:
    """A rule that another covers, or a releasing one without which as much is released."""
    for path, rule in _standing(subject):
        if subject.world is None or rule.id not in subject.world.idle:
            continue
        other = subject.world.idle[rule.id]
        if other is not None:
            yield Found(f"The rule '{rule.id}' does nothing that the rule '{other}' does not do.", path, rule.id)
        elif not rule.protective and rule.id in subject.world.reaching:
            yield Found(f"The rule '{rule.id}' is superfluous: other rules release all that it releases.", path,
                        rule.id)


@check("reaches-default", "note", "Situations that no rule decides.")
def reaches_default(subject: Subject) -> Iterator[Found]:
    """How many situations are left to the default, with the plainest of them."""
    world = subject.world
    if world is not None and world.example is not None:
        yield Found(f"No rule decides {world.undecided:,} of {world.situations:,} situations; they are left to the "
                    f"default, such as {world.example.words}.", ("default",))


@check("not-decided", "note", "More rules or situations than can be decided one and all.")
def not_decided(subject: Subject) -> Iterator[Found]:
    """What was therefore not asked."""
    asked = "which rules have no effect, which are redundant and what reaches the default"
    if not subject.few:
        yield Found(f"The policy has more than {MANY_RULES} rules; {asked} was not asked.", ("rules",))
    elif subject.world is None:
        yield Found(f"The policy tells more situations apart than can be decided; {asked} was not asked.", ("rules",))
    elif subject.unmoved is None:
        yield Found("The policy has so many rules and conditions that it was not asked which tests notice no fault.",
                    ("tests",))


def _standing(subject: Subject) -> Iterator[tuple[Path, Rule]]:
    """The rules that can apply at all."""
    for path, rule in subject.own():
        view = subject.view(rule)
        if view is None or view.possible:
            yield path, rule
