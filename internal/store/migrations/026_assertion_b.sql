CREATE INDEX IF NOT EXISTS assertion_b ON assertion (b)
