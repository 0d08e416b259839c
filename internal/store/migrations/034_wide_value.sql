CREATE TABLE IF NOT EXISTS wide_value (
	rule text NOT NULL,
	block_key int8 NOT NULL,
	records int8 NOT NULL,
	model text NOT NULL,
	PRIMARY KEY (rule, block_key)
){{clustered}}
