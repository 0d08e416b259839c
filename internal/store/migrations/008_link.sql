-- What was decided about a record. Apart from the record, because a decision then
-- rewrites a narrow row with one index instead of a wide one with three.
CREATE TABLE IF NOT EXISTS link (
	record_id uuid NOT NULL,
	component uuid NOT NULL,
	identity_id uuid NOT NULL,
	linked int8 NOT NULL,
	linked_number int8 NOT NULL,
	link_version int8 NOT NULL,
	hidden int8 NOT NULL,
	PRIMARY KEY (record_id)
){{clustered}}
