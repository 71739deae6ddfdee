"""Tests of keys and passphrases."""
