"""The road between an office and its superior union."""
