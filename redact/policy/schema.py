"""What a policy file may say, as types (design §7).

Values arrive as text (see :mod:`redact.policy.yamltext`) and are typed here. Every model refuses keys it does not know
and is frozen. What needs the whole policy (codes, lists, ``extends``) is checked in :mod:`redact.policy.loading`.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from redact.markings import Level
from redact.policy import vocabulary
from redact.policy.matching import ENTITIES
from redact.policy.names import UnknownName, near, quoted
from redact.policy.plan import Action
from redact.policy.registers import control_name, country_name, level_marking

PROTECTIVE: frozenset[str] = frozenset({"redact", "refer", "withhold", "withhold-document"})
"""What a protective rule may do; it applies when its conditions may hold."""
RELEASING: frozenset[str] = frozenset({"release", "downgrade"})
"""What a releasing rule may do; it applies only when its conditions must hold."""
DEFAULT_SHOW_CONTROLS = ("NOFORN", "ORCON", "REL TO", "FOUO", "SBU", "SIPDIS", "STADIS", "NODIS", "EXDIS", "LIMDIS",
                         "SENSITIVE", "ROGER CHANNEL")
"""Controls of an old marking that a release may show unless the policy says otherwise (design §6)."""
DECLASSIFY_STATES = ("passed", "future", "exempt", "unknown")
_AGE = re.compile(r"(over|under) ([1-9]\d{0,2}) years")
_TRUTH = {"true": True, "false": False}


def _words(value: Any) -> Any:
    """A single word where a list may stand is a list of one."""
    return [value] if isinstance(value, str) else value


def _truth(value: Any) -> Any:
    if isinstance(value, str) and value not in _TRUTH:
        raise ValueError("Write true or false.")
    return _TRUTH[value] if isinstance(value, str) else value


def _day(value: Any) -> Any:
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise ValueError("Write a date as 2026-11-23.") from None


def _level(value: Any) -> Any:
    return vocabulary.level(value) if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_words), Field(min_length=1)]
Truth = Annotated[bool, BeforeValidator(_truth)]
Day = Annotated[dt.date, BeforeValidator(_day)]
LevelName = Annotated[Level, BeforeValidator(_level)]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,60}$")]
Sentence = Annotated[str, Field(min_length=1)]


class Model(BaseModel):
    """Base of every part of a policy: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


class LevelCondition(Model):
    """``S``, ``[C, S]`` or ``{at_least, at_most, above, below}``; all that is given must hold."""

    is_: tuple[LevelName, ...] | None = Field(None, alias="is")
    at_least: LevelName | None = None
    at_most: LevelName | None = None
    above: LevelName | None = None
    below: LevelName | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        if isinstance(value, dict) and not value:
            raise ValueError("Name a level.")
        return {"is": _words(value)} if isinstance(value, str | list) else value

    @field_validator("at_least", "at_most", "above", "below")
    @classmethod
    def _bound(cls, value: Level | None) -> Level | None:
        if value == "unknown":
            raise ValueError("A bound is one of U, R, C, S, TS.")
        return value


class SetCondition(Model):
    """``NAME``, ``[..]``, ``{any_of, all_of, none_of, only}``, ``none`` or ``any``; all that is given must hold."""

    any_of: Words | None = None
    all_of: Words | None = None
    none_of: Words | None = None
    only: Annotated[tuple[str, ...], BeforeValidator(_words)] | None = None
    empty: bool | None = Field(None, alias="(empty)")

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        if isinstance(value, dict):
            if not value or "(empty)" in value:
                raise ValueError("Use any_of, all_of, none_of or only.")
            return value
        if value in ("none", "any"):
            return {"(empty)": value == "none"}
        return {"any_of": _words(value)} if isinstance(value, str | list) else value


class DateCondition(Model):
    """``{before: DAY, after: DAY}``: the document's date lies before or after that day, the day itself in neither."""

    before: Day | None = None
    after: Day | None = None

    @model_validator(mode="after")
    def _something(self) -> DateCondition:
        if self.before is None and self.after is None:
            raise ValueError("Give before, after or both.")
        return self


