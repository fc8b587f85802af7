"""Classification markings: reading, writing, ordering, rolling up."""

from redact.markings.agreement import BannerFinding, check_banner
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
from redact.markings.order import Dominance, dominance, dominates
from redact.markings.origins import Origin, origins
from redact.markings.parser import parse
from redact.markings.recognise import recognise
from redact.markings.releasable import releasable_to
from redact.markings.resolve import resolve
from redact.markings.rollup import rollup

__all__ = ["CONTROL_KINDS", "LEVELS", "LEVEL_TITLES", "UNCLASSIFIED", "UNKNOWN", "BannerFinding", "Controls",
           "Dominance", "Level", "Marking", "Origin", "Part", "Problem", "Severity", "check_banner", "control_token",
           "dominance", "dominates", "inherited", "is_caption", "of_level", "origins", "parse", "rank", "recognise",
           "recognise_banner", "releasable_to", "resolve", "rollup", "split_captions", "with_captions"]
