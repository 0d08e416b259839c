CREATE TABLE IF NOT EXISTS task (
	id uuid NOT NULL,
	low uuid NOT NULL,
	high uuid NOT NULL,
	a uuid NOT NULL,
	b uuid NOT NULL,
	weight int8 NOT NULL,
	opened int8 NOT NULL,
	tier int8 NOT NULL,
	reason text NOT NULL,
	rule text NOT NULL,
	guard text NOT NULL,
	PRIMARY KEY (id)
)
