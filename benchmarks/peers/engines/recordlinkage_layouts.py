"""What the toolkit compares, for each layout of records."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Layout:
    id: str
    columns: list[str]  # read beside the id
    names: list[str]  # cleaned
    blocks: list[list[str]]
    alike: list[str]  # compared by Jaro-Winkler
    near: list[str]  # compared by Damerau-Levenshtein
    same: list[str]  # compared whole
    forename: str = ""  # its first word becomes the column first_name


LAYOUTS = {
    "people": Layout(
        id="record_id",
        columns=[
            *("nhs_number", "family_name", "given_names", "birth_date"),
            *("sex", "postcode", "phone", "email"),
        ],
        names=["family_name", "given_names"],
        forename="given_names",
        blocks=[
            ["nhs_number"],
            ["family_name", "birth_date"],
            ["first_name", "birth_date"],
            ["postcode", "birth_date"],
            ["postcode", "first_name", "family_name"],
            ["email"],
        ],
        alike=["first_name", "family_name"],
        near=["birth_date"],
        same=["nhs_number", "sex", "postcode", "phone", "email"],
    ),
    "febrl": Layout(
        id="rec_id",
        columns=["given_name", "surname", "date_of_birth", "suburb", "state", "address_1", "soc_sec_id", "postcode"],
        names=[],
        blocks=[["given_name"], ["surname"], ["date_of_birth"], ["soc_sec_id"]],
        alike=["given_name", "surname", "address_1"],
        near=["date_of_birth"],
        same=["suburb", "state", "soc_sec_id", "postcode"],
    ),
    "fake1000": Layout(
        id="unique_id",
        columns=["first_name", "surname", "dob", "city", "email"],
        names=["first_name", "surname", "city"],
        blocks=[["first_name", "city"], ["surname"], ["dob"], ["email"]],
        alike=["first_name", "surname", "email"],
        near=["dob"],
        same=["city"],
    ),
}
