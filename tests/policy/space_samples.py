"""Policies that ask every kind of question, and portions made for situations; all names are made up."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import yaml

from redact.policy.facts import MARKING_SETS
from redact.policy.loading import parse_policy
from redact.policy.model import Policy
from redact.policy.situation_words import days
from redact.policy.situations import Situation, Space
from redact.policy.universe import Atom, entailed

HEAD = "policy: sample\nversion: 1\ntitle: A sample\naudience: {audience}\nreview: none\ndefault: withhold\n"
RULES = {
    "dates": """
rules:
  - {id: old, because: x, when: {age: over 25 years, aea: none, sci: {only: [SI]}}, then: release}
  - {id: ended, because: x, when: {declassify_on: passed}, unless: {any: [{fgi: any}, {age: under 10 years}]},
      then: release}
  - {id: open, because: x, when: {level: U, date: {before: "1990-01-01"}}, then: release}
  - {id: young, because: x, when: {not: {age: over 10 years}, level: {at_least: S}},
      then: withhold, codes: ["(b)(1)"]}
  - {id: exempt, because: x, when: {declassify_on: [exempt, future]}, unless: {level: [C, U]},
      then: withhold, codes: ["(b)(3)"]}
  - {id: si, because: x, when: {sci: SI-G}, then: withhold-document, codes: ["(b)(5)"]}
never:
  - {id: no-atomic, because: x, when: {aea: [RD, FRD]}}
  - {id: no-current, because: x, when: {level: {above: U}, not: {declassify_on: passed}}}
  - {id: no-late, because: x, when: {date: {after: "1989-06-30"}, sci: any}}
""",
    "controls": """
rules:
  - {id: open, because: x, when: {level: {at_most: U}, controls: {only: [NOFORN, FOUO, REL TO]}},
      then: release}
  - {id: sbu, because: x, when: {level: U, nonic: {all_of: [SBU, EXDIS], none_of: [NODIS]}}, then: release}
  - {id: pair, because: x, when: {dissem: {all_of: [NOFORN, ORCON]}},
      then: refer, refer_to: [CIA], codes: [referred]}
  - {id: cui, because: x, when: {cui: {any_of: [SP-PRVCY, CUI]}}, then: withhold, codes: ["(b)(6)"]}
  - {id: not-si, because: x, when: {not: {sci: {none_of: [SI, TK]}}}, then: withhold, codes: ["(b)(1)"]}
  - {id: document, because: x, when: {document_controls: SBU, controls: none},
      then: withhold, codes: ["(b)(5)"]}
never:
  - {id: no-nf, because: x, when: {controls: NF}}
  - {id: no-nodis, because: x, when: {document_controls: NODIS}}
  - {id: no-joint, because: x, when: {fgi: JOINT, nato: none}}
""",
    "places": """
rules:
  - {id: routing, because: x, when: {kind: [header, caption, transport]}, then: release}
  - {id: open, because: x, when: {level: U, found: [explicit, parent], document_level: {at_most: C}},
      then: release}
  - {id: low, because: x, when: {highest: U, kind: {none_of: [subject]}}, then: release}
  - {id: captions, because: x, when: {not: {captions: {only: [SIPDIS]}}}, unless: {kind: header},
      then: withhold, codes: [controlled]}
  - {id: tags, because: x, when: {tags: [PREL, CVIS], level: {below: S}},
      then: refer, refer_to: [DOJ], codes: [referred]}
  - {id: reasons, because: x, when: {reasons: {any_of: ["1.4(d)"], none_of: ["1.4(b)"]}},
      then: withhold, codes: ["(b)(1)"]}
  - {id: format, because: x, when: {format: html, case: F-1}, then: withhold, codes: ["(b)(5)"]}
  - {id: own-mark, because: x, when: {routing: no, kind: signature, level: U}, then: release}
  - {id: lines, because: x, when: {routing: yes, found: section}, then: release}
never:
  - {id: no-caption, because: x, when: {captions: [NODIS, EXDIS], kind: {none_of: [header, caption]}}}
  - {id: no-sci, because: x, when: {sci: any}}
  - {id: no-unknown, because: x, when: {level: unknown}}
""",
    "owners": """
