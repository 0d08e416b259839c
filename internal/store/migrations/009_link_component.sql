CREATE INDEX IF NOT EXISTS link_component ON link (component)
