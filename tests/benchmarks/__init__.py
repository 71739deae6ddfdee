"""Benchmarks: each `bench_*.py` measures one job beside a floor measured in the same run.

A benchmark module has `NAME` (one word for the command line), `DEFAULT_ROWS` and `main(rows: int) -> None`, which
prints a `figures.Board`.
"""
