-- The newest that the national service told of each NHS number. Times are
-- nanoseconds since 1970 here and everywhere: what is read is what was written.
CREATE TABLE IF NOT EXISTS number_fact (
	number int8 NOT NULL,
	state int8 NOT NULL,
	superseded_by int8 NOT NULL,
	since int8 NOT NULL,
	hash {{bytes}} NOT NULL,
	lane int8 NOT NULL,
	lane_seq int8 NOT NULL,
	PRIMARY KEY (number)
)
