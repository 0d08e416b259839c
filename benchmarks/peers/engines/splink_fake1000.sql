CREATE TABLE records AS
SELECT unique_id, upper(first_name) AS first_name, upper(surname) AS surname, dob, upper(city) AS city, lower(email) AS email
FROM read_csv(getvariable('input'), header = true, all_varchar = true);
