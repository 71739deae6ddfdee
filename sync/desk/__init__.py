"""The office's end: sealing what changed, reporting it, and knowing what became of each record."""
