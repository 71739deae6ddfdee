"""Workbooks in and out: reading dirty sheets, matching headings, checking, applying, returning, templates, exporting."""
