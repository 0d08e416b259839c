-- Nothing was ever written to it: the audit is kept in chains.
DROP TABLE IF EXISTS audit
