CREATE TABLE IF NOT EXISTS dead_letter (
	id uuid NOT NULL,
	topic text NOT NULL,
	topic_partition int8 NOT NULL,
	topic_offset int8 NOT NULL,
	arrived int8 NOT NULL,
	replayed int8 NOT NULL,
	content_type text NOT NULL,
	reason text NOT NULL,
	message_key {{bytes}} NOT NULL,
	message {{bytes}} NOT NULL,
	PRIMARY KEY (id)
)
