CREATE INDEX IF NOT EXISTS identity_change_outbox ON identity_change (shard, lane, seq)
