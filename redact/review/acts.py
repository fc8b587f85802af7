"""What people decide, applied to a plan: the step from Plan to Determination.

A person *confirms* what the policy proposes, or *overrules* it. Every act keeps the whole decision it came to, and a
keyed digest of what it was made on: the portion's text, and what the policy proposed for it. An act whose basis has
changed since still counts, but never for more openness than the new proposal has, and the portion is no longer
reviewed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from redact.documents import Portion, Span
from redact.errors import NotPermitted, UsageProblem
from redact.markings import Marking, rank
from redact.policy import Decision, Determination, Plan
from redact.policy.agencies import OWNER, shipped_agencies
from redact.policy.amounts import amount_class, portion_words
from redact.policy.codes import REFERRED, UNDETERMINED
from redact.policy.compiled import STRICTNESS, within
from redact.policy.decide import banner, outcome
from redact.policy.facts import judged_marking
from redact.policy.judging import Judge
from redact.policy.matching import Hit, extend, unite
from redact.policy.model import Policy
from redact.policy.plan import WithheldSpan
from redact.policy.registers import UNCLASSIFIED, level_marking
from redact.policy.spans import SHOW_CONTROLS, shown_controls, with_mark_cut
from redact.policy.spans import cut as cut_out
from redact.review.records import decision_record

Word = Literal["confirm", "release", "downgrade", "redact", "refer", "withhold"]
Digest = Callable[[bytes], str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person says of a portion or of a stretch in it. ``span`` counts characters of the source, as plans do."""

    word: Word
    span: Span | None = None
    codes: tuple[str, ...] = ()
    because: str = ""
    harm: str = ""
    to: str = ""
    refer_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Act:
    """What a person decided of one portion. ``bulk`` is shared by what was decided at one stroke; ``basis`` holds the
    keyed digests of the portion's text and of the proposal, one after the other; ``span`` is "" or "START:END"."""

    id: int
    revision: int
    bulk: str
    portion: str
    span: str
    word: Word
    decided: Decision
    basis: str
    because: str
    harm: str
    person: str
    at: str
    undone_by: str = ""


def basis(portion: Portion, proposed: Decision, policy_sha256: str, digest: Digest) -> str:
    """What a decision on a portion is made on, as two keyed digests (64 characters each)."""
    text = f"{portion.id}\0{portion.kind}\0{portion.marking.canonical_portion}\0{portion.text}"
    return _digest(digest, text) + _digest(digest, f"{policy_sha256}\0{decision_record(proposed)}")


def _digest(digest: Digest, text: str) -> str:
    return digest(text.encode("utf-8", "surrogatepass"))


class Standing:
    """How a plan stands after people: one decision a portion, and which portions are reviewed."""

    def __init__(self, plan: Plan, acts: Iterable[Act], digest: Digest):
        self.plan = plan
        self.acts: dict[str, list[Act]] = {}
        for act in acts:
            if not act.undone_by:
                self.acts.setdefault(act.portion, []).append(act)
        self._basis = {portion.id: basis(portion, decision, plan.policy.sha256, digest) for portion, decision
                       in zip(plan.document.portions, plan.decisions, strict=True)}

    def basis(self, portion_id: str) -> str:
        return self._basis[portion_id]

    def decision(self, portion_id: str) -> Decision:
        """The decision as it stands; a last act whose basis has changed never makes it more open than the plan."""
        proposed = self.plan.decision(portion_id)
        acts = self.acts.get(portion_id)
        if not acts:
            return proposed
        last, now = acts[-1], self._basis[portion_id]
        if last.basis == now:
            return last.decided
        if last.basis[:64] != now[:64]:
            return proposed if not last.decided.withheld or proposed.withheld else last.decided
        return stricter(last.decided, proposed, self.plan)

    def reviewed(self, portion_id: str) -> bool:
        """Whether a person has decided on the portion as it is now: on the whole of it, or on each proposed span."""
        current = [act for act in self.acts.get(portion_id, []) if act.basis == self._basis[portion_id]]
        if any(not act.span for act in current):
            return True
        spoken = {act.span for act in current}
        portion = self.plan.document.portion(portion_id)
        proposed = [written_span(source_span(portion, span)) for span in self.plan.decision(portion_id).spans]
        return bool(proposed) and spoken.issuperset(proposed)

    def changed(self, portion_id: str) -> bool:
        """Whether people decided on the portion before its text, its mark or the proposal changed."""
        acts = self.acts.get(portion_id)
        return bool(acts) and acts is not None and acts[-1].basis != self._basis[portion_id]

    def unreviewed(self) -> list[str]:
        """The portions that nobody has decided on as they are now, in document order."""
        return [portion.id for portion in self.plan.document.portions if not self.reviewed(portion.id)]

    def loosened(self) -> bool:
        """Whether anything leaves as it stands that the policy keeps back."""
        return any(is_looser(self.decision(portion), self.plan.decision(portion)) for portion in self.acts)

    def determination(self) -> Determination:
        """The plan with people's acts applied, its outcome and banner judged anew."""
        decisions = tuple(self.decision(portion.id) for portion in self.plan.document.portions)
        plan = replace(self.plan, outcome=outcome(self.plan.document, decisions), banner=banner(decisions))
        return Determination(plan, decisions)


