"""Tests of the office's end."""
