"""Tests of the rooms for personal data."""