class Condition(Model):
    """A condition: all keys given must hold. ``any``, ``all`` and ``not`` nest."""

    level: LevelCondition | None = None
    document_level: LevelCondition | None = None
    highest: LevelCondition | None = None
    sci: SetCondition | None = None
    sap: SetCondition | None = None
    aea: SetCondition | None = None
    fgi: SetCondition | None = None
    nato: SetCondition | None = None
    dissem: SetCondition | None = None
    releasable_to: SetCondition | None = None
    nonic: SetCondition | None = None
    cui: SetCondition | None = None
    controls: SetCondition | None = None
    document_controls: SetCondition | None = None
    captions: SetCondition | None = None
    tags: SetCondition | None = None
    from_: SetCondition | None = Field(None, alias="from")
    to: SetCondition | None = None
    info: SetCondition | None = None
    agency: SetCondition | None = None
    kind: SetCondition | None = None
    found: SetCondition | None = None
    routing: SetCondition | None = None
    reasons: SetCondition | None = None
    format: SetCondition | None = None
    case: SetCondition | None = None
    declassify_on: Annotated[tuple[Literal["passed", "future", "exempt", "unknown"], ...],
                             BeforeValidator(_words), Field(min_length=1)] | None = None
    age: str | None = None
    date: DateCondition | None = None
    any: Annotated[tuple[Condition, ...], Field(min_length=1)] | None = None
    all: Annotated[tuple[Condition, ...], Field(min_length=1)] | None = None
    not_: Condition | None = Field(None, alias="not")

    @field_validator(*(name if name != "from" else "from_" for name in vocabulary.ATTRIBUTES))
    @classmethod
    def _known_names(cls, value: SetCondition | None, info: Any) -> SetCondition | None:
        if value is None:
            return None
        read = vocabulary.ATTRIBUTES[info.field_name.rstrip("_")].read
        named = {key: tuple(read(name) for name in names) for key in ("any_of", "all_of", "none_of", "only")
                 if (names := getattr(value, key)) is not None}
        return value.model_copy(update=named)

    @field_validator("age")
    @classmethod
    def _age(cls, value: str | None) -> str | None:
        if value is not None and not _AGE.fullmatch(value):
            raise ValueError("Write 'over 25 years' or 'under 25 years'.")
        return value

    def given(self) -> dict[str, object]:
        """The keys that are given, as written in the file, with their values."""
        fields = type(self).model_fields
        return {fields[name].alias or name: value for name in fields if (value := getattr(self, name)) is not None}


def age_bound(age: str) -> tuple[bool, int]:
    """``over 25 years`` as (True, 25), ``under 10 years`` as (False, 10)."""
    match = _AGE.fullmatch(age)
    if match is None:
        raise ValueError("Write 'over 25 years' or 'under 25 years'.")
    return match.group(1) == "over", int(match.group(2))


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
    refer_to: Annotated[tuple[str, ...], BeforeValidator(_words)] = ()
    codes: Annotated[tuple[str, ...], BeforeValidator(_words)] = ()
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
    countries: Annotated[tuple[str, ...], BeforeValidator(_words)] = ()

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
            return {"action": next(iter(value)), "codes": _words(next(iter(value.values())))}
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
    rules: Annotated[tuple[str, ...], BeforeValidator(_words)] | None = None
    codes: Annotated[tuple[str, ...], BeforeValidator(_words)] | None = None
    redacted: Annotated[tuple[str, ...], BeforeValidator(_words)] | None = None
    refer_to: Annotated[tuple[str, ...], BeforeValidator(_words)] | None = None
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
    to: Annotated[tuple[str, ...], BeforeValidator(_words)] = ()
    info: Annotated[tuple[str, ...], BeforeValidator(_words)] = ()
    captions: Annotated[tuple[str, ...], BeforeValidator(_words)] = ()
    tags: Annotated[tuple[str, ...], BeforeValidator(_words)] = ()
    reasons: Annotated[tuple[str, ...], BeforeValidator(_words)] = ()
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
    codes: dict[str, OwnCode] = {}
    lists: dict[Identifier, str | tuple[str, ...]] = {}
    rules: tuple[Rule, ...]
    never: tuple[Never, ...] = ()
    tests: tuple[Test, ...] = ()

    @field_validator("show_controls")
    @classmethod
    def _controls(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for name in value:
            control_name(name, None)
        return value
