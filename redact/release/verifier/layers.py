"""Optional content (8.11): which layers a reader shows, and the document as it looks with others shown.

A layer may be shown on the screen and not in print, by one configuration and not by another, or by a membership or an
expression of several. Whatever differs from how the document opens can be had by anyone.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pikepdf

_MOST_CONFIGURATIONS = 4
_DEEPEST = 8
_Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Variant:
    """The document as a reader may have it: the file's bytes, whether it is printed, and whether every layer of it is
    shown."""

    data: bytes
    printed: bool = False
    whole: bool = False


def variants(data: bytes) -> Iterator[Variant]:
    """The document with every layer shown, as it is printed, and by each of its other configurations."""
    yield Variant(_all_shown(data), whole=True)
    yield Variant(data, printed=True)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        others = pdf.Root.OCProperties.get("/Configs")
        count = len(others) if isinstance(others, pikepdf.Array) else 0
    for index in range(min(count, _MOST_CONFIGURATIONS)):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            properties = pdf.Root.OCProperties
            properties.D = properties.Configs[index]
            yield Variant(_saved(pdf))


def _all_shown(data: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        del pdf.Root.OCProperties
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") in {"/OCG", "/OCMD"}:
                for key in ("/Usage", "/OCGs", "/P", "/VE"):
                    if key in item:
                        del item[key]
        return _saved(pdf)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def pages_with_layers(pdf: pikepdf.Pdf) -> list[int]:
    """The numbers of the pages something of which belongs to a layer."""
    known: dict[_Key, bool] = {}
    return [number for number, page in enumerate(pdf.pages, 1)
            if _layered(page.obj.get("/Resources"), known, 0) or any(
                isinstance(note, pikepdf.Dictionary) and "/OC" in note for note in _items(page.obj.get("/Annots")))]


def _items(held: pikepdf.Object | None) -> list[pikepdf.Object]:
    return list(held) if isinstance(held, pikepdf.Array) else []


def _layered(resources: pikepdf.Object | None, known: dict[_Key, bool], depth: int) -> bool:
    """True if resources have a layer, or a form or picture that belongs to one."""
    if not isinstance(resources, pikepdf.Dictionary) or depth > _DEEPEST:
        return False
    key = resources.objgen
    if key in known and key != (0, 0):
        return known[key]
    known[key] = False
    known[key] = any(_is_layer(item) for item in _values(resources, "/Properties")) or any(
        "/OC" in item or _layered(item.get("/Resources"), known, depth + 1)
        for item in _values(resources, "/XObject") if isinstance(item, pikepdf.Stream))
    return known[key]


def _values(resources: pikepdf.Object, group: str) -> list[pikepdf.Object]:
    held = resources.get(group)
    return list(held.values()) if isinstance(held, pikepdf.Dictionary) else []


def _is_layer(item: pikepdf.Object) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get("/Type") in {"/OCG", "/OCMD"}


class Layers:
    """The state of the layers as the document opens on a screen."""

    def __init__(self, pdf: pikepdf.Pdf):
        properties = pdf.Root.get("/OCProperties")
        held = properties.get("/D") if isinstance(properties, pikepdf.Dictionary) else None
        self._config = held if isinstance(held, pikepdf.Dictionary) else pikepdf.Dictionary()
        self._off = {item.objgen for item in _items(self._config.get("/OFF"))}
        self._on = {item.objgen for item in _items(self._config.get("/ON"))}
        self._automatic = {group.objgen for usage in _items(self._config.get("/AS")) if usage.get("/Event") == "/View"
                           for group in _items(usage.get("/OCGs"))}

    def shows(self, entry: pikepdf.Object | None) -> bool:
        """True if what bears this entry OC is shown."""
        if not isinstance(entry, pikepdf.Dictionary):
            return True
        if entry.get("/Type") != "/OCMD":
            return self._is_on(entry)
        expression = entry.get("/VE")
        if isinstance(expression, pikepdf.Array):
            return self._holds(expression, 0)
        groups = entry.get("/OCGs")
        states = [self._is_on(group) for group in (_items(groups) if isinstance(groups, pikepdf.Array) else [groups])
                  if isinstance(group, pikepdf.Dictionary)]
        return not states or _POLICIES.get(str(entry.get("/P", "/AnyOn")), any)(states)

    def _is_on(self, group: pikepdf.Object) -> bool:
        usage = group.get("/Usage")
        if group.objgen in self._automatic and isinstance(usage, pikepdf.Dictionary) and "/View" in usage:
            return bool(usage.View.get("/ViewState") != "/OFF")
        if self._config.get("/BaseState") == "/OFF":
            return group.objgen in self._on
        return group.objgen not in self._off

    def _holds(self, expression: pikepdf.Object, depth: int) -> bool:
        if depth > _DEEPEST or not len(expression):
            return True
        states = [self._holds(part, depth + 1) if isinstance(part, pikepdf.Array) else self._is_on(part)
                  for part in list(expression)[1:] if isinstance(part, pikepdf.Array | pikepdf.Dictionary)]
        if expression[0] == "/Not":
            return not all(states)
        return any(states) if expression[0] == "/Or" else all(states)


_POLICIES: dict[str, Callable[[Sequence[bool]], bool]] = {
    "/AllOn": all, "/AnyOn": any, "/AnyOff": lambda states: not all(states), "/AllOff": lambda states: not any(states)}
