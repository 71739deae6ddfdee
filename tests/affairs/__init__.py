"""Tests of what the office does with its books."""
