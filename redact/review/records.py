"""Plans, determinations and policies as text that the vault keeps, and back: whole, so that years later a release can
be built again from what was decided and not from what today's program would decide.

What :meth:`Plan.to_json` prints leaves things out that only the program needs; these records leave nothing out.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter, ValidationError

from redact.documents import Document
from redact.errors import RedactError
from redact.policy import Decision, Determination, Plan
from redact.policy.codes import Code, CodeTable
from redact.policy.model import Policy
from redact.policy.schema import PolicyFile


def plan_record(plan: Plan) -> str:
    """A plan with its document, as JSON."""
    return _adapter(Plan).dump_json(plan).decode()


def plan_of(record: str) -> Plan:
    """The plan that :func:`plan_record` wrote; RedactError where it is none."""
    plan: Plan = _read(Plan, record)
    return plan


def determination_record(determination: Determination) -> str:
    """A determination with its plan and document, as JSON."""
    return _adapter(Determination).dump_json(determination).decode()


def determination_of(record: str) -> Determination:
    """The determination that :func:`determination_record` wrote; RedactError where it is none."""
    determination: Determination = _read(Determination, record)
    return determination


def made_from(record: str, document: Document) -> bool:
    """Whether a determination that :func:`determination_record` wrote is of this very document, withheld text and all;
    True where none was kept, so that it cannot be told."""
    if not record:
        return True
    made = determination_of(record).plan.document
    return _text_of(made) == _text_of(document)


def _text_of(document: Document) -> tuple[str, list[tuple[str, str]]]:
    return document.sha256, [(portion.id, portion.text) for portion in document.portions]


def decision_record(decision: Decision) -> str:
    """One decision, as JSON."""
    return _adapter(Decision).dump_json(decision).decode()


def decision_of(record: str) -> Decision:
    """The decision that :func:`decision_record` wrote; RedactError where it is none."""
    decision: Decision = _read(Decision, record)
    return decision


def policy_record(policy: Policy) -> str:
    """A resolved policy as JSON: with the rules it inherited, the terms of its lists, and the code table it used."""
    file = {
        "policy": policy.name, "version": str(policy.version), "title": policy.title,
        "audience": policy.audience if policy.audience == "public" else policy.audience.model_dump(mode="json"),
        "review": policy.review, "default": {policy.default.action: list(policy.default.codes)},
        "amount": policy.amount, "show_controls": list(policy.show_controls),
        "name_people": "true" if policy.name_people else "false",
        "loosens": [entry.model_dump(mode="json") for entry in policy.loosens],
        "codes": {name: {"title": title, "authority": authority}
                  for name, (title, authority) in policy.own_codes.items()},
        "lists": {name: list(terms) for name, terms in policy.lists.items()},
        "rules": [_written(rule) for rule in policy.rules], "never": [_written(entry) for entry in policy.never],
    }
    table = [[code.code, code.title, code.authority] for code in policy.codes]
    return json.dumps({"file": file, "codes": table}, ensure_ascii=False, sort_keys=True)


def policy_of(record: str) -> Policy:
    """The policy that :func:`policy_record` wrote, without its tests; RedactError where it is none."""
    try:
        kept = json.loads(record)
        file = PolicyFile.model_validate(kept["file"])
        codes = CodeTable([Code(*row) for row in kept["codes"]])
    except (ValidationError, ValueError, KeyError, TypeError):
        raise RedactError("the vault holds a policy that this program cannot read") from None
    own = {name: (code.title, code.authority) for name, code in file.codes.items()}
    lists = {name: tuple(terms) for name, terms in file.lists.items() if not isinstance(terms, str)}
    return Policy(name=file.policy, version=file.version, title=file.title, audience=file.audience, review=file.review,
                  default=file.default, amount=file.amount, show_controls=file.show_controls,
                  name_people=file.name_people, codes=codes, own_codes=own, lists=lists, rules=file.rules,
                  never=file.never, tests=(), loosens=file.loosens)


def _written(entry: Any) -> Any:
    return _as_in_a_file(entry.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_unset=True))


def _as_in_a_file(value: Any) -> Any:
    """A dumped condition as a policy writes it: a set that must be empty, or must not, is ``none`` or ``any``."""
    if isinstance(value, list):
        return [_as_in_a_file(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"(empty)"}:
        return "none" if value["(empty)"] else "any"
    return {name: _as_in_a_file(item) for name, item in value.items()}


_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}


def _adapter(of: type[Any]) -> TypeAdapter[Any]:
    if of not in _ADAPTERS:
        _ADAPTERS[of] = TypeAdapter(of)
    return _ADAPTERS[of]


def _read(of: type[Any], record: str) -> Any:
    try:
        return _adapter(of).validate_json(record)
    except ValidationError:  # its message would quote the record
        raise RedactError(f"the vault holds a {of.__name__.lower()} that this program cannot read") from None
