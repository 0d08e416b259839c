-- Others catch up with a lane from the last number that they know.
CREATE INDEX IF NOT EXISTS record_lane ON record (lane, lane_seq)
