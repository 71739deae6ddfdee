"""The superior's end: it takes what the offices report, answers with receipts, and keeps every frame."""
