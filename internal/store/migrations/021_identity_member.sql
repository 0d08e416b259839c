-- Which identities have a record, or had it last when they were retired.
CREATE TABLE IF NOT EXISTS identity_member (
	record_id uuid NOT NULL,
	identity_id uuid NOT NULL,
	PRIMARY KEY (record_id, identity_id)
){{clustered}}
