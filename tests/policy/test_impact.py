"""What a new policy changes in real documents: the list is the difference of two plans, and the page can be shown."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from policy_samples import RELEASE_U, policy

from redact.cli import run
from redact.documents.cable import read, read_bytes
from redact.policy.decide import decide
from redact.policy.impact import Impact
from redact.policy.impact_page import impact_page
from redact.policy.loading import load_policy

DAY = dt.date(2026, 11, 23)
CABLE = """C O N F I D E N T I A L QUARZA 000123

SIPDIS

E.O. 12958: DECL: 06/06/2018
TAGS: PREL
SUBJECT: A CITY

1. (U) The town was quiet. {words}

2. (C) The mayor Anton Halvek will resign.
"""
CUT = "  - {{id: cut, because: x, find: {{terms: [{}]}}, then: redact, codes: ['{}']}}\n"


def _impact(old, new, words: str = "") -> Impact:
    impact = Impact(old, new, DAY)
    impact.add(read_bytes(CABLE.format(words=words).encode(), "quarza.txt"))
    return impact


def test_what_flips_is_the_difference_of_the_plans(examples: Path):
    old, new = load_policy("portion-marks"), load_policy("foia-public")
    impact = Impact(old, new, DAY)
    expected = set()
    for path in sorted(examples.glob("*.cable.txt")):
        document = read(str(path))
        impact.add(document, path.name)
        plans = [decide(document, each, DAY).decisions for each in (old, new)]
        for first, second in zip(*plans, strict=True):
            if (first.action, first.codes) != (second.action, second.codes):
                expected.add((path.name, first.portion))
    told = {(flip.document, flip.portion) for flip in impact.flips}
    assert expected
    assert expected <= told
    assert sum(impact.counts.values()) == len(impact.flips) == sum(count for *_, count in impact.transitions)
    assert impact.counts["looser"] > 0


@pytest.mark.parametrize(("old", "new", "direction"), [
    ("", RELEASE_U, "looser"), (RELEASE_U, "", "tighter"), (RELEASE_U, RELEASE_U, None),
    (RELEASE_U + CUT.format("TOWN", "(b)(6)"), RELEASE_U, "looser"),
    (RELEASE_U, RELEASE_U + CUT.format("TOWN", "(b)(6)"), "tighter"),
    (RELEASE_U + CUT.format("TOWN", "(b)(6)"), RELEASE_U + CUT.format("TOWN", "(b)(5)"), "same"),
    (RELEASE_U + CUT.format("TOWN", "(b)(6)"), RELEASE_U + CUT.format("QUIET", "(b)(6)"), "looser")])
def test_directions(old, new, direction):
    counts = _impact(policy(old), policy(new)).counts
    assert [name for name, count in counts.items() if count] == ([direction] if direction else [])


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_the_page_is_whole_by_itself_and_bears_the_marking_above_and_below():
    words = "<script>alert(1)</script> \u202e & <img src=x>"
    page = impact_page(_impact(policy(""), policy(RELEASE_U), words)).decode()
    tags = _Tags()
    tags.feed(page)
    assert not {"script", "img", "link", "iframe"} & {tag for tag, _ in tags.found}
    names = {name for _, attributes in tags.found for name in attributes}
    assert not {name for name in names if name.startswith("on") or name in ("style", "src")}
    assert {attributes["href"] for _, attributes in tags.found if "href" in attributes} == {"#flips"}
    css = re.search(r"<style>(.*?)</style>", page, re.DOTALL).group(1)
    digest = base64.b64encode(hashlib.sha256(html.unescape(css).encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in page
    assert page.count('<p class="banner classified">CONFIDENTIAL</p>') == 2
    assert "\u202e" not in page
    assert "&lt;script&gt;" in page
    assert "Anton Halvek" not in page, "only what flips is shown"
    assert 'role="img"' in page
    assert "withheld → released" in page


def test_a_page_of_very_many_is_bounded():
    impact = _impact(policy(""), policy(RELEASE_U))
    impact.flips *= 5_000
    page = impact_page(impact).decode()
    assert page.count("<article") == 2_000
    assert "more portions" in page


def test_the_command_lists_counts_and_writes_a_page(tmp_path, capfd):
    folder = tmp_path / "cables"
    folder.mkdir()
    (folder / "quarza.txt").write_text(CABLE.format(words=""), "utf-8")
    (folder / "broken.txt").write_bytes(b"\x00\x01\x02" * 400)
    out = tmp_path / "impact.html"
    call = ["policy", "impact", "portion-marks", "foia-public", str(folder), "--as-of", "2026-11-23"]
    assert run([*call, "--out", str(out)]) == 4
    told = capfd.readouterr()
    assert told.out.splitlines()[0].strip() == told.out.splitlines()[-1].strip() == "CONFIDENTIAL"
    assert "portions flip, in 1 of 1 documents" in told.out
    assert "Halvek" not in told.out + told.err
    assert out.stat().st_mode & 0o777 == 0o600
    assert run([*call, "--out", str(out)]) == 6
    (folder / "broken.txt").unlink()
    assert run([*call, "--out", str(out), "--replace"]) == 0
    capfd.readouterr()
    assert run([*call, "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert told["marking"]["level"] == "C"
    assert told["counts"]["looser"] == sum(flip["direction"] == "looser" for flip in told["flips"]) > 0
    assert "Halvek" not in json.dumps(told)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cables", "impact.html"]
