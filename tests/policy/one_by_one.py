"""A policy decided for one described portion at a time, straight from its YAML: the oracle for the tables.

It shares no code with the program: a portion is a plain dictionary of what it holds, every operator of a condition is
written out again here, and nothing is remembered from one portion to the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

STRICT = ["release", "downgrade", "redact", "refer", "withhold", "withhold-document"]
LEVELS = ["U", "R", "C", "S", "TS"]
SETS = ("sci", "sap", "aea", "fgi", "nato", "dissem", "releasable_to", "nonic", "cui")
ROUTING = ("transport", "header", "caption", "classification", "signature")
TOKENS = {"NOFORN": "NF", "ORCON": "OC", "REL TO": "REL", "EXDIS": "XD", "NODIS": "ND", "SBU NOFORN": "SBU-NF",
          "LES NOFORN": "LES-NF", "LIMDIS": "DS", "PROPIN": "PR", "DEA SENSITIVE": "DSEN", "RSEN": "RS", "IMCON": "IMC",
          "EYES ONLY": "EYES"}
"""Titles of the controls that the policies here name, by their portion abbreviations."""
PARTED = ("sci", "sap", "aea", "controls", "document_controls")
Three = bool | None


def decide(policy: dict[str, Any], portion: dict[str, Any]) -> tuple[str, list[str]]:
    """The action before the guard at the end, and the ``never`` that what is released breaks."""
    kept: list[str] = []
    willing: list[str] = []
    for rule in policy["rules"]:
        holds = condition(rule.get("when"), portion)
        excepted = condition(rule["unless"], portion) if "unless" in rule else False
        if rule["then"] in ("release", "downgrade"):
            willing += [rule["then"]] * (holds is True and excepted is False and ceiling(policy, rule, portion))
        elif holds is not False and excepted is not True and "find" not in rule:
            kept.append(rule["then"])
    if kept:
        return max(kept, key=STRICT.index), []
    if not willing:
        default = policy["default"]
        return default if isinstance(default, str) else next(iter(default)), []
    seen = judged(portion)
    broken = [never["id"] for never in policy.get("never", []) if condition(never["when"], seen) is not False]
    return max(willing, key=STRICT.index), broken


def judged(portion: dict[str, Any]) -> dict[str, Any]:
    """The portion as the guard sees it: an unmarked routing line is UNCLASSIFIED without controls."""
    if not portion["routes"]:
        return portion
    bare = {**portion, **{name: set() for name in SETS}, "level": "U", "unread": False}
    return {**bare, "ends": portion["document_ends"]}


def ceiling(policy: dict[str, Any], rule: dict[str, Any], portion: dict[str, Any]) -> bool:
    audience = policy["audience"]
    seen = judged(portion)
    if audience != "public":
        return abroad(audience, rule, seen)
    if "to" in rule and rule["to"] not in ("U", "UNCLASSIFIED"):
        return False
    if seen["level"] == "U" and (portion["level"] == "U" or names_routing(rule.get("when"))):
        return True
    return portion["level"] != "unknown" and any(
        ended(key, value, sign, portion) for part, sign in ((rule.get("when"), True), (rule.get("unless"), False))
        for key, value, sign in leaves(part, sign))


def ended(key: str, value: Any, sign: bool, portion: dict[str, Any]) -> bool:
    if condition({key: value}, portion) is not sign:
        return False
    if key == "declassify_on":
        return bool(portion["ends"] == "passed")
    return key == "age" and value.startswith("over" if sign else "under") and portion["ends"] in ("passed", "unknown")


def abroad(audience: dict[str, Any], rule: dict[str, Any], seen: dict[str, Any]) -> bool:
    if "to" in rule:
        level, _, listed = rule["to"].strip("()").partition("//REL TO ")
        seen = {**seen, **{name: set() for name in SETS}, "level": level, "unread": False,
                "releasable_to": set(listed.split(", ")) - {""}}
    if seen["level"] == "unknown" or LEVELS.index(seen["level"]) > LEVELS.index(short(audience["level"])):
        return False
    held = set().union(*(seen[name] for name in SETS))
    countries = set(audience.get("countries", [])) - {"USA"}
    if not countries:
        return True
    if seen["unread"]:
        return False
    return (seen["level"] == "U" and not held) or ("NF" not in seen["dissem"] and countries <= seen["releasable_to"])


def short(level: str) -> str:
    """A level by its abbreviation: policies may spell it out."""
    return {"UNCLASSIFIED": "U", "CONFIDENTIAL": "C", "SECRET": "S", "TOP SECRET": "TS"}.get(level, level)


def names_routing(when: Any) -> bool:
    named: set[str] = set()
    for key, value, sign in leaves(when, True):
        if key == "routing" and sign and value == "yes":
            return True
        if key == "kind":
            value = {"any_of": value} if isinstance(value, str | list) else value
            for operator, names in value.items():
                if operator in ("any_of", "only") and sign:
                    named |= set([names] if isinstance(names, str) else names)
    return bool(named) and named <= set(ROUTING)


def leaves(part: Any, sign: bool) -> Iterator[tuple[str, Any, bool]]:
    for key, value in (part or {}).items():
        if key in ("any", "all"):
            for child in value:
                yield from leaves(child, sign)
        elif key == "not":
            yield from leaves(value, not sign)
        else:
            yield key, value, sign


def condition(part: Any, portion: dict[str, Any]) -> Three:
    return both(key_holds(key, value, portion) for key, value in (part or {}).items())


def key_holds(key: str, value: Any, portion: dict[str, Any]) -> Three:
    if key == "any":
        return either(condition(child, portion) for child in value)
    if key == "all":
        return both(condition(child, portion) for child in value)
    if key == "not":
        return negated(condition(value, portion))
    if key in ("level", "document_level", "highest"):
        return level_holds(value, portion[key])
    if key == "declassify_on":
        states = [value] if isinstance(value, str) else value
        return None if portion["ends"] == "unknown" else portion["ends"] in states
    if key == "age":
        words, years, _ = value.split()
        return None if portion["date"] is None else (portion["age"] >= int(years)) == (words == "over")
    if key == "date":
        return date_holds(value, portion["date"])
    return set_holds(key, value, portion)


def level_holds(value: Any, held: str) -> Three:
    if not isinstance(value, dict):
        names = [value] if isinstance(value, str) else value
        return True if held in names else None if held == "unknown" and set(names) != {"unknown"} else False
    if held == "unknown":
        return None
    rank = LEVELS.index(held)
    return all({"at_least": rank >= LEVELS.index(bound), "at_most": rank <= LEVELS.index(bound),
                "above": rank > LEVELS.index(bound), "below": rank < LEVELS.index(bound)}[name]
               for name, bound in value.items())


def date_holds(value: dict[str, str], day: Any) -> Three:
    if day is None:
        return None
    written = day.isoformat()
    return written < value.get("before", "9999-99-99") and written > value.get("after", "")


def set_holds(key: str, value: Any, portion: dict[str, Any]) -> Three:
    held, other = holdings(key, portion)
    if isinstance(value, str | list) and value not in ("any", "none"):
        value = {"any_of": value}
    if value in ("any", "none"):
        present: Three = True if held else None if other else False
        return present if value == "any" else negated(present)
    found: list[Three] = []
    for operator, names in value.items():
        names = [names] if isinstance(names, str) else names
        if key in (*SETS, "controls", "document_controls"):
            names = [TOKENS.get(name, name) for name in names]
        if operator == "only":
            found.append(False if held - set(names) else None if other else True)
            continue
        each = [has(key, name, held, other) for name in names]
        found.append(both(iter(each)) if operator == "all_of"
                     else negated(either(iter(each))) if operator == "none_of" else either(iter(each)))
    return both(iter(found))


def holdings(key: str, portion: dict[str, Any]) -> tuple[set[str], bool]:
    """What a set holds, and whether it may hold more."""
    own_unread = portion["unread"] or portion["level"] == "unknown"
    if key in SETS:
        return portion[key], own_unread
    if key == "controls":
        return set().union(*(portion[name] for name in SETS)), own_unread
    if key == "document_controls":
        return portion[key], portion["document_unread"]
    if key in ("kind", "found", "format"):
        return {portion[key]}, False
    if key == "routing":
        return {"yes" if portion["routes"] else "no"}, False
    if key == "case":
        return ({portion[key]}, False) if portion[key] else (set(), True)
    return portion[key], portion[f"{key} unread"]


def has(key: str, name: str, held: set[str], other: bool) -> Three:
    if name == "unknown":
        return other
    for token in held:
        if token == name or (key in PARTED and token.startswith((name + "-", name + " "))):
            return True
        if key in ("from", "to", "info") and f" {name} " in f" {token} ":
            return True
    return None if other else False


def both(values: Iterator[Three]) -> Three:
    found = list(values)
    return False if False in found else None if None in found else True


def either(values: Iterator[Three]) -> Three:
    found = list(values)
    return True if True in found else None if None in found else False


def negated(value: Three) -> Three:
    return None if value is None else not value
