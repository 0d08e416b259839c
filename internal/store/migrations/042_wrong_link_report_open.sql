CREATE INDEX IF NOT EXISTS wrong_link_report_open ON wrong_link_report (decided)
