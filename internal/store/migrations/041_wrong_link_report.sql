-- That somebody says that an identity is wrong; decided is 0 as long as nobody has
-- decided.
CREATE TABLE IF NOT EXISTS wrong_link_report (
	id uuid NOT NULL,
	identity_id uuid NOT NULL,
	version int8 NOT NULL,
	reported int8 NOT NULL,
	decided int8 NOT NULL,
	reason text NOT NULL,
	who text NOT NULL,
	organisation text NOT NULL,
	decided_by text NOT NULL,
	records text NOT NULL,
	PRIMARY KEY (id)
)
