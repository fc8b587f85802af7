"""What a policy file may say, as types (design §7).

Values arrive as text (see :mod:`redact.policy.yamltext`) and are typed here. Every model refuses keys it does not know
and is frozen. Conditions are in :mod:`redact.policy.schema_conditions`; what needs the whole policy (codes, lists,
``extends``) is checked in :mod:`redact.policy.loading` and :mod:`redact.policy.naming`.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from redact.markings import Level
from redact.policy import vocabulary
from redact.policy.matching import ENTITIES
from redact.policy.names import UnknownName, near, quoted
from redact.policy.plan import Action
from redact.policy.registers import control_name, country_name, level_marking
from redact.policy.schema_conditions import (
    DECLASSIFY_STATES,
    Condition,
    DateCondition,
    Day,
    Identifier,
    LevelCondition,
    LevelName,
    Model,
    Sentence,
    SetCondition,
    Truth,
    Words,
    age_bound,
    as_words,
)

__all__ = ["DECLASSIFY_STATES", "DEFAULT_SHOW_CONTROLS", "PROTECTIVE", "RELEASING", "Audience", "Condition",
           "DateCondition", "Day",
           "Default", "Expectation", "Find", "Identifier", "LevelCondition", "LevelName", "Loosens", "Model", "Never",
           "OwnCode", "PolicyFile", "Rule", "Sentence", "SetCondition", "Test", "TestDocument", "Truth", "Words",
           "age_bound"]

PROTECTIVE: frozenset[str] = frozenset({"redact", "refer", "withhold", "withhold-document"})
"""What a protective rule may do; it applies when its conditions may hold."""
RELEASING: frozenset[str] = frozenset({"release", "downgrade"})
"""What a releasing rule may do; it applies only when its conditions must hold."""
DEFAULT_SHOW_CONTROLS = ("NOFORN", "ORCON", "REL TO", "FOUO", "SBU", "SIPDIS", "STADIS", "NODIS", "EXDIS", "LIMDIS",
                         "SENSITIVE", "ROGER CHANNEL")
"""Controls of an old marking that a release may show unless the policy says otherwise (design §6)."""


def _entities(name: str) -> str:
    meant = near(name, sorted(ENTITIES))
    hint = f"did you mean {meant}?" if meant else f"use {', '.join(sorted(ENTITIES))}."
    return f"{quoted(name)} is not an entity; {hint}"


class Find(Model):
    """What to look for in a portion's text; exactly one of the three.

    ``terms`` is the name of a list, or the terms themselves as a list; ``pattern`` one RE2 pattern or several.
    """

    terms: str | tuple[str, ...] | None = None
    pattern: Words | None = None
    entity: Words | None = None

    @field_validator("entity")
    @classmethod
    def _known(cls, value: tuple[str, ...] | None) -> tuple[str, ...] | None:
        for name in value or ():
            if name not in ENTITIES:
                raise UnknownName(_entities(name), "unknown-name")
        return value

    @model_validator(mode="after")
    def _one(self) -> Find:
        if sum(value is not None for value in (self.terms, self.pattern, self.entity)) != 1:
            raise ValueError("Give exactly one of terms, pattern, entity.")
        return self


class Rule(Model):
    """One rule. A releasing one applies when its conditions must hold, a protective one when they may."""

    id: Identifier
    because: Sentence
    when: Condition = Condition()
    unless: Condition | None = None
    find: Find | None = None
    extent: Literal["span", "sentence", "portion"] = "span"
    then: Action
    to: str | None = None
    refer_to: Annotated[tuple[str, ...], BeforeValidator(as_words)] = ()
    codes: Annotated[tuple[str, ...], BeforeValidator(as_words)] = ()
    harm: str = ""
    authority: str = ""

    @field_validator("to")
    @classmethod
    def _target(cls, value: str | None) -> str | None:
        if value is not None:
            level_marking(value)
        return value

    @model_validator(mode="after")
    def _shape(self) -> Rule:
        problems = [message for wrong, message in (
            (self.then == "redact" and self.find is None, "'redact' needs 'find': what is to be cut out?"),
            (self.find is not None and self.then in RELEASING, "'find' never releases; use it with a protective rule."),
            ("extent" in self.model_fields_set and self.find is None, "'extent' belongs to 'find'."),
            ((self.then == "downgrade") != (self.to is not None), "'downgrade' and 'to' go together."),
            ((self.then == "refer") != bool(self.refer_to), "'refer' and 'refer_to' go together."),
            (bool(self.codes) and self.then in RELEASING, "'codes' say why something is withheld; this rule releases."),
        ) if wrong]
        if problems:
            raise ValueError(" ".join(problems))
        return self

    @property
    def protective(self) -> bool:
        return self.then in PROTECTIVE


class Never(Model):
    """What no decision may ever release, whatever the rules say."""

    id: Identifier
    because: Sentence
    when: Condition


class Loosens(Model):
    """What a policy loosens in the one it extends: a rule it drops, or one of its own that makes it milder."""

    rule: Identifier
    because: Sentence


class Audience(Model):
    """Who receives: nothing above ``level``, nothing whose foreign disclosure does not cover every country."""

    level: LevelName
    countries: Annotated[tuple[str, ...], BeforeValidator(as_words)] = ()

    @field_validator("level")
    @classmethod
    def _readable(cls, value: Level) -> Level:
        if value == "unknown":
            raise ValueError("An audience has a level: one of U, C, S, TS.")
        return value

    @field_validator("countries")
    @classmethod
    def _countries(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(country_name(country) for country in value)


class Default(Model):
    """What becomes of a portion that no rule speaks of; there is no ``release`` here."""

    action: Literal["withhold", "refer"]
    codes: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        if value in ("withhold", "refer"):
            return {"action": value}
        if isinstance(value, dict) and list(value) in (["withhold"], ["refer"]):
            return {"action": next(iter(value)), "codes": as_words(next(iter(value.values())))}
        raise ValueError("The default is withhold or refer, or {withhold: [codes]}; nothing is released by default.")


class OwnCode(Model):
    """A code of the policy: its title and the authority it rests on."""

    title: str = ""
    authority: str = ""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"title": value} if isinstance(value, str) else value


class Expectation(Model):
    """What a test expects; only what is given is compared. ``redacted`` are the texts cut out, in order."""

    action: Action | None = None
    rules: Annotated[tuple[str, ...], BeforeValidator(as_words)] | None = None
    codes: Annotated[tuple[str, ...], BeforeValidator(as_words)] | None = None
    redacted: Annotated[tuple[str, ...], BeforeValidator(as_words)] | None = None
    refer_to: Annotated[tuple[str, ...], BeforeValidator(as_words)] | None = None
    banner: str | None = None

    @model_validator(mode="after")
    def _something(self) -> Expectation:
        if not self.model_fields_set:
            raise ValueError("Say what is expected: action, rules, codes, redacted, refer_to or banner.")
        return self


class TestDocument(Model):
    """The document a test's portion stands in. ``banner`` is its overall marking, by default that of the portion."""

    __test__ = False

    date: Day | None = None
    from_: str | None = Field(None, alias="from")
    to: Annotated[tuple[str, ...], BeforeValidator(as_words)] = ()
    info: Annotated[tuple[str, ...], BeforeValidator(as_words)] = ()
    captions: Annotated[tuple[str, ...], BeforeValidator(as_words)] = ()
    tags: Annotated[tuple[str, ...], BeforeValidator(as_words)] = ()
    reasons: Annotated[tuple[str, ...], BeforeValidator(as_words)] = ()
    banner: str | None = None
    declassify_on: str | None = None
    kind: str = "paragraph"
    found: str | None = None
    format: str = "text"
    case: str = ""
    portions: tuple[str, ...] = ()

    @field_validator("reasons")
    @classmethod
    def _reasons(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(vocabulary.reason(name) for name in value)

    @field_validator("kind", "found", "format", "case")
    @classmethod
    def _names(cls, value: str | None, info: Any) -> str | None:
        return value if not value else vocabulary.ATTRIBUTES[info.field_name].read(value)

    @field_validator("banner")
    @classmethod
    def _banner(cls, value: str | None) -> str | None:
        if value is not None:
            level_marking(value)
        return value


class Test(Model):
    """A test inside a policy: one portion, the document around it, a day, and what is to come of it."""

    __test__ = False

    name: Sentence
    portion: str
    document: TestDocument = TestDocument()
    as_of: Day = dt.date(2026, 1, 1)
    expect: Expectation


class PolicyFile(Model):
    """A policy file as written."""

    policy: Identifier
    version: Annotated[int, Field(ge=1)]
    title: Sentence
    audience: Literal["public"] | Audience
    review: Literal["none", "one-person", "two-person"]
    default: Default
    amount: Literal["none", "paragraphs", "lines"] = "lines"
    show_controls: tuple[str, ...] = DEFAULT_SHOW_CONTROLS
    name_people: Truth = False
    extends: str | None = None
    loosens: tuple[Loosens, ...] = ()
    codes: dict[str, OwnCode] = Field(default_factory=dict)
    lists: dict[Identifier, str | tuple[str, ...]] = Field(default_factory=dict)
    rules: tuple[Rule, ...]
    never: tuple[Never, ...] = ()
    tests: tuple[Test, ...] = ()

    @field_validator("show_controls")
    @classmethod
    def _controls(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for name in value:
            control_name(name, None)
        return value
