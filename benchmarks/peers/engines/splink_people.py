"""The model and the blocking rules that Splink is given.

They are the building blocks of its documentation for people: its ready-made
comparisons with their own thresholds, and blocking rules that are narrow each
and many together, as its guide to blocking advises for a million records.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import splink.comparison_library as cl
from splink import SettingsCreator, block_on

if TYPE_CHECKING:
    from splink.internals.blocking_rule_creator import BlockingRuleCreator
    from splink.internals.comparison_creator import ComparisonCreator

# Deterministic rules that admit hardly a false pair, and the share of true pairs
# that they are thought to find: Splink's way to the prior.
DETERMINISTIC = [block_on("nhs_number"), block_on("first_name", "surname", "dob"), block_on("email")]
DETERMINISTIC_RECALL = 0.95


def settings() -> SettingsCreator:
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=comparisons(),
        blocking_rules_to_generate_predictions=blocking_rules(),
        retain_matching_columns=False,
    )


def comparisons() -> list[ComparisonCreator]:
    return [
        cl.ForenameSurnameComparison("first_name", "surname", forename_surname_concat_col_name="first_name_surname"),
        cl.DateOfBirthComparison("dob", input_is_string=True),
        cl.PostcodeComparison("postcode"),
        cl.ExactMatch("sex"),
        cl.ExactMatch("nhs_number"),
        cl.EmailComparison("email"),
    ]


def blocking_rules() -> list[BlockingRuleCreator]:
    return [
        block_on("nhs_number"),
        block_on("surname", "dob"),
        block_on("first_name", "dob"),
        block_on("postcode", "dob"),
        block_on("postcode", "first_name", "surname"),
        block_on("substr(first_name, 1, 3)", "substr(surname, 1, 3)", "substr(dob, 1, 4)"),
        block_on("email"),
    ]


# Each pass leaves other comparisons free, so that both together train them all.
EM_BLOCKS = [block_on("nhs_number"), block_on("first_name", "surname", "dob")]
