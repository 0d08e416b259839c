CREATE INDEX IF NOT EXISTS task_low ON task (low)
