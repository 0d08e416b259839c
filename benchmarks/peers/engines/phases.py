"""What an engine tells the harness while it runs.

Each line on standard output is one fact. A phase lasts until the next one
begins; the harness takes the time and the memory itself. What comes after the
phase "sweep" is not the engine's work and is not counted.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Mapping
from pathlib import Path


def begin(phase: str) -> None:
    print(f"phase {phase}", flush=True)


def count(what: str, number: int) -> None:
    print(f"count {what} {number}", flush=True)


def arguments(description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--in", dest="records", type=Path, required=True, help="CSV file of records")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    return parser


def sweep_file(out: Path, threshold: str) -> Path:
    """Where the identities at another threshold go."""
    folder = out / "sweep"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{threshold}.csv"


def write_identities(path: Path, identities: Mapping[str, str] | Iterable[tuple[str, str]]) -> None:
    rows = identities.items() if isinstance(identities, Mapping) else identities
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["record_id", "identity_id"])
        writer.writerows(rows)