rules:
  - {id: open, because: x, when: {level: U}, then: release}
  - {id: ended, because: x, when: {declassify_on: passed, controls: {only: [NOFORN]}}, then: release}
  - {id: cia, because: x, when: {agency: [CIA, unknown]}, then: refer, refer_to: [owner], codes: [referred]}
  - {id: paris, because: x, when: {from: PARIS, to: {none_of: [NATO]}}, then: withhold, codes: ["(b)(5)"]}
  - {id: only, because: x, when: {info: {only: [SECDEF WASHDC]}, agency: none},
      then: withhold, codes: ["(b)(5)"]}
  - {id: nobody, because: x, when: {from: none}, then: withhold, codes: ["(b)(6)"]}
never:
  - {id: no-nsa, because: x, when: {agency: NSA}}
  - {id: no-foreign, because: x, when: {any: [{fgi: any}, {nato: any}], agency: {none_of: [FGI, NATO]}}}
  - {id: no-london, because: x, when: {from: LONDON, info: any}}
""",
    "abroad": """
rules:
  - {id: all, because: x, when: {level: [U, C, S], sci: none}, then: release}
  - {id: lower, because: x, when: {level: {at_least: S}, age: over 25 years},
      then: downgrade, to: "(C//REL TO USA, GBR)"}
  - {id: tags, because: x, when: {tags: PTER}, then: withhold, codes: [controlled]}
never:
  - {id: no-nf, because: x, when: {dissem: NF}}
  - {id: no-secret, because: x, when: {level: {at_least: S}, releasable_to: {none_of: [GBR]}}}
""",
}
AUDIENCES = {"abroad": "{level: S, countries: [GBR, USA]}"}

SETS = (*MARKING_SETS, "document_controls", "captions", "tags", "from", "to", "info", "agency", "reasons")


def sample(name: str) -> tuple[Policy, dict[str, Any]]:
    """A policy of the samples, as loaded and as plain YAML."""
    text = HEAD.format(audience=AUDIENCES.get(name, "public")) + RULES[name].lstrip("\n")
    return parse_policy(text.encode(), f"{name}.yaml"), yaml.load(text, yaml.BaseLoader)


def chosen(situation: Situation, space: Space, rng: random.Random) -> set[Atom]:
    """Names that stand for the facts a situation holds, any of those that no question tells apart, and all they
    entail."""
    held: set[Atom] = set()
    for fact in space.by_name.values():
        if fact.atoms and situation[fact.name]:
            held.add(rng.choice(fact.atoms))
    while more := {other for atom in held for other in entailed(atom)} - held:
        held |= more
    return held


def plain(situation: Situation, space: Space, rng: random.Random) -> dict[str, Any]:
    """A portion in that situation, as the one-by-one evaluator takes it."""
    held = chosen(situation, space, rng)
    level, overall, highest = situation["level"]
    kind, found, routes = situation["place"]
    date, _ = days(situation, space)
    value = situation.get("date", (0, dt.date.min))
    sets = {wanted: {name for category, name in held if category == wanted} for wanted in SETS}
    unread = bool(situation.get("unread control"))
    no_sender = bool(situation.get("unknown sender"))
    writer = bool(situation.get("unknown originator")) or no_sender
    ends = situation.get("ends", "passed")
    if no_sender:
        sets["from"] = set()
    elif not sets["from"]:
        sets["from"] = {"SOMEBODY ELSE"}
    atomic = any(name.startswith(("RD", "FRD", "TFNI")) for name in sets["aea"])
    return {
        **sets, "level": level, "document_level": overall, "highest": highest, "kind": kind, "found": found,
        "routes": routes, "date": date, "age": 0 if value is None or not value[0] else space.ages[value[0] - 1],
        "ends": "exempt" if atomic else ends, "document_ends": ends, "unread": unread,
        "document_unread": unread or bool(situation.get("unread control in the document"))
        or "unknown" in (level, overall, highest),
        "captions unread": bool(situation.get("unread caption")), "tags unread": False, "from unread": no_sender,
        "to unread": no_sender and not sets["to"], "info unread": no_sender and not sets["info"],
        "agency unread": writer and level != "U", "reasons unread": bool(situation.get("unread reason")),
        "format": situation.get("format", "text"), "case": situation.get("case"),
    }
