"""Workbooks in and out: reading dirty sheets, checking, applying, returning, templates, exporting."""
