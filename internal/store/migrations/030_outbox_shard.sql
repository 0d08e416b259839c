CREATE TABLE IF NOT EXISTS outbox_shard (
	shard int8 NOT NULL,
	owner text NOT NULL,
	epoch int8 NOT NULL,
	leased_until int8 NOT NULL,
	PRIMARY KEY (shard)
)
