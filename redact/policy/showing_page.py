"""A policy shown as one self-contained page, to be read, printed and signed."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from redact.policy.showing import READING, Showing
from redact.shipped import shipped


def policy_page(showing: Showing, day: dt.date) -> bytes:
    """The page, UTF-8: no script, and nothing loaded from elsewhere. ``day`` is the date it bears."""
    folder = shipped("templates")
    environment = Environment(loader=FileSystemLoader(folder, encoding="utf-8"), autoescape=True,
                              undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    css = (folder / "policy.css").read_text(encoding="utf-8")
    page = environment.get_template("policy.html.j2").render(
        css=Markup(css), css_hash=base64.b64encode(hashlib.sha256(css.encode("utf-8")).digest()).decode("ascii"),
        showing=showing, policy=showing.policy, day=day.isoformat(), reading=READING, sentences=list(showing.sentences))
    return page.encode("utf-8", "replace")
