"""What the conditions of a policy file may say, as types, and the small types that all of its parts are made of."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from redact.markings import Level
from redact.policy import vocabulary

DECLASSIFY_STATES = ("passed", "future", "exempt", "unknown")
_AGE = re.compile(r"(over|under) ([1-9]\d{0,2}) years")
_TRUTH = {"true": True, "false": False}


def as_words(value: Any) -> Any:
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


Words = Annotated[tuple[str, ...], BeforeValidator(as_words), Field(min_length=1)]
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
        return {"is": as_words(value)} if isinstance(value, str | list) else value

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
    only: Annotated[tuple[str, ...], BeforeValidator(as_words)] | None = None
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
        return {"any_of": as_words(value)} if isinstance(value, str | list) else value


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
                             BeforeValidator(as_words), Field(min_length=1)] | None = None
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
