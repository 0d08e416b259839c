-- Cleaning as Splink's documentation asks for before linking: upper case, no
-- accents, one forename to a column, values that cannot be right made null.
CREATE TABLE records AS
WITH source AS (
    SELECT * FROM read_csv(getvariable('input'), header = true, all_varchar = true)
),
trimmed AS (
    SELECT
        record_id,
        nullif(regexp_replace(nhs_number, '[^0-9]', '', 'g'), '') AS nhs_number,
        nullif(trim(regexp_replace(strip_accents(upper(family_name)), '[^A-Z]+', ' ', 'g')), '') AS surname,
        nullif(trim(regexp_replace(strip_accents(upper(previous_family_name)), '[^A-Z;|]+', ' ', 'g')), '') AS previous_surname,
        nullif(trim(regexp_replace(strip_accents(upper(given_names)), '[^A-Z -]+', '', 'g')), '') AS given_names,
        birth_date,
        birth_date_quality,
        sex,
        regexp_replace(upper(postcode), '[^A-Z0-9]', '', 'g') AS postcode,
        previous_postcodes,
        nullif(regexp_replace(phone, '[^0-9]', '', 'g'), '') AS phone,
        nullif(lower(trim(email)), '') AS email
    FROM source
    WHERE coalesce(deleted, '') <> 'Y' AND coalesce(identity_unknown, '') <> 'Y'
),
checked AS (
    SELECT
        * REPLACE (
            CASE WHEN length(nhs_number) = 10 AND (
                10 * substr(nhs_number, 1, 1)::INT + 9 * substr(nhs_number, 2, 1)::INT
                + 8 * substr(nhs_number, 3, 1)::INT + 7 * substr(nhs_number, 4, 1)::INT
                + 6 * substr(nhs_number, 5, 1)::INT + 5 * substr(nhs_number, 6, 1)::INT
                + 4 * substr(nhs_number, 7, 1)::INT + 3 * substr(nhs_number, 8, 1)::INT
                + 2 * substr(nhs_number, 9, 1)::INT + substr(nhs_number, 10, 1)::INT
            ) % 11 = 0 THEN nhs_number END AS nhs_number,
            CASE WHEN NOT regexp_matches(given_names, '^(BABY|INFANT|TWIN|TRIPLET|UNKNOWN|NOT KNOWN|MALE|FEMALE)\b')
                THEN given_names END AS given_names,
            CASE WHEN surname NOT IN ('UNKNOWN', 'NOT KNOWN', 'UNIDENTIFIED') THEN surname END AS surname,
            CASE WHEN coalesce(birth_date_quality, '') <> 'UD' THEN strftime(try_cast(birth_date AS DATE), '%Y-%m-%d') END AS birth_date,
            CASE WHEN sex IN ('1', '2') THEN sex END AS sex,
            CASE WHEN regexp_matches(postcode, '^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$') AND NOT starts_with(postcode, 'ZZ')
                THEN substr(postcode, 1, length(postcode) - 3) || ' ' || right(postcode, 3) END AS postcode
        )
    FROM trimmed
),
-- A number that many different people hold is a stand-in for none.
stand_ins AS (
    SELECT nhs_number
    FROM checked
    WHERE nhs_number IS NOT NULL
    GROUP BY nhs_number
    HAVING count(DISTINCT birth_date) > 5
)
SELECT
    record_id AS unique_id,
    CASE WHEN nhs_number NOT IN (SELECT nhs_number FROM stand_ins) THEN nhs_number END AS nhs_number,
    replace(split_part(given_names, ' ', 1), '-', '') AS first_name,
    surname,
    replace(split_part(given_names, ' ', 1), '-', '') || ' ' || surname AS first_name_surname,
    previous_surname,
    birth_date AS dob,
    sex,
    postcode,
    list_distinct(list_filter(
        [postcode] || list_transform(regexp_split_to_array(upper(coalesce(previous_postcodes, '')), ' *[;|] *'), lambda p: nullif(p, '')),
        lambda p: p IS NOT NULL
    )) AS postcodes,
    phone,
    email
FROM checked;
