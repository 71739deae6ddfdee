"""Attacks that the office withstands, one subject a file; each test fails where the door is open."""
