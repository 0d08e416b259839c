-- When a number's state became another, by the turn of the lane that found it.
CREATE TABLE IF NOT EXISTS number_state_change (
	class int8 NOT NULL,
	lane int8 NOT NULL,
	turn int8 NOT NULL,
	state int8 NOT NULL,
	holders int8 NOT NULL,
	cause text NOT NULL,
	changed int8 NOT NULL,
	PRIMARY KEY (class, lane, turn)
)