def source_span(portion: Portion, span: WithheldSpan) -> Span:
    """Where a span of a decision stands in the source."""
    return portion.to_source(span.start), portion.to_source(span.end, end=True)


def written_span(span: Span) -> str:
    """A span as ``START:END``."""
    return f"{span[0]}:{span[1]}"


def stricter(first: Decision, second: Decision, plan: Plan) -> Decision:
    """Of two decisions on one portion, what keeps back all that either keeps back."""
    if first.withheld or second.withheld:
        kept = max((decision for decision in (first, second) if decision.withheld),
                   key=lambda decision: STRICTNESS[decision.action])
        return replace(kept, codes=_once(kept.codes, first.codes, second.codes))
    text = plan.document.portion(first.portion).text
    spans = _united(text, [*first.spans, *second.spans], lambda codes: _once(codes), plan)
    base = max((first, second), key=lambda decision: STRICTNESS[decision.action])
    return replace(base, spans=spans, action="redact" if spans else base.action,
                   codes=_once(*(span.codes for span in spans)))


def is_looser(decided: Decision, proposed: Decision) -> bool:
    """Whether anything would leave under ``decided`` that stays under ``proposed``, or would leave lower marked."""
    if proposed.withheld or decided.withheld:
        return proposed.withheld and not decided.withheld
    if decided.effective and proposed.effective and rank(decided.effective.level) < rank(proposed.effective.level):
        return True
    if proposed.action == "downgrade" and decided.action != "downgrade":
        return True
    kept = {place for span in decided.spans for place in range(span.start, span.end)}
    return any(place not in kept for span in proposed.spans for place in range(span.start, span.end))


