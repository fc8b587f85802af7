"""A policy as PDF, drawn with the blocks of a release: tagged, archival, the same bytes for the same policy and day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from redact.policy.showing import READING, Sentence, Showing
from redact.release.model import Shown
from redact.release.page import Block, Page, Role
from redact.release.visible import visible

_LINE = "_" * 52


def render_policy(showing: Showing, day: dt.date) -> bytes:
    """The PDF of a policy, ``day`` on it, with a block for the signature at its end."""
    from redact.release.pdf.settings import load_reportlab

    load_reportlab()
    from redact.release.pdf.render import render_page
    from redact.release.pdf.xmp import About

    policy = showing.policy
    stamp = f"{policy.name}, version {policy.version}   SHA-256 {policy.sha256[:16]}…   {day.isoformat()}"
    page = Page(banner="RELEASE POLICY", draft="", stamp=stamp, blocks=tuple(_blocks(showing, day)))
    return render_page(page, About(f"{policy.title}: {policy.name}, version {policy.version}", day))


def _blocks(showing: Showing, day: dt.date) -> Iterator[Block]:
    yield _block("title", showing.policy.title)
    for label, text in (*showing.facts, ("Shown on", day.isoformat())):
        yield _block("fact", text, label)
    yield _block("legend-heading", "How to read it")
    for text in READING:
        yield _block("note", text)
    for title, told in showing.groups:
        yield _block("part", title)
        for entry in told:
            yield _block("sentence", "\n".join((entry.words, *entry.patterns)), f"{entry.number}",
                         f"{entry.rule}{'†' if entry.inherited else ''}: {entry.because}")
    if showing.promises:
        yield _block("part", "What is never released, whatever the rules say")
        for promise in showing.promises:
            yield _block("sentence", promise.words, f"{promise.number}", f"{promise.never}: {promise.because}")
    if showing.loosened:
        yield _block("part", "What is looser than in the policies it extends")
        for rule, because in showing.loosened:
            yield _block("legend", because, rule)
    yield _block("part", "The rules in a table")
    for entry in showing.sentences:
        yield _block("rule", _row(entry), f"{entry.number}", f"Harm: {entry.harm}" if entry.harm else "")
    yield from _signature(showing)


def _row(entry: Sentence) -> str:
    """What a rule does, its codes and authority, in one line of the table."""
    cited = f", under {entry.cites}" if entry.codes else ""
    authority = f". Authority: {entry.authorities}" if entry.authorities else ""
    return f"{entry.done[0].upper()}{entry.done[1:]}{cited}{authority}."


def _signature(showing: Showing) -> Iterator[Block]:
    policy = showing.policy
    yield _block("part", "Signature")
    yield _block("note", f"I have read {policy.name}, version {policy.version}, with the SHA-256 {policy.sha256}, and "
                         "approve its use.")
    for label in ("Name and title", "Signature", "Date"):
        yield _block("to-sign", _LINE, label)


def _block(role: Role, text: str, label: str = "", note: str = "") -> Block:
    lines = tuple((Shown(visible(line)),) for line in text.split("\n"))
    return Block(role, lines, label=visible(label), note=visible(note))
