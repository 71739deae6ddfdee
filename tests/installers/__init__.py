"""The packages for the systems that offices have, and what the packed program says and does."""