class Bench:
    """Where a person's verdicts become decisions, under one policy and for one plan."""

    def __init__(self, plan: Plan, policy: Policy, case: str):
        self.plan = plan
        self.policy = policy
        self._judge = Judge(plan.document, policy, plan.as_of, case)
        self._shown = shown_controls(policy.show_controls)

    def decision(self, portion_id: str, verdict: Verdict, now: Decision) -> Decision:
        """The decision that a verdict comes to, where ``now`` is what stands.

        Raises UsageProblem where the verdict lacks something or does not fit, NotPermitted where a ``never`` of the
        policy or its audience forbids it.
        """
        portion = self.plan.document.portion(portion_id)
        proposed = self.plan.decision(portion_id)
        self._check_codes(verdict)
        decided = self._make(portion, verdict, proposed, now)
        if not decided.withheld and decided != proposed:
            self._guard(portion, decided)
        return decided

    def asks_harm(self, decided: Decision, proposed: Decision) -> bool:
        """Whether the policy asks a person to say which harm release would do: it names harms itself, and the person
        keeps back what it does not (5 U.S.C. 552(a)(8)(A))."""
        keeps = decided.withheld or bool(decided.spans)
        return keeps and decided != proposed and any(rule.harm for rule in self.policy.rules)

    def _make(self, portion: Portion, verdict: Verdict, proposed: Decision, now: Decision) -> Decision:
        if verdict.word == "confirm":
            return self._confirmed(portion, verdict, proposed, now)
        if verdict.word == "redact":
            return self._redacted(portion, verdict, now)
        if verdict.word == "release" and verdict.span is not None:
            return self._opened(portion, verdict, now)
        if verdict.span is not None:
            raise UsageProblem(f"--span goes with confirm, release and redact, not with {verdict.word}")
        if verdict.word == "withhold" and not verdict.codes:
            raise UsageProblem("withhold asks for --code: a denial names its exemption")
        if verdict.word in ("withhold", "refer"):
            return self._kept(portion, verdict)
        return self._open(portion, verdict, self._found(portion) if now.withheld else ())

    def _found(self, portion: Portion) -> tuple[WithheldSpan, ...]:
        """What rules of the policy find and cut out of a portion. Where a portion was withheld whole nobody was shown
        these spans, so whoever opens it has not spoken of them: a name in it stays until somebody releases that."""
        hits = [(rule, found) for rule, found in self._judge.hits(portion)
                if rule.extent != "portion" and rule.then != "withhold-document"]
        return cut_out(portion, hits, self.policy.amount, lambda rule: self._judge.cited(rule).codes,
                       self.policy.codes.ordered)

    def _confirmed(self, portion: Portion, verdict: Verdict, proposed: Decision, now: Decision) -> Decision:
        if verdict.span is None:
            return proposed
        span = next((span for span in proposed.spans if source_span(portion, span) == verdict.span), None)
        if span is None:
            raise UsageProblem("no span is proposed there; 'redact show' lists the spans")
        return now if now.withheld or span in now.spans else self._with_spans(portion, now, [*now.spans, span])

    def _redacted(self, portion: Portion, verdict: Verdict, now: Decision) -> Decision:
        if verdict.span is None or not verdict.codes:
            raise UsageProblem("redact asks for --span START:END and --code")
        start, end = _inside(portion, verdict.span)
        whole = extend(portion.text, Hit(start, end), "span")
        cut = WithheldSpan(whole.start, whole.end, self.policy.codes.ordered(verdict.codes), (),
                           amount_class(portion.text[whole.start:whole.end], self.policy.amount, whole=False))
        if now.withheld:
            return self._open(portion, verdict, (*self._found(portion), cut))
        return self._with_spans(portion, now, [*now.spans, cut])

    def _opened(self, portion: Portion, verdict: Verdict, now: Decision) -> Decision:
        assert verdict.span is not None
        if now.withheld:
            raise UsageProblem("the portion is withheld whole: release it whole, or redact what stays in it")
        start, end = _inside(portion, verdict.span)
        left = [span for span in now.spans if span.end <= start or end <= span.start]
        if len(left) == len(now.spans) or any(span.start < start or end < span.end for span in now.spans
                                              if span not in left):
            raise UsageProblem("a withheld span is released whole; 'redact show' lists the spans")
        return self._with_spans(portion, now, left)

    def _with_spans(self, portion: Portion, now: Decision, spans: Sequence[WithheldSpan]) -> Decision:
        whole = with_mark_cut(portion, self._whole(portion, spans), self._shown, self.policy.codes.ordered)
        action = "redact" if whole else "release" if now.action == "redact" else now.action
        return replace(now, action=action, spans=whole,
                       codes=self.policy.codes.ordered(code for span in whole for code in span.codes))

    def _whole(self, portion: Portion, spans: Sequence[WithheldSpan]) -> tuple[WithheldSpan, ...]:
        """Spans made one where they meet. The cut through a mark is left out, for it is made anew: united with a word
        that follows the mark it would take along the end of it, and tell its length."""
        own = [span for span in spans if span.rules != (SHOW_CONTROLS,)]
        return _united(portion.text, own, self.policy.codes.ordered, self.plan)

    def _kept(self, portion: Portion, verdict: Verdict) -> Decision:
        if verdict.word == "refer" and not verdict.refer_to:
            raise UsageProblem("refer asks for --to AGENCY")
        self._check_agencies(verdict.refer_to)
        codes = verdict.codes or (REFERRED,)
        return Decision(portion.id, "refer" if verdict.word == "refer" else "withhold", portion.marking,
                        codes=self.policy.codes.ordered(codes),
                        amount=amount_class(portion_words(portion), self.policy.amount, whole=True),
                        because=verdict.because, refer_to=tuple(sorted(verdict.refer_to)))

    def _open(self, portion: Portion, verdict: Verdict, cuts: Sequence[WithheldSpan]) -> Decision:
        spans = self._whole(portion, cuts)
        all_spans = with_mark_cut(portion, spans, self._shown, self.policy.codes.ordered)
        public = self.policy.audience == "public"
        action: Literal["downgrade", "redact", "release"] = (
            "downgrade" if verdict.word == "downgrade" else "redact" if spans else "release")
        return Decision(portion.id, action, self._effective(portion, verdict), spans=all_spans,
                        codes=self.policy.codes.ordered(code for span in all_spans for code in span.codes),
                        because=verdict.because,
                        declassifies=public and judged_marking(portion).level != "U")

    def _effective(self, portion: Portion, verdict: Verdict) -> Marking:
        if verdict.word == "downgrade":
            if not verdict.to:
                raise UsageProblem("downgrade asks for --to LEVEL")
            try:
                target = level_marking(verdict.to)
            except ValueError as problem:
                raise UsageProblem(f"--to: {problem}") from None
            if rank(target.level) > rank(judged_marking(portion).level):
                raise UsageProblem("a downgrade leads to a lower level, not to a higher one")
            return target
        return UNCLASSIFIED if self.policy.audience == "public" else judged_marking(portion)

    def _guard(self, portion: Portion, decided: Decision) -> None:
        broken = sorted(entry.never.id for entry in self._judge.applied(portion).broken)
        if broken:
            raise NotPermitted(f"{portion.id}: the policy says that this is never released ({', '.join(broken)})")
        effective = decided.effective or portion.marking
        audience = self.policy.audience
        if audience != "public" and not within(audience, effective):
            raise NotPermitted(f"{portion.id}: what it would bear is above the policy's audience")
        if audience == "public" and effective.level != "U":
            raise NotPermitted(f"{portion.id}: nothing leaves for the public above UNCLASSIFIED")

    def _check_agencies(self, named: Iterable[str]) -> None:
        of_policy = {name for rule in self.policy.rules for name in rule.refer_to}
        known = {*shipped_agencies().agencies, *of_policy} - {OWNER}
        if not known.issuperset(named):
            raise UsageProblem(f"there is no such agency; use one of {', '.join(sorted(known))}")

    def _check_codes(self, verdict: Verdict) -> None:
        for code in verdict.codes:
            if code not in self.policy.codes:
                raise UsageProblem(f"the code {code} is in no table of the policy; 'redact policy show' lists them")
            if code == UNDETERMINED:
                raise UsageProblem("'undetermined' is what a person has to replace by an exemption")
        if verdict.codes and verdict.word in ("confirm", "release", "downgrade"):
            raise UsageProblem(f"--code says why something is withheld; {verdict.word} withholds nothing")


