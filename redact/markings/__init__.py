"""Classification markings: reading, writing, ordering, rolling up."""

from redact.markings.banner import recognise_banner
from redact.markings.captions import is_caption, split_captions, with_captions
from redact.markings.compose import UNCLASSIFIED, UNKNOWN, inherited, of_level
from redact.markings.model import (
    CONTROL_KINDS,
    LEVEL_TITLES,
    LEVELS,
    Controls,
    Level,
    Marking,
    Part,
    Problem,
    Severity,
    rank,
)
from redact.markings.names import control_token
from redact.markings.parser import parse
from redact.markings.recognise import damaged_mark_at, recognise
from redact.markings.rollup import rollup

__all__ = ["CONTROL_KINDS", "LEVELS", "LEVEL_TITLES", "UNCLASSIFIED", "UNKNOWN", "Controls", "Level", "Marking", "Part",
           "Problem", "Severity", "control_token", "damaged_mark_at", "inherited", "is_caption", "of_level", "parse",
           "rank", "recognise", "recognise_banner", "rollup", "split_captions", "with_captions"]
