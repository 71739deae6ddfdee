"""Tests of the registers' own rules."""
