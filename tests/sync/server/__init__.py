"""Tests of the superior's end."""
