"""Says what Splink weighs: the pairs that a saved model brings together in a
CSV file, with their match weights, as an oracle for the import of that model.
Blocked is 1 for those that the model's own rules bring together.

    python splink_pairs.py --model saved.json --in records.csv --out pairs.csv

Every column is read as text. With --pairs there are that many: drawn from what
the model's rules bring together, or with others beside them if those are too
few. Splink 4 and 5 both do; requirements lie with the other engines'.
"""

import argparse
import contextlib
import csv
import json
import random

import duckdb
import splink
from splink import Linker

try:
    from splink import DuckDBAPI
except ImportError:
    from splink.backends.duckdb import DuckDBAPI


def options():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", required=True, help="a model saved by Splink")
    parser.add_argument("--in", dest="records", required=True, help="CSV file of records")
    parser.add_argument("--out", required=True, help="CSV file to write: id_l,id_r,match_weight,blocked")
    parser.add_argument("--pairs", type=int, default=0, help="how many pairs to keep (default: all)")
    parser.add_argument("--lists", default="", help="columns that hold lists with ; or | between, by commas")
    return parser.parse_args()


def table(connection, path, lists):
    """Reads every column as text, and those that hold lists as lists."""
    connection.execute("create table plain as select * from read_csv(?, all_varchar=true, header=true)", [path])
    changed = ", ".join(f"""string_split_regex("{c}", '\\s*[;|]\\s*') as "{c}" """ for c in lists)
    replaced = f"replace ({changed})" if lists else ""
    connection.execute(f"create table records as select * {replaced} from plain")
    return "records"


def linker(path, settings, lists):
    connection = duckdb.connect()
    with contextlib.suppress(duckdb.Error):  # Splink's arrows; older versions know nothing else
        connection.execute("set lambda_syntax = 'ENABLE_SINGLE_ARROW'")
    name = table(connection, path, lists)
    api = DuckDBAPI(connection=connection)
    if splink.__version__.startswith("4"):
        return Linker(name, settings, db_api=api), connection
    return Linker(api.register(name), settings), connection


def weigh(args, settings):
    link, connection = linker(args.records, settings, [c for c in args.lists.split(",") if c])
    scored = link.inference.predict().physical_name
    uid = settings.get("unique_id_column_name", "unique_id")
    return connection.execute(f'select "{uid}_l", "{uid}_r", match_weight from {scored} order by 1, 2').fetchall()


def drawn(rows, pairs):
    return sorted(random.Random(1).sample(rows, min(pairs, len(rows))))


def main():
    args = options()
    with open(args.model) as file:
        settings = json.load(file)
    for unwanted in ("retain_matching_columns", "retain_intermediate_calculation_columns"):
        settings[unwanted] = False
    rows = weigh(args, settings)
    held = {row[:2] for row in rows}
    if args.pairs and len(rows) >= args.pairs:
        rows = drawn(rows, args.pairs)
    elif args.pairs:
        settings["blocking_rules_to_generate_predictions"] = ["1=1"]
        others = [row for row in weigh(args, settings) if row[:2] not in held]
        rows = sorted(rows + drawn(others, args.pairs - len(rows)))
    with open(args.out, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["id_l", "id_r", "match_weight", "blocked"])
        out.writerows((l, r, repr(w), int((l, r) in held)) for l, r, w in rows)
    print(f"splink {splink.__version__}, duckdb {duckdb.__version__}: {len(rows)} pairs")


if __name__ == "__main__":
    main()
