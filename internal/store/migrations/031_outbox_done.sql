-- How far each lane's changes have been published.
CREATE TABLE IF NOT EXISTS outbox_done (
	shard int8 NOT NULL,
	lane int8 NOT NULL,
	seq int8 NOT NULL,
	PRIMARY KEY (shard, lane)
){{clustered}}
