"""Classification markings: reading, writing, ordering, rolling up."""

from redact.markings.agreement import BannerFinding, check_banner
from redact.markings.banner import recognise_banner
from redact.markings.captions import is_caption, split_captions, with_captions
from redact.markings.compose import UNCLASSIFIED, UNKNOWN, inherited, of_level
from redact.markings.ism import NotDetermined, from_attributes, to_attributes
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
from redact.markings.notices import second_line
from redact.markings.order import Dominance, dominance, dominates
from redact.markings.origins import Origin, origins
from redact.markings.parser import parse
from redact.markings.profiles import PROFILES, Profile, UnknownProfile
from redact.markings.recognise import damaged_mark_at, recognise
from redact.markings.releasable import releasable_to
from redact.markings.resolve import resolve
from redact.markings.rollup import rollup

__all__ = ["CONTROL_KINDS", "LEVELS", "LEVEL_TITLES", "PROFILES", "UNCLASSIFIED", "UNKNOWN", "BannerFinding",
           "Controls", "Dominance", "Level", "Marking", "NotDetermined", "Origin", "Part", "Problem", "Profile",
           "Severity", "UnknownProfile", "check_banner", "control_token", "damaged_mark_at", "dominance", "dominates",
           "from_attributes", "inherited", "is_caption", "of_level", "origins", "parse", "rank", "recognise",
           "recognise_banner", "releasable_to", "resolve", "rollup", "second_line", "split_captions", "to_attributes",
           "with_captions"]
