"""The core of Union Desk: true without a screen and without a network."""
from __future__ import annotations

__version__ = "0.1.0"
