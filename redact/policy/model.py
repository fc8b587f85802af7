"""A policy ready for use: its file and those it extends made one, every name in it known.

The rules of ``extends`` (policy.md): the parent's rules come first, ids are unique along the chain; a child adds
rules, codes, lists and ``never``; what loosens is named in ``loosens`` with a reason; the default stays.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from redact.policy.codes import CodeTable
from redact.policy.plan import AmountUnit, PolicyIdentity
from redact.policy.schema import Audience, Default, Loosens, Never, Rule, Test

if TYPE_CHECKING:
    from redact.policy.compiled import CompiledPolicy


@dataclass(frozen=True)
class Policy:
    """A resolved policy. ``lists`` holds the terms of every list; ``path`` is the file it was loaded from.

    ``loosens`` are its own and those of the policies it extends; ``inherited`` are the ids of rules and ``never`` that
    it took over from them. Policies can be sent to other processes: what is compiled stays behind and is compiled
    there once.
    """

    name: str
    version: int
    title: str
    audience: Literal["public"] | Audience
    review: Literal["none", "one-person", "two-person"]
    default: Default
    amount: AmountUnit
    show_controls: tuple[str, ...]
    name_people: bool
    codes: CodeTable
    own_codes: Mapping[str, tuple[str, str]]
    lists: Mapping[str, tuple[str, ...]]
    rules: tuple[Rule, ...]
    never: tuple[Never, ...]
    tests: tuple[Test, ...]
    extends: str | None = None
    loosens: tuple[Loosens, ...] = ()
    inherited: frozenset[str] = frozenset()
    path: Path | None = field(default=None, compare=False)

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the resolved policy as canonical JSON, hexadecimal; its tests and its place do not count."""
        return hashlib.sha256(_canonical(self._content(lambda terms: list(terms)))).hexdigest()

    def public_sha256(self, key: bytes) -> str:
        """The same with each list replaced by HMAC-SHA-256 under ``key``: the only digest that leaves the vault."""
        def sealed(terms: tuple[str, ...]) -> str:
            return hmac.new(key, _canonical(sorted(terms)), hashlib.sha256).hexdigest()
        return hashlib.sha256(_canonical(self._content(sealed))).hexdigest()

    @property
    def identity(self) -> PolicyIdentity:
        return PolicyIdentity(self.name, self.version, self.sha256, self.title)

    @cached_property
    def compiled(self) -> CompiledPolicy:
        """The policy compiled for deciding: conditions as trees, terms and patterns as finders."""
        from redact.policy.compiled import CompiledPolicy
        return CompiledPolicy(self)

    def changed(self, **parts: Any) -> Policy:
        """This policy with other rules, ``never`` or default, which shares with it what is compiled alike."""
        from redact.policy.compiled import CompiledPolicy
        other = replace(self, **parts)
        other.__dict__["compiled"] = CompiledPolicy(other, self.compiled)
        return other

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id; KeyError if there is none."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)

    def terms(self, named: str | tuple[str, ...]) -> tuple[str, ...]:
        """The terms of a ``find``: those of a list, or the ones given."""
        return self.lists[named] if isinstance(named, str) else named

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "compiled"}

    def _content(self, listed: Any) -> dict[str, Any]:
        rules = []
        for rule in self.rules:
            content = rule.model_dump(mode="json", by_alias=True, exclude_none=True)
            if rule.find is not None and isinstance(rule.find.terms, tuple):
                content["find"]["terms"] = listed(rule.find.terms)
            rules.append(content)
        audience = self.audience if self.audience == "public" else self.audience.model_dump(mode="json")
        return {
            "policy": self.name, "version": self.version, "title": self.title, "audience": audience,
            "review": self.review, "default": self.default.model_dump(mode="json"), "amount": self.amount,
            "show_controls": sorted(self.show_controls), "name_people": self.name_people,
            "codes": {name: list(own) for name, own in self.own_codes.items()},
            "lists": {name: listed(terms) for name, terms in self.lists.items()}, "rules": rules,
            "never": [never.model_dump(mode="json", by_alias=True, exclude_none=True) for never in self.never],
            "loosens": [entry.model_dump(mode="json") for entry in self.loosens],
        }


def _canonical(value: Any) -> bytes:
    """Canonical JSON (RFC 8785): there are no floats, and keys sort alike as code points here."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace")
