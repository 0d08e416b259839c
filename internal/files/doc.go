// Package files reads files of records: step 1 of a whole-file run, before the
// records are made comparable in internal/bulk. Each row becomes a
// demographics.Record or a reject that says what was expected where.
package files
