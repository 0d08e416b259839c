CREATE TABLE IF NOT EXISTS edge (
	low uuid NOT NULL,
	high uuid NOT NULL,
	weight int8 NOT NULL,
	version_low int8 NOT NULL,
	version_high int8 NOT NULL,
	tier int8 NOT NULL,
	rule text NOT NULL,
	guard text NOT NULL,
	model text NOT NULL,
	PRIMARY KEY (low, high)
){{clustered}}
