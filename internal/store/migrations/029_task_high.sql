CREATE INDEX IF NOT EXISTS task_high ON task (high)
