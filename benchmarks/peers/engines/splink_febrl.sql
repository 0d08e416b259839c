CREATE TABLE records AS
SELECT rec_id AS unique_id, * EXCLUDE (rec_id)
FROM read_csv(getvariable('input'), header = true, all_varchar = true, nullstr = '');
