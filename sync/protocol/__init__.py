"""What both ends of the road agree on: frames, hashes, vectors, signatures and the few decisions; no I/O."""
