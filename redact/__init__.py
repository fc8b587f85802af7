"""Release decisions for portion-marked documents."""

__version__ = "0.1.0"
