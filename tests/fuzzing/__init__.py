"""Inputs nobody thought of, thrown at what reads from outside.

`python -m tests.fuzzing --target importer --seconds 60` searches longer than CI has time for.

With atheris installed (Linux, `pip install atheris`) the search is led by libFuzzer; else by `engine.py`, which is led
by the lines that an input reaches. Both start from the corpus and from seeds made here, and both count a crash, more
than ten seconds, or more than 1 GB as a find. A find is written beside the corpus and belongs into `finds/`, which
every run throws first.
"""
