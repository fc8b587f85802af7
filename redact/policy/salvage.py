"""What can still be read of a policy whose types are wrong somewhere, so that its names are checked all the same.

A writer who misspells a level in one rule and a code in another is told of both at once. What is salvaged is never used
for deciding: a policy with any problem is refused.
"""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from redact.policy.schema import PolicyFile

_NEEDED: dict[str, Any] = {"policy": "unread", "version": "1", "title": "Unread", "audience": "public",
                           "review": "none", "default": "withhold", "rules": []}
"""What stands in for a key that every policy has and that cannot be read."""
_LISTS: dict[str, dict[str, Any]] = {
    "rules": {"because": "Unread", "then": "withhold"}, "never": {"because": "Unread", "when": {}},
    "tests": {"portion": "", "expect": {"action": "withhold"}}}
"""What stands in for what an entry of a list needs and that cannot be read, besides its name."""
_TABLES: dict[str, Any] = {"codes": "Unread", "lists": ["unread"]}
"""What stands in for an entry of a table: its name is known all the same."""
_NAMES = {"rules": "id", "never": "id", "tests": "name"}


def salvaged(data: Any) -> PolicyFile | None:
    """The readable parts of a policy's data, each entry of a list at its own place; None where there are none."""
    left = {key: value for key, value in data.items() if key in PolicyFile.model_fields}
    for whole in (False, True):
        try:
            return PolicyFile.model_validate(left)
        except ValidationError as error:
            places = [entry["loc"] for entry in error.errors(include_url=False, include_input=False)]
            for place in places:
                _mend(left, place, whole=whole)
    try:
        return PolicyFile.model_validate(left)
    except ValidationError:
        return None


def _mend(left: dict[str, Any], place: tuple[int | str, ...], *, whole: bool) -> None:
    """Put something readable where an error is: for one key of an entry, or for the ``whole`` of it."""
    key = str(place[0])
    entries = left.get(key)
    if key in _LISTS and isinstance(entries, list) and len(place) > 1 and isinstance(place[1], int):
        left[key] = [*entries[:place[1]], _mended(key, entries[place[1]], place, whole), *entries[place[1] + 1:]]
    elif key in _TABLES and isinstance(entries, dict) and len(place) > 1 and not whole:
        left[key] = {**entries, str(place[1]): _TABLES[key]}
    elif key in _NEEDED:
        left[key] = _NEEDED[key]
    else:
        left.pop(key, None)


def _mended(key: str, entry: Any, place: tuple[int | str, ...], whole: bool) -> dict[str, Any]:
    needed = {**_LISTS[key], _NAMES[key]: f"unread-{place[1]}"}
    if whole or not isinstance(entry, dict) or len(place) < 3:
        return needed
    kept = {name: value for name, value in entry.items() if name != place[2]}
    return {**kept, place[2]: needed[place[2]]} if place[2] in needed else kept
