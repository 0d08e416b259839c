CREATE INDEX IF NOT EXISTS merge_fact_other ON merge_fact (other)
