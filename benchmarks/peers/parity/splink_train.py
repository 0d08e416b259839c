"""Trains a Splink model on generated people, one that uses most of the levels
that Splink's library has, and saves it.

    mpi generate --people 4000 --region greater-manchester --out people
    python splink_train.py --in people/records.csv --out saved.json
"""

import argparse

import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import ColumnExpression, SettingsCreator, block_on

from splink_pairs import linker


def comparisons():
    given, family = ColumnExpression("given_names"), ColumnExpression("family_name")
    return [
        cl.ForenameSurnameComparison("given_names", "family_name"),
        cl.DateOfBirthComparison("birth_date", input_is_string=True),
        cl.PostcodeComparison("postcode"),
        cl.EmailComparison("email"),
        cl.ExactMatch("sex"),
        cl.CustomComparison(output_column_name="previous_family_name", comparison_levels=[
            cll.NullLevel("previous_family_name"),
            cll.ExactMatchLevel("previous_family_name").configure(tf_adjustment_column="previous_family_name", tf_adjustment_weight=0.5),
            cll.JaccardLevel("previous_family_name", 0.8),
            cll.ElseLevel(),
        ]),
        cl.CustomComparison(output_column_name="phone", comparison_levels=[
            cll.NullLevel("phone"),
            cll.ArrayIntersectLevel("phone", 1),
            cll.PairwiseStringDistanceFunctionLevel("phone", "levenshtein", 2),
            cll.ElseLevel(),
        ]),
        cl.CustomComparison(output_column_name="address", comparison_levels=[
            cll.NullLevel("address"),
            cll.ExactMatchLevel("address").configure(tf_adjustment_column="address"),
            cll.DamerauLevenshteinLevel("address", 1).configure(tf_adjustment_column="address", tf_adjustment_weight=0.7, tf_minimum_u_value=0.001),
            cll.JaroLevel("address", 0.85),
            cll.And(cll.ExactMatchLevel(ColumnExpression("address").lower().substr(1, 5)), cll.Not(cll.ExactMatchLevel("sex"))),
            cll.ElseLevel(),
        ]),
        cl.CustomComparison(output_column_name="gp_practice", comparison_levels=[
            cll.NullLevel(given.nullif("BABY")),
            cll.LiteralMatchLevel("gp_practice", "Y00001", "string"),
            cll.ExactMatchLevel("gp_practice").configure(tf_adjustment_column="gp_practice", disable_tf_exact_match_detection=True),
            cll.ExactMatchLevel(ColumnExpression("gp_practice").substr(2, 3)),
            cll.ExactMatchLevel(family.regex_extract("^([A-Za-z])[a-z]", 1)),
            cll.ElseLevel(),
        ]),
        cl.CustomComparison(output_column_name="house", comparison_levels=[
            cll.CustomLevel("try_cast(uprn_l as double) is null or try_cast(uprn_r as double) is null").configure(is_null_level=True),
            cll.CustomLevel("abs(try_cast(uprn_l as double) - try_cast(uprn_r as double)) <= 1000000", "uprn near"),
            cll.ElseLevel(),
        ]),
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--in", dest="records", required=True)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    settings = SettingsCreator(
        link_type="dedupe_only", unique_id_column_name="record_id", comparisons=comparisons(),
        blocking_rules_to_generate_predictions=[
            block_on("birth_date"),
            block_on("substr(family_name, 1, 4)", "postcode"),
            block_on("email"),
            "l.given_names = r.given_names and (l.sex = r.sex and substr(l.birth_date, 1, 7) = substr(r.birth_date, 1, 7) or l.postcode = r.postcode)",
        ],
    )
    link, _ = linker(args.records, settings, ["phone"])
    link.training.estimate_probability_two_random_records_match([block_on("nhs_number")], recall=0.8)
    link.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("birth_date"), block_on("given_names", "family_name")):
        link.training.estimate_parameters_using_expectation_maximisation(rule)
    link.misc.save_model_to_json(args.out, overwrite=True)


if __name__ == "__main__":
    main()
