"""Splink's own settings for fake_1000, those of its tutorial."""

from __future__ import annotations

import splink.comparison_library as cl
from splink import SettingsCreator, block_on

DETERMINISTIC = [
    block_on("first_name", "dob"),
    "l.first_name = r.first_name and levenshtein(r.surname, l.surname) <= 2",
    block_on("email"),
]
DETERMINISTIC_RECALL = 0.7
EM_BLOCKS = [block_on("first_name", "surname"), block_on("dob")]


def settings() -> SettingsCreator:
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.NameComparison("first_name"),
            cl.NameComparison("surname"),
            cl.LevenshteinAtThresholds("dob", 1),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("first_name", "city"),
            block_on("surname"),
            block_on("dob"),
        ],
        retain_matching_columns=False,
    )
