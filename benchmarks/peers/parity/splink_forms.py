"""Makes a Splink model that uses every level of Splink's library that can be
imported, and made-up records that fall into all of them: near each other,
accented, in lower case, with blanks, empty, with lists.

    python splink_forms.py --out folder
    python splink_pairs.py --model folder/model.json --in folder/records.csv \\
        --lists tags --out folder/pairs.csv --pairs 1770
"""

import argparse
import csv
import json
import random
from pathlib import Path

import splink.comparison_level_library as cll
from splink import ColumnExpression as Column
from splink.internals.dialects import SplinkDialect

chance = random.Random(11)

NAMES = ["MARTHA", "MARHTA", "Zoë", "Zoe", "ELIZABETH", "elizabeth", "Liz", "O'Neil", "ONEIL", "JOHN  PAUL",
         " JOHN PAUL", "DWAYNE", "DUANE", "ab", "ba", "A", "", "Anne-Marie", "ANNEMARIE", "MARIA LUISA"]
DATES = ["1980-02-03", "1980-02-04", "1980-03-03", "1981-02-03", "1980-2-3", "1980-02-30", "1990-12-31", "", "03/02/1980", "0001-01-01"]
TIMES = ["2020-01-01T00:00:00Z", "2020-01-01T00:59:00Z", "2020-01-01T23:00:00Z", "2020-01-02", ""]
CODES = ["M1 1AA", "M1 1AB", "M1 2AB", "m1 1aa", "SW1A 1AA", "SW1A1AA", "N/A", ""]
EMAILS = ["ann@example.org", "ann@example.com", "anne@example.org", "ann", "@example.org", ""]
TAGS = ["red;green", "green", "green;red;blue", "black", "blak", "red | blue", ""]
COLUMNS = {"given": NAMES, "family": NAMES, "born": DATES, "seen": TIMES, "postcode": CODES, "email": EMAILS, "tags": TAGS}


def levels():
    born = Column("born")
    return {
        "jaro winkler": [cll.NullLevel("given"), cll.ExactMatchLevel("given").configure(tf_adjustment_column="given", tf_adjustment_weight=0.8),
                         *(cll.JaroWinklerLevel("given", t) for t in (0.95, 0.9, 0.8, 0.6, 0.3))],
        "jaro": [cll.NullLevel("family"), cll.JaroLevel("family", 0.9).configure(
            tf_adjustment_column="family", tf_minimum_u_value=0.05), cll.ExactMatchLevel("family"), cll.JaroLevel("family", 0.5)],
        "levenshtein": [cll.NullLevel("given"), *(cll.LevenshteinLevel("given", t) for t in (0, 1, 2, 4))],
        "damerau": [cll.NullLevel("given"), *(cll.DamerauLevenshteinLevel("given", t) for t in (1, 2, 3))],
        "jaccard": [cll.NullLevel("given"), *(cll.JaccardLevel("given", t) for t in (0.9, 0.7, 0.4))],
        "reversed": [cll.And(cll.NullLevel("given"), cll.NullLevel("family")), cll.ColumnsReversedLevel("given", "family", symmetrical=True),
                     cll.Or(cll.ExactMatchLevel("given"), cll.And(cll.ExactMatchLevel("family"), cll.JaroLevel("given", 0.5)))],
        "literal": [cll.NullLevel("given"), cll.LiteralMatchLevel("given", "Zoë", "string"), cll.Not(cll.LiteralMatchLevel("given", "ab", "string"))],
        "not": [cll.Not(cll.Or(cll.NullLevel("given"), cll.ExactMatchLevel("given"))), cll.Not(cll.NullLevel("family"))],
        "case": [cll.NullLevel("given"), cll.ExactMatchLevel(Column("given").lower()), cll.ExactMatchLevel(Column("given").lower().substr(1, 2)),
                 cll.ExactMatchLevel(Column("given").substr(2, 3))],
        "dates": [cll.NullLevel(born.try_parse_date()), cll.ExactMatchLevel("born"), cll.LevenshteinLevel(born.cast_to_string(), 1),
                  *(cll.AbsoluteDateDifferenceLevel("born", input_is_string=True, threshold=n, metric=m) for n, m in ((1, "day"), (1, "month"), (1, "year")))],
        "times": [cll.NullLevel("seen"),
                  *(cll.AbsoluteTimeDifferenceLevel("seen", input_is_string=True, threshold=n, metric="hour") for n in (1, 23))],
        "postcode": [cll.NullLevel(Column("postcode").nullif("N/A")), cll.ExactMatchLevel(Column("postcode").nullif("N/A")),
                     cll.ExactMatchLevel(Column("postcode").regex_extract("^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? [0-9]")),
                     cll.ExactMatchLevel(Column("postcode").regex_extract("^([A-Z]+)([0-9])", 2))],
        "email": [cll.NullLevel("email"), cll.JaroWinklerLevel(Column("email").regex_extract("^[^@]+"), 0.88),
                  cll.CustomLevel("regexp_extract(email_l, '@(.*)$', 1) = regexp_extract(email_r, '@(.*)$', 1)", "domain")],
        "tags": [cll.NullLevel("tags"), cll.ArrayIntersectLevel("tags", 2), cll.ArraySubsetLevel("tags"), cll.ArrayIntersectLevel("tags", 1),
                 cll.PairwiseStringDistanceFunctionLevel("tags", "levenshtein", 1), cll.PairwiseStringDistanceFunctionLevel("tags", "jaro_winkler", 0.5)],
        "items": [cll.NullLevel("tags"), cll.ExactMatchLevel(Column("tags").access_extreme_array_element("first")),
                  cll.ExactMatchLevel(Column("tags").access_extreme_array_element("last"))],
        "place": [cll.CustomLevel("try_cast(north_l as double) is null or try_cast(north_r as double) is null", "no place").configure(is_null_level=True),
                  *(cll.DistanceInKMLevel(number("north"), number("east"), t) for t in (1, 50, 1000))],
        "amount": [cll.CustomLevel("try_cast(amount_l as double) is null or try_cast(amount_r as double) is null", "no amount").configure(is_null_level=True),
                   cll.AbsoluteDifferenceLevel(number("amount"), 1), cll.PercentageDifferenceLevel(number("amount"), 0.2),
                   cll.CustomLevel("abs(try_cast(amount_l as double) - try_cast(amount_r as double)) between 5 and 9.5", "apart")],
        "unobserved": [cll.NullLevel("email"), cll.ExactMatchLevel("email"), cll.LevenshteinLevel("email", 1)],
    }


