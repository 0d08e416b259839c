CREATE INDEX IF NOT EXISTS assertion_a ON assertion (a)
