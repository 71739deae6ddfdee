"""Tests of the schema: kinds, codes, numbers."""
