"""Tests of the road between desk and superior."""