def number(column):
    """A column of numbers among columns of text."""
    return Column(f"try_cast({column} as double)")


def model():
    dialect = SplinkDialect.from_string("duckdb")
    comparisons = []
    for name, creators in levels().items():
        made = [creator.get_comparison_level("duckdb").as_dict() for creator in [*creators, cll.ElseLevel()]]
        for level in made:
            if not level.get("is_null_level") and name != "unobserved":
                level["m_probability"], level["u_probability"] = chance.uniform(0.01, 0.99), chance.uniform(0.001, 0.99)
        comparisons.append({"output_column_name": name.replace(" ", "_"), "comparison_levels": made})
    return {
        "link_type": "dedupe_only", "sql_dialect": dialect.sql_dialect_str, "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": 0.01, "comparisons": comparisons,
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": "l.given = r.given AND SUBSTRING(l.born, 1, 4) = SUBSTRING(r.born, 1, 4)", "sql_dialect": "duckdb"},
            {"blocking_rule": "(l.\"family\" = r.\"family\") AND (l.\"postcode\" = r.\"postcode\" OR LOWER(l.email) = LOWER(r.email))",
             "sql_dialect": "duckdb"},
            {"blocking_rule": "l.\"tags\" = r.\"tags\"", "sql_dialect": "duckdb", "arrays_to_explode": ["tags"]},
        ],
    }


def record(uid):
    row = {"unique_id": f"{uid:03}", **{column: chance.choice(values) for column, values in COLUMNS.items()}}
    row["north"] = chance.choice(["53.4808", "53.48", "51.5", "51.5074", "-33.9", ""])
    row["east"] = chance.choice(["-2.2426", "-2.24", "-0.1", "-0.1278", "151.2"]) if row["north"] else ""
    row["amount"] = chance.choice(["10", "10.5", "12", "100", "0", "-5", "19.5", ""])
    return row


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--records", type=int, default=60)
    args = parser.parse_args()
    folder = args.out
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.json").write_text(json.dumps(model(), indent=1) + "\n")
    rows = [record(uid) for uid in range(args.records)]
    with open(folder / "records.csv", "w", newline="") as file:
        out = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


if __name__ == "__main__":
    main()
