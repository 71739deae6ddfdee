"""The core of Union Desk: true without a screen and without a network."""

__version__ = "0.1.0"
