"""Links a file of people with Splink and DuckDB."""

from __future__ import annotations

import argparse
import importlib
import logging
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import duckdb
from splink import DuckDBAPI, Linker

from phases import arguments, begin, count, sweep_file

if TYPE_CHECKING:
    from splink.internals.splink_dataframe import SplinkDataFrame

# Modules that hold settings, and SQL files that clean, are named after the layout.
LAYOUTS = ("people", "febrl", "fake1000")

# The probability from which its tutorial clusters.
PROBABILITY = 0.95

# Pairs below this are of no use at any threshold of the sweep.
LEAST_PROBABILITY = 0.01

# Match weights in bits: where else it is looked whether F1 is better.
SWEEP = (-4, 0, 4, 6, 8, 10, 12, 16, 20)


def parse() -> argparse.Namespace:
    parser = arguments(__doc__ or "")
    parser.add_argument("--layout", choices=LAYOUTS, default="people", help="the columns of the records")
    parser.add_argument("--u-pairs", type=float, default=1e8, help="random pairs to estimate u from")
    return parser.parse_args()


def main() -> None:
    options = parse()
    # A warning can hold values of the records; only what is counted is wanted.
    logging.disable(logging.CRITICAL)
    options.out.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    begin("read")
    layout = importlib.import_module(f"splink_{options.layout}")
    linker = read(connection, options, layout)
    train(linker, layout, options.u_pairs)
    begin("compare")
    pairs = linker.inference.predict(threshold_match_probability=LEAST_PROBABILITY)
    begin("cluster")
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
        pairs, threshold_match_probability=PROBABILITY
    )
    begin("write")
    write(connection, clusters, options.out / "identities.csv")
    begin("sweep")
    sweep(connection, linker, pairs, options.out)


def read(connection: duckdb.DuckDBPyConnection, options: argparse.Namespace, layout: ModuleType) -> Linker:
    cleaning = Path(__file__).with_name(f"splink_{options.layout}.sql")
    connection.execute("SET VARIABLE input = $1", [str(options.records)])
    connection.execute(cleaning.read_text(encoding="utf-8"))
    api = DuckDBAPI(connection)
    return Linker(api.register("records"), layout.settings())


def train(linker: Linker, layout: ModuleType, u_pairs: float) -> None:
    begin("train prior")
    linker.training.estimate_probability_two_random_records_match(
        layout.DETERMINISTIC, recall=layout.DETERMINISTIC_RECALL
    )
    begin("train u")
    linker.training.estimate_u_using_random_sampling(max_pairs=u_pairs)
    begin("train m")
    for rule in layout.EM_BLOCKS:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)


def write(connection: duckdb.DuckDBPyConnection, clusters: SplinkDataFrame, path: Path) -> None:
    connection.sql(f"SELECT unique_id AS record_id, cluster_id AS identity_id FROM {clusters.physical_name}").write_csv(
        str(path), header=True
    )


def sweep(connection: duckdb.DuckDBPyConnection, linker: Linker, pairs: SplinkDataFrame, out: Path) -> None:
    blocked = linker.inference.compute_blocked_pairs_for_predict()
    count("candidates", rows(connection, blocked.physical_name))
    count("pairs", rows(connection, pairs.physical_name))
    for bits in SWEEP:
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_weight=bits)
        write(connection, clusters, sweep_file(out, str(bits)))


def rows(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]


if __name__ == "__main__":
    main()
