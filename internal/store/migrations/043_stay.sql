-- The records that have told of a stay in hospital, so that of all others nobody has
-- to look for notices.
CREATE TABLE IF NOT EXISTS stay (
	record_id uuid NOT NULL,
	PRIMARY KEY (record_id)
){{clustered}}
