CREATE INDEX IF NOT EXISTS record_number ON record (number) WHERE number <> 0
