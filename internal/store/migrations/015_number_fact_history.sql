CREATE TABLE IF NOT EXISTS number_fact_history (
	number int8 NOT NULL,
	hash {{bytes}} NOT NULL,
	state int8 NOT NULL,
	superseded_by int8 NOT NULL,
	since int8 NOT NULL,
	PRIMARY KEY (number, hash)
){{clustered}}
