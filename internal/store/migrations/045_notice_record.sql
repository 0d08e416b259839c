CREATE INDEX IF NOT EXISTS notice_record ON notice (record_id)
