"""Finding what a policy names: terms of a list, patterns, entities; and how far a hit reaches.

Every offset is in characters of the text that was given. Nothing here releases anything, and nothing logs text.
"""

from redact.policy.matching_entities import ENTITIES, find_entities
from redact.policy.matching_extent import Extent, extend, unite
from redact.policy.matching_patterns import PatternFinder
from redact.policy.matching_protected import protected_names
from redact.policy.matching_terms import TermFinder
from redact.policy.matching_words import Hit

__all__ = ["ENTITIES", "Extent", "Hit", "PatternFinder", "TermFinder", "extend", "find_entities", "protected_names",
           "unite"]
