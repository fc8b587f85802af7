"""Checks of single rules: whether one can apply, and whether its codes and its bounds fit what it applies to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from redact.policy.asked import Question, walk
from redact.policy.checking.issues import Found, check
from redact.policy.checking.subject import Subject
from redact.policy.checking.world import aged, rule_view
from redact.policy.codes import CLASSIFIED_EXEMPTION, FROM_DOCUMENT
from redact.policy.schema import Rule, SetCondition
from redact.policy.vocabulary import ATTRIBUTES

_CATEGORIES = ("sci", "sap", "aea", "fgi", "nato", "dissem", "nonic", "cui")
_YOUNG = re.compile(r"1\.4\([a-h]\)")
_OLD = re.compile(r"3\.3\(b\)\([1-9]\)")
_VERY_OLD = "3.3(h)"


@check("rule-cannot-apply", "error", "A rule whose conditions no portion of any document can meet.")
def cannot_apply(subject: Subject) -> Iterator[Found]:
    """A rule that applies in no situation in which the facts are known."""
    for path, rule in subject.own():
        view = subject.view(rule)
        if view is not None and not view.possible:
            yield Found(f"The rule '{rule.id}' can never apply: no portion of any document meets all its conditions.",
                        (*path, "when"), rule.id)


@check("no-code", "error", "A protective rule that cites no code.")
def no_code(subject: Subject) -> Iterator[Found]:
    """A denial has to cite its exemption; a referral is cited as such without being told."""
    for path, rule in subject.own():
        if rule.protective and rule.then != "refer" and not rule.codes:
            yield Found(f"The rule '{rule.id}' withholds and cites no code; name one under 'codes'.", (*path, "then"),
                        rule.id)


@check("classified-code-unclassified", "warning", "(b)(1) or a reason of classification on what may be unclassified.")
def classified_code(subject: Subject) -> Iterator[Found]:
    """(b)(1) holds for properly classified information only."""
    for path, rule in subject.own():
        cited = [code for code in rule.codes if _for_classified(code)]
        view = subject.view(rule) if cited else None
        where = view.certain & view.plain.level_is("U".__eq__) if view else 0
        if view is not None and where:
            yield Found(f"The rule '{rule.id}' cites {', '.join(cited)} also on what is unclassified, such as "
                        f"{view.shown(where)}; add 'level: {{at_least: C}}'.", (*path, "codes"), rule.id)


def _for_classified(code: str) -> bool:
    named = code in (CLASSIFIED_EXEMPTION, FROM_DOCUMENT, _VERY_OLD)
    return named or bool(_YOUNG.fullmatch(code) or _OLD.fullmatch(code))


@check("code-unfit-for-age", "error", "A code that holds for none of the documents of the age that its rule selects.")
def unfit_code(subject: Subject) -> Iterator[Found]:
    """Reasons of 1.4 end after 25 years, those of 3.3(b) begin then, and 3.3(h) after 50 (E.O. 13526)."""
    yield from _ages(subject, always=True)


@check("code-may-not-fit-age", "warning", "A code that does not hold for all documents that its rule selects.")
def doubtful_code(subject: Subject) -> Iterator[Found]:
    """A rule that cites such a code and says nothing of the age cites it on documents for which it does not hold."""
    yield from _ages(subject, always=False)


def _ages(subject: Subject, *, always: bool) -> Iterator[Found]:
    for path, rule in subject.own():
        for number, code in enumerate(rule.codes):
            if (years := _begins_or_ends(code, rule)) is not None:
                yield from _age(subject, (*path, "codes", number), rule, code, years, always)


def _begins_or_ends(code: str, rule: Rule) -> int | None:
    """The age at which a code begins or ceases to hold; None for one that always may. Beside ``from-document`` codes
    of 3.3 are cited only where they hold."""
    if _YOUNG.fullmatch(code):
        return 25
    if FROM_DOCUMENT in rule.codes:
        return None
    return 25 if _OLD.fullmatch(code) else 50 if code == _VERY_OLD else None


def _age(subject: Subject, path: tuple[str | int, ...], rule: Rule, code: str, years: int,
         always: bool) -> Iterator[Found]:
    view = rule_view(subject.source.policy, rule, ages=[25, 50])
    if view is None or not view.applies:
        return
    over, under = (situations & view.applies for situations in aged(view, years))
    young = bool(_YOUNG.fullmatch(code))
    unfit, fit = (over, under) if young else (under, over)
    if not unfit or bool(fit) == always:
        return
    advice = "under" if young else "over"
    told = f"holds only {'up to' if young else 'from'} {years} years after the document"
    which = "selects only" if always else "also applies to"
    yield Found(f"{code} {told}, and the rule '{rule.id}' {which} {'older' if young else 'younger'} ones; add "
                f"'age: {advice} {years} years', or cite from-document.", path, rule.id)


@check("release-without-only", "warning", "A releasing rule without an allow-list for some kind of control.")
def without_only(subject: Subject) -> Iterator[Found]:
    """A releasing rule that lets a control pass which it does not name."""
    for path, rule in subject.own():
        if rule.protective:
            continue
        open_ = [category for category in _CATEGORIES if _passes(subject, rule, category)]
        if open_:
            yield Found(f"The rule '{rule.id}' releases whatever {_listed(open_)} controls there are; bound them with "
                        f"'only', such as '{open_[0]}: {{only: []}}'.", (*path, "when"), rule.id)


def _passes(subject: Subject, rule: Rule, category: str) -> bool:
    """Whether a portion with a control of a category that the rule does not name may leave by the rule."""
    beyond = Question(category, tuple(sorted(_named(rule, category))), outside=True)
    view = rule_view(subject.source.policy, rule, more=[beyond])
    if view is None:
        return False
    return bool(view.counts & view.views.judged.holds(beyond, True))


def _named(rule: Rule, category: str) -> set[str]:
    """The controls of a category that a rule names, in whichever condition."""
    found: set[str] = set()
    for condition in (rule.when, rule.unless):
        for key, value, _ in walk(condition):
            if key in (category, "controls") and isinstance(value, SetCondition):
                for names in (value.any_of, value.all_of, value.none_of, value.only):
                    found |= set(names or ())
    return found


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


assert set(_CATEGORIES) <= set(ATTRIBUTES)
