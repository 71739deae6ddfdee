"""Histories full of disasters, drawn from a seed, driven through the program's own core (`sync.protocol.core`)."""
