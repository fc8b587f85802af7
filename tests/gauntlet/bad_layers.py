"""Optional content: words, pictures and boxes that a layer shows to some and not to others."""

from __future__ import annotations

from collections.abc import Callable

from makers import SECRET_LINE, page_with
from paper import BODY, BOX, NAME, Paper, text
from pictures import scan

Make = Callable[[], bytes]
SAID = text(NAME, 72, 300)


def _layers(content: str, config: Callable[[int, int], str], member: Callable[[int, int], str] | None = None,
            group: str = "", resources: str = "", paper: Paper | None = None, page: str = "") -> bytes:
    """A page with two layers, of which ``/L1`` in the content is the first, or a membership of the two."""
    paper = paper or Paper()
    first = paper.add(f"<</Type/OCG/Name(Layer 1){group}>>")
    second = paper.add("<</Type/OCG/Name(Layer 2)>>")
    used = paper.add(member(first, second)) if member else first
    paper.objects[1] = (f"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[{first} 0 R {second} 0 R]"
                        f"{config(first, second)}>>>>").encode()
    return page_with(paper, content, f"/Properties<</L1 {used} 0 R>>{resources}", page)


def _policy(policy: str, config: str = "/D<<>>") -> bytes:
    return _layers(BODY + BOX + f"/OC /L1 BDC {SAID} EMC", lambda a, b: config.format(a=a, b=b),
                   lambda a, b: f"<</Type/OCMD/OCGs[{a} 0 R {b} 0 R]/P/{policy}>>")


def _expression(expression: str, config: str = "/D<<>>") -> bytes:
    return _layers(BODY + BOX + f"/OC /L1 BDC {SAID} EMC", lambda a, b: config.format(a=a, b=b),
                   lambda a, b: f"<</Type/OCMD/VE[{expression.format(a=a, b=b)}]>>")


def _drawn_on_layer(kind: str, config: str = "/D<</OFF[{a} 0 R]>>") -> bytes:
    """A form, a picture or an annotation that belongs to a layer by its own entry."""
    paper = Paper()
    picture, _ = scan(paper, said=NAME) if kind == "picture" else (0, "")
    first = paper.next + 2 * (kind != "picture")
    on = f"/OC {first} 0 R"
    form = 0 if kind == "picture" else paper.stream(SAID if kind == "form" else text(NAME, 2, 4),
                        f"/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</Font<</F1 {paper.font} 0 R>>>>"
                        f"{on if kind == 'form' else ''}")
    note = 0 if kind == "picture" else paper.add(
        f"<</Type/Annot/Subtype/Stamp/F 4/Rect[72 300 272 320]/AP<</N {form} 0 R>>{on}>>")
    if kind == "picture":
        paper.objects[picture] = paper.objects[picture].replace(b"/Type/XObject", b"/Type/XObject" + on.encode())
    assert paper.next == first
    draw = {"form": "/Fm1 Do", "picture": "q 612 0 0 792 0 0 cm /Im1 Do Q", "annotation": ""}[kind]
    used = {"form": f"/XObject<</Fm1 {form} 0 R>>", "picture": f"/XObject<</Im1 {picture} 0 R>>",
            "annotation": ""}[kind]
    return _layers(BODY + BOX + draw, lambda a, b: config.format(a=a, b=b), resources=used, paper=paper,
                   page=f"/Annots[{note} 0 R]" if kind == "annotation" else "")


LAYERS: dict[str, tuple[str, Make]] = {
    "membership: all on": ("layer-text", lambda: _policy("AllOn", "/D<</OFF[{b} 0 R]>>")),
    "membership: any on": ("layer-text", lambda: _policy("AnyOn", "/D<</BaseState/OFF>>")),
    "membership: any off": ("layer-text", lambda: _policy("AnyOff")),
    "membership: all off": ("layer-text", lambda: _policy("AllOff", "/D<</OFF[{b} 0 R]>>")),
    "expression: not": ("layer-text", lambda: _expression("/Not {a} 0 R")),
    "expression: and": ("layer-text", lambda: _expression("/And {a} 0 R[/Not {b} 0 R]")),
    "expression: or": ("layer-text", lambda: _expression("/Or[/Not {a} 0 R]{b} 0 R", "/D<</OFF[{b} 0 R]>>")),
    "all off but one": ("layer-text", lambda: _layers(
        BODY + BOX + f"/OC /L1 BDC {SAID} EMC", lambda a, b: f"/D<</BaseState/OFF/ON[{b} 0 R]>>")),
    "shown in print alone": ("layer-text", lambda: _layers(
        BODY + BOX + f"/OC /L1 BDC {SAID} EMC",
        lambda a, b: f"/D<</AS[<</Event/View/Category[/View]/OCGs[{a} 0 R]>><</Event/Print/Category[/Print]/OCGs"
                     f"[{a} 0 R]>>]>>", group="/Usage<</View<</ViewState/OFF>>/Print<</PrintState/ON>>>>")),
    "shown on the screen alone": ("layer-text", lambda: _layers(
        BODY + BOX + f"/OC /L1 BDC {SAID} EMC",
        lambda a, b: f"/D<</AS[<</Event/View/Category[/View]/OCGs[{a} 0 R]>><</Event/Print/Category[/Print]/OCGs"
                     f"[{a} 0 R]>>]>>", group="/Usage<</View<</ViewState/ON>>/Print<</PrintState/OFF>>>>")),
    "shown by another configuration": ("layer-text", lambda: _layers(
        BODY + BOX + f"/OC /L1 BDC {SAID} EMC",
        lambda a, b: f"/D<</OFF[{a} 0 R]>>/Configs[<</Name(All)/BaseState/ON>>]")),
    "hidden by another configuration": ("layer-text", lambda: _layers(
        BODY + BOX + f"/OC /L1 BDC {SAID} EMC",
        lambda a, b: f"/D<<>>/Configs[<</Name(Public)/OFF[{a} 0 R]>>]")),
    "box on a layer that is off": ("layer-text", lambda: _layers(
        BODY + SECRET_LINE + f"/OC /L1 BDC {BOX} EMC", lambda a, b: f"/D<</OFF[{a} 0 R]>>")),
    "box on a layer that prints": ("layer-text", lambda: _layers(
        BODY + SECRET_LINE + f"/OC /L1 BDC {BOX} EMC",
        lambda a, b: f"/D<</AS[<</Event/View/Category[/View]/OCGs[{a} 0 R]>><</Event/Print/Category[/Print]/OCGs"
                     f"[{a} 0 R]>>]>>", group="/Usage<</View<</ViewState/OFF>>/Print<</PrintState/ON>>>>")),
    "box on a layer that is on": ("covered-text", lambda: _layers(
        BODY + SECRET_LINE + f"/OC /L1 BDC {BOX} EMC", lambda a, b: f"/D<</ON[{a} 0 R]>>")),
    "form on a layer that is off": ("layer-text", lambda: _drawn_on_layer("form")),
    "annotation on a layer that is off": ("undrawn-content", lambda: _drawn_on_layer("annotation")),
    "picture on a layer that is off": ("covered-picture", lambda: _drawn_on_layer("picture")),
    "layer within a layer that is off": ("layer-text", lambda: _layers(
        BODY + BOX + f"/OC /L1 BDC /Span BMC q {SAID} Q EMC EMC", lambda a, b: f"/D<</OFF[{a} 0 R]>>")),
}
