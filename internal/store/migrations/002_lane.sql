-- One row for each that writes: its numbers, who holds it, and how far it has
-- read. turn counts its transactions, so that one whose commit was not confirmed
-- can be told from one that never happened. Below settled every record is linked.
CREATE TABLE IF NOT EXISTS lane (
	id int8 NOT NULL,
	name text NOT NULL,
	owner text NOT NULL,
	epoch int8 NOT NULL,
	turn int8 NOT NULL,
	next_seq int8 NOT NULL,
	next_change int8 NOT NULL,
	settled int8 NOT NULL,
	topic text NOT NULL,
	topic_partition int8 NOT NULL,
	topic_offset int8 NOT NULL,
	PRIMARY KEY (id)
)
