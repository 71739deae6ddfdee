"""Tests of `union-desk`."""