def _inside(portion: Portion, span: Span) -> Span:
    """A span of the source as offsets into a portion's text; UsageProblem unless it lies in it."""
    start, end = span
    places: list[int] = []
    passed = 0
    for first, last in portion.spans:
        places += [passed + place - first for place in (start, end - 1) if first <= place < last]
        passed += last - first
    if end <= start or len(places) != 2:
        raise UsageProblem(f"the span does not lie in {portion.id}, which holds "
                           + " and ".join(written_span(piece) for piece in portion.spans))
    return places[0], places[1] + 1


def _united(text: str, spans: Sequence[WithheldSpan], ordered: Callable[[Iterable[str]], tuple[str, ...]],
            plan: Plan) -> tuple[WithheldSpan, ...]:
    """Spans with those that overlap or stand side by side made one; of one made of several the amount is measured."""
    known: Mapping[Span, WithheldSpan] = {(span.start, span.end): span for span in spans}
    whole: list[WithheldSpan] = []
    for hit in unite(text, [Hit(span.start, span.end) for span in spans]):
        parts = [span for span in spans if hit.start <= span.start and span.end <= hit.end]
        same = known.get((hit.start, hit.end))
        if same is not None and all(part == same for part in parts):
            whole.append(same)
            continue
        told = any(part.amount is not None for part in parts)
        amount = amount_class(text[hit.start:hit.end], plan.amount, whole=False) if told else None
        whole.append(WithheldSpan(hit.start, hit.end, ordered(code for part in parts for code in part.codes),
                                  tuple(sorted({rule for part in parts for rule in part.rules})), amount))
    return tuple(whole)


def _once(*values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for several in values for value in several))
