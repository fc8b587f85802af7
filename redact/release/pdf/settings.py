"""Loading reportlab so that nothing around the program can change what it writes.

On import reportlab reads ``RL_*`` variables and modules ``reportlab_settings`` and ``reportlab_mods``, and runs
``~/.reportlab_settings`` and ``~/.reportlab_mods``; each can change a file's bytes, or stop the import, or do anything.
They are kept from it here, and what was read earlier is overruled. Nothing else imports reportlab before this did.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

_SETTINGS_MODULES = ("reportlab.local_rl_settings", "reportlab_settings", "reportlab.local_rl_mods", "reportlab_mods")
_PINNED = {"pageCompression": 0, "useA85": 0, "wrapA85": 0, "pdfComments": 0, "pdfMultiLine": 0, "invariant": 1,
           "documentLang": None, "canvas_baseColor": None, "defaultPageSize": (612.0, 792.0), "verbose": 0,
           "errorOnDuplicatePageLabelPage": 0}
"""Every setting that the parts of reportlab used here look at."""


def load_reportlab() -> None:
    """Import reportlab, unless that has been done, and fix its settings."""
    if "reportlab.rl_config" not in sys.modules:
        with _without_surroundings():
            importlib.import_module("reportlab.rl_config")
    config = sys.modules["reportlab.rl_config"]
    for name, value in _PINNED.items():
        setattr(config, name, value)


@contextmanager
def _without_surroundings() -> Iterator[None]:
    """Hide RL_* variables and put empty settings modules in place; the latter also keep the home files from running."""
    hidden = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("RL_")}
    kept = {name: sys.modules.get(name) for name in _SETTINGS_MODULES}
    sys.modules.update({name: ModuleType(name) for name in _SETTINGS_MODULES})
    try:
        yield
    finally:
        os.environ.update(hidden)
        for name, module in kept.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module
