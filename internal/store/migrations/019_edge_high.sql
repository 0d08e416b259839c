CREATE INDEX IF NOT EXISTS edge_high ON edge (high)
