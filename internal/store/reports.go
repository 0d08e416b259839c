package store

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/reports"
)

// AddReport keeps that somebody says that an identity is wrong.
func (s *Store) AddReport(ctx context.Context, r reports.Report) error {
	id, err := parseUUID(r.ID)
	if err != nil {
		return err
	}
	of, err := parseUUID(r.Identity)
	if err != nil {
		return err
	}
	records := make([]string, len(r.Records))
	for i, record := range r.Records {
		records[i] = string(record)
	}
	return s.engine.update(ctx, func(ctx context.Context, c conn) error {
		return c.exec(ctx, "report_add", id, of, r.Version, nanoseconds(r.At), string(r.Reason), r.Who, r.Organisation, strings.Join(records, " "))
	})
}

// OpenReports gives those that are not decided, the oldest first.
func (s *Store) OpenReports(ctx context.Context) (list []reports.Report, err error) {
	err = s.glance(ctx, func(t *tx) error {
		list = nil
		return t.query("reports_open", func(r row) error {
			var id, of uuid
			var at int64
			var reason, records string
			var one reports.Report
			err := r.Scan(&id, &of, &one.Version, &at, &reason, &one.Who, &one.Organisation, &records)
			one.ID, one.Identity, one.At, one.Reason = id.text(), of.text(), instant(at), reports.Reason(reason)
			for record := range strings.FieldsSeq(records) {
				one.Records = append(one.Records, identity.RecordID(record))
			}
			list = append(list, one)
			return err
		})
	})
	slices.SortFunc(list, func(a, b reports.Report) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	return list, err
}

// DecideReport notes that a report is decided.
func (s *Store) DecideReport(ctx context.Context, id, by string, at time.Time) error {
	of, err := parseUUID(id)
	if err != nil {
		return err
	}
	return s.change(ctx, reports.ErrUnknown, "report_decide", of, nanoseconds(at), by)
}
