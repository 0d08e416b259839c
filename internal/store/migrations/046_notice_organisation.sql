CREATE INDEX IF NOT EXISTS notice_organisation ON notice (organisation, lane, seq)
