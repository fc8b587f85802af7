"""The main job on an example cable: released under one policy, drafted under another, and what the outputs say of it.

Usage: python examples/demo.py FOLDER
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

CABLE = Path(__file__).resolve().parent / "08VALTARA0214.cable.txt"
NAME = "08VALTARA0214"


def main(folder: Path) -> None:
    """Runs the demonstration into ``folder``, which is made anew."""
    if folder.exists():
        shutil.rmtree(folder)
    workspace = folder / "workspace"
    print(f"A CONFIDENTIAL cable comes in: examples/{CABLE.name}\n")
    _redact("release", CABLE, "--policy", "portion-marks", "--out", folder / "released", "--as-of", "2026-11-23",
            "--name", NAME, "--format", "pdf,html,text,json", "--workspace", workspace)
    _redact("release", CABLE, "--policy", "foia-public", "--out", folder / "draft", "--as-of", "2026-11-23",
            "--name", NAME, "--case", "F-2026-00014", "--workspace", workspace)
    print("\nWhat was decided, read back from the outputs:")
    _read_back(folder / "released" / f"{NAME}.json", "portion-marks: published, as marked in 2008")
    _read_back(folder / "draft" / f"{NAME}.draft.json", "foia-public: a draft for two people to review")
    print("\nand from the audit log:")
    _redact("audit", "log", "--workspace", workspace)
    _redact("audit", "verify", "--workspace", workspace)
    print("\nand what anyone can check with the public key:")
    _redact("verify", folder / "released", "--key", workspace / "keys" / "public.pem")
    print("\nLook at:")
    for path in (folder / "released" / f"{NAME}.pdf", folder / "released" / f"{NAME}.html",
                 folder / "draft" / f"{NAME}.draft.pdf", folder / "draft" / f"{NAME}.draft.html",
                 workspace / "audit.db"):
        print(f"  {path}")


def _redact(*arguments: object) -> None:
    words = [str(argument) for argument in arguments]
    print("$ redact " + " ".join(_short(word) for word in words))
    sys.stdout.flush()
    subprocess.run([sys.executable, "-m", "redact", *words], check=True)


def _short(word: str) -> str:
    """A path as the README writes it, whatever the checkout's own place; an argument with blanks in quotes."""
    shown = word.replace(f"{CABLE.parents[1]}/", "")
    return f"'{shown}'" if " " in shown else shown


def _read_back(path: Path, what: str) -> None:
    """Prints what a released model says: how many portions left, what was kept back and under which codes."""
    released = json.loads(path.read_text(encoding="utf-8"))
    actions = Counter(portion["action"] for portion in released["portions"])
    codes = Counter(code for portion in released["portions"] for piece in portion["content"]
                    if isinstance(piece, dict) for code in piece["withheld"]["codes"])
    print(f"  {what}")
    print(f"    {released['determination']}: " + ", ".join(f"{count} {action}" for action, count in actions.items()))
    print("    codes: " + ", ".join(f"{code} ({count})" for code, count in codes.most_common()))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "demo-out"))
