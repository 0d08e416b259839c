CREATE TABLE IF NOT EXISTS number_state (
	class int8 NOT NULL,
	state int8 NOT NULL,
	holders int8 NOT NULL,
	PRIMARY KEY (class)
){{clustered}}
