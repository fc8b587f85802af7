"""Documents and their portions; one reader per kind of file."""

from redact.documents.model import (
    ROUTING_KINDS,
    SUBSTANCE_KINDS,
    Declassification,
    Document,
    Excision,
    Finding,
    Found,
    Furniture,
    Header,
    Kind,
    Portion,
    Span,
)

__all__ = ["ROUTING_KINDS", "SUBSTANCE_KINDS", "Declassification", "Document", "Excision", "Finding", "Found",
           "Furniture", "Header", "Kind", "Portion", "Span"]
