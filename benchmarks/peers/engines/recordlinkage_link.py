"""Links a file of people with the Python Record Linkage Toolkit.

Its documented way: blocking indexes, string comparisons, and the classifier
that learns by expectation and maximisation without labels.
"""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import recordlinkage
from recordlinkage.preprocessing import clean
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from phases import arguments, begin, count, sweep_file, write_identities
from recordlinkage_layouts import LAYOUTS, Layout

JOBS = 2
BINARIZE = 0.85  # similarity from which two strings count as the same
PROBABILITY = 0.5  # what ECMClassifier.predict takes as a match
SWEEP = (0.05, 0.2, 0.35, 0.65, 0.8, 0.9, 0.99, 0.999)


def main() -> None:
    parser = arguments(__doc__ or "")
    parser.add_argument("--layout", choices=LAYOUTS, default="people", help="the columns of the records")
    options = parser.parse_args()
    layout = LAYOUTS[options.layout]
    warnings.simplefilter("ignore")  # a warning can hold values of the records
    options.out.mkdir(parents=True, exist_ok=True)
    begin("read")
    records = read(options.records, layout)
    begin("block")
    candidates = block(records, layout)
    count("candidates", len(candidates))
    begin("compare")
    features = compare(records, candidates, layout)
    begin("train")
    classifier = recordlinkage.ECMClassifier(binarize=BINARIZE)
    classifier.fit(features)
    probabilities = classifier.prob(features)
    begin("cluster")
    identities = cluster(records.index, probabilities, PROBABILITY)
    begin("write")
    write_identities(options.out / "identities.csv", identities)
    begin("sweep")
    for threshold in SWEEP:
        write_identities(sweep_file(options.out, str(threshold)), cluster(records.index, probabilities, threshold))


def read(path: Path, layout: Layout) -> pd.DataFrame:
    records = pd.read_csv(path, usecols=[layout.id, *layout.columns], dtype=str).set_index(layout.id)
    for column in layout.names:
        records[column] = clean(records[column], strip_accents="unicode")
    if layout.forename:
        records["first_name"] = records[layout.forename].str.split().str[0]
    return records


def block(records: pd.DataFrame, layout: Layout) -> pd.MultiIndex:
    indexer = recordlinkage.Index()
    for columns in layout.blocks:
        indexer.block(columns)
    return indexer.index(records)


def compare(records: pd.DataFrame, candidates: pd.MultiIndex, layout: Layout) -> pd.DataFrame:
    comparer = recordlinkage.Compare(n_jobs=JOBS)
    for column in layout.alike:
        comparer.string(column, column, method="jarowinkler", label=column)
    for column in layout.near:
        comparer.string(column, column, method="damerau_levenshtein", label=column)
    for column in layout.same:
        comparer.exact(column, column, label=column)
    return comparer.compute(candidates, records)


def cluster(ids: pd.Index, probabilities: pd.Series, threshold: float) -> list[tuple[str, str]]:
    """Everything that hangs together by matches is one person."""
    matches = probabilities.index[probabilities >= threshold]
    left = ids.get_indexer(matches.get_level_values(0))
    right = ids.get_indexer(matches.get_level_values(1))
    graph = coo_matrix((np.ones(len(left), dtype=np.int8), (left, right)), shape=(len(ids), len(ids)))
    _, labels = connected_components(graph, directed=False)
    return [(record, str(label)) for record, label in zip(ids, labels, strict=True)]


if __name__ == "__main__":
    main()
