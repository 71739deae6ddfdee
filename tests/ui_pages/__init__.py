"""Tests of the pages that hang in the window."""
