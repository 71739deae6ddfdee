"""Every benchmark still runs: on few rows, as `run.py bench` starts it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.benchmarks.__main__ import NOT_RUN, benchmarks
from tests.postgres import MISSING, REMEDY

FEW = 50


@pytest.mark.timeout(330)  # a machine that is busy otherwise is no fault
@pytest.mark.parametrize("name", sorted(benchmarks()))
def test_a_benchmark_runs_and_prints_its_figures(name: str) -> None:
    command = [sys.executable, "-m", "tests.benchmarks", name, "--rows", str(FEW)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode == NOT_RUN:
        pytest.skip(f"{MISSING}: {REMEDY}")
    assert done.returncode == 0, done.stderr
    assert "figure" in done.stdout
    assert f"({name}: " in done.stdout
