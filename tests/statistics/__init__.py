"""Tests of union_desk.statistics."""
