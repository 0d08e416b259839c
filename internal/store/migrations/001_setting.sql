-- What holds for the whole store, such as its environment.
CREATE TABLE IF NOT EXISTS setting (
	name text NOT NULL,
	value text NOT NULL,
	PRIMARY KEY (name)
){{clustered}}
