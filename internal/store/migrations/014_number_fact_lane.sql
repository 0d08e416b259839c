CREATE INDEX IF NOT EXISTS number_fact_lane ON number_fact (lane, lane_seq)
