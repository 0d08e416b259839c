package store_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/store"
	"github.com/lhcre/mpi/internal/testenv"
	"github.com/lhcre/mpi/matcher"
)

const (
	perBatch  = 250
	prefilled = 100_000
)

// load plays the part of a linker: three of five records are new, of which half
// join a person who is there; the others are told again.
type load struct {
	*store.Store

	lane   linker.Lane
	random *rand.Rand
	known  int
}

// BenchmarkBatch publishes and links batches in a store that holds 100,000 records
// (PREFILLED changes that). Measured are, for each record, time, the work of
// PostgreSQL's process, and what it logged.
func BenchmarkBatch(b *testing.B) {
	b.Run("PostgreSQL", func(b *testing.B) {
		settings := map[string]string{"max_pred_locks_per_transaction": "4096", "shared_buffers": "1GB", "max_wal_size": "4GB"}
		url := testenv.NewPostgreSQL(b, testenv.PostgreSQLOptions{Fsync: true, Settings: settings}).NewDatabase(b)
		c, err := pgx.Connect(b.Context(), url)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = c.Close(context.WithoutCancel(b.Context())) })
		l := newLoad(b, store.Options{URL: url, Environment: store.Synthetic, Connections: 1})
		if _, err := c.Exec(b.Context(), "CHECKPOINT"); err != nil {
			b.Fatal(err)
		}
		cpu, wal, records, statements := work(b, c), logged(b, c), l.known, l.Stats().Statements
		batches := l.run(b)
		n := float64(batches * perBatch)
		b.ReportMetric(float64((work(b, c)-cpu).Microseconds())/n, "server-µs/record")
		b.ReportMetric(float64(logged(b, c)-wal)/n, "WAL-B/record")
		b.ReportMetric(float64(l.Stats().Statements-statements)/n, "statements/record")
		b.ReportMetric(float64(l.known-records)/n, "new/record")
	})
	b.Run("SQLite", func(b *testing.B) {
		l := newLoad(b, store.Options{Path: filepath.Join(b.TempDir(), "mpi.db"), Environment: store.Synthetic})
		l.run(b)
	})
}

func (l *load) run(b *testing.B) (batches int) {
	b.Helper()
	started := time.Now()
	for b.Loop() {
		l.batch(b, true)
		batches++
	}
	b.ReportMetric(float64(time.Since(started).Microseconds())/float64(batches*perBatch), "µs/record")
	return batches
}

func newLoad(b *testing.B, opt store.Options) *load {
	b.Helper()
	if err := store.Migrate(b.Context(), opt); err != nil {
		b.Fatal(err)
	}
	s, err := store.Open(b.Context(), opt)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	lane, _, err := s.TakeLane(b.Context(), "bench", "bench")
	if err != nil {
		b.Fatal(err)
	}
	l := &load{Store: s, lane: lane, random: rand.New(rand.NewPCG(1, 1))}
	most := prefilled
	if text := os.Getenv("PREFILLED"); text != "" {
		if most, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	for l.known < most {
		l.batch(b, false)
	}
	return l
}

// personOf puts two records in three alone and each third with the one before.
func personOf(n int) int { return n - n%3/2 }

func personID(n int) string { return identity.UUID5("bench person", strconv.Itoa(n)) }

func keyOf(n int) facts.Key { return facts.Key{Authority: "RM1", LocalID: strconv.Itoa(1_000_000 + n)} }

// batch publishes and links one batch.
func (l *load) batch(b *testing.B, updates bool) {
	b.Helper()
	chosen := map[int]bool{}
	for len(chosen) < perBatch {
		if updates && l.random.IntN(5) < 2 {
			chosen[l.random.IntN(l.known)] = true
			continue
		}
		chosen[l.known] = true
		l.known++
	}
	numbers := make([]int, 0, perBatch)
	for n := range chosen {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	published, err := l.publish(b.Context(), numbers)
	if err == nil {
		err = l.link(b.Context(), numbers, published)
	}
	if err != nil {
		b.Fatal(err)
	}
}

func (l *load) fact(n int) facts.Fact {
	at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(l.random.IntN(1e6)) * time.Second)
	control := fmt.Sprintf("MSG%09d", l.random.IntN(1e9))
	return facts.Fact{
		Key: keyOf(n), Kind: facts.Tell, Organisation: "RM1",
		Stamp: facts.Stamp{At: at, Control: control, Hash: sha256.Sum256([]byte(control))},
		Columns: facts.Columns{
			"nhs_number": "9434765919", "nhs_number_status": "01", "family_name": "FAMILY" + strconv.Itoa(n%5000), "given_names": "ELIZABETH ANNE",
			"birth_date": "1962-03-14", "sex": "2", "address": strconv.Itoa(n%200) + " HIGH STREET, SALFORD", "postcode": "M14 5RT",
			"phone": "07700900" + strconv.Itoa(100+n%900), "email": "person" + strconv.Itoa(n) + "@example.org", "gp_practice": "P81001",
			"uprn": strconv.Itoa(100_000_000 + n), "confidentiality": "U", "ethnic_category": "A",
		},
	}
}

func (l *load) publish(ctx context.Context, numbers []int) (published []linker.Record, err error) {
	ids := make([]identity.RecordID, len(numbers))
	told := make([]facts.Fact, len(numbers))
	for i, n := range numbers {
		ids[i], told[i] = keyOf(n).Record(), l.fact(n)
	}
	err = l.Update(ctx, l.lane, len(numbers), func(tx linker.Tx, first int64) error {
		known, err := tx.Records(ids)
		if err != nil {
			return err
		}
		merges, err := tx.Merges(ids)
		if err != nil || len(merges) > 0 {
			return errors.Join(err, errors.New("merges where there are none"))
		}
		were := map[identity.RecordID]linker.Record{}
		for _, r := range known {
			were[r.ID] = r
		}
		published = published[:0]
		for i, n := range numbers {
			r := were[ids[i]]
			r.ID, r.Key, r.Number = ids[i], keyOf(n), 9_000_000_000+uint64(personOf(n))
			r.Content = r.Content.With(told[i])
			r.Version++
			r.Lane, r.LaneSeq = l.lane.ID, first+int64(i)
			published = append(published, r)
		}
		return errors.Join(tx.AddFacts(told), tx.PutRecords(published))
	})
	return published, err
}

func (l *load) link(ctx context.Context, numbers []int, published []linker.Record) error {
	ids := make([]identity.RecordID, 0, 2*len(numbers))
	for _, n := range numbers {
		ids = append(ids, keyOf(n).Record(), keyOf(personOf(n)).Record())
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	own := make([]identity.RecordID, len(published))
	holders := make([]uint64, len(published))
	for i, r := range published {
		own[i], holders[i] = r.ID, r.Number
	}
	slices.Sort(holders)
	return l.Update(ctx, l.lane, 0, func(tx linker.Tx, _ int64) error {
		heads, err := tx.Heads(ids)
		if err != nil {
			return err
		}
		_, err1 := tx.Holders(slices.Compact(holders))
		_, err2 := tx.Edges(ids)
		_, err3 := tx.Components(ids)
		_, err4 := tx.Assertions(ids)
		people, err5 := tx.Identities(ids)
		_, err6 := tx.Tasks(ids)
		_, err7 := tx.Wide()
		if err := errors.Join(err1, err2, err3, err4, err5, err6, err7); err != nil {
			return err
		}
		versions := map[identity.RecordID]linker.Record{}
		for _, r := range heads {
			versions[r.ID] = r
		}
		return l.decide(tx, numbers, own, versions, people)
	})
}

// decide writes the edges and people of a batch.
func (l *load) decide(tx linker.Tx, numbers []int, own []identity.RecordID, heads map[identity.RecordID]linker.Record, people []identity.Identity) error {
	known := map[string]identity.Identity{}
	for _, p := range people {
		known[p.ID] = p
	}
	var edges []linker.Edge
	var records []linker.Record
	var changes []linker.Change
	now := time.Now()
	for _, n := range numbers {
		id, other, person := keyOf(n).Record(), keyOf(personOf(n)).Record(), personID(personOf(n))
		r := heads[id]
		if other != id {
			e := linker.Edge{VersionA: r.Version, VersionB: heads[other].Version, Model: "uk-2026.1"}
			e.A, e.B = min(id, other), max(id, other)
			e.Weight, e.Tier, e.Rule = matcher.Bits(28), matcher.TierCertain, matcher.RuleNHSBirthDate
			edges = append(edges, e)
		}
		if r.Identity != person {
			p := known[person]
			p.ID, p.Version = person, p.Version+1
			if p.CreatedAt.IsZero() {
				p.CreatedAt = now
			}
			p.Members = append(p.Members, identity.Member{Record: id, LinkVersion: 1})
			known[person] = p
			c := linker.Change{ID: person, Part: 1, Parts: 1, Cause: "record", At: now, Model: "uk-2026.1"}
			c.Identity, c.Version, c.Kind, c.Joined = person, p.Version, identity.Kept, []identity.RecordID{id}
			for range p.Members {
				c.Records = append(c.Records, linker.Reference{Authority: "RM1", LocalID: r.Key.LocalID, LinkVersion: 1})
			}
			changes = append(changes, c)
			r.LinkVersion++
		}
		r.Linked, r.LinkedNumber, r.Component, r.Identity = r.Version, r.Number, min(id, other), person
		records = append(records, r)
	}
	var written []identity.Identity
	for _, c := range changes {
		written = append(written, known[c.Identity])
	}
	return errors.Join(tx.ReplaceEdges(own, edges), tx.SetLinked(records), tx.PutIdentities(written), tx.AddChanges(changes),
		tx.Advance(linker.Position{Topic: "demographics", Offset: int64(l.known)}))
}

// work gives what the processes that serve connections to this database have
// used of the processor.
func work(b *testing.B, c *pgx.Conn) time.Duration {
	b.Helper()
	rows, err := c.Query(b.Context(), "SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
	if err != nil {
		b.Fatal(err)
	}
	pids, err := pgx.CollectRows(rows, pgx.RowTo[int32])
	if err != nil {
		b.Fatal(err)
	}
	var ticks int64
	for _, pid := range pids {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			b.Skipf("reading the work of a process: %v", err)
		}
		_, after, _ := strings.Cut(string(text), ") ")
		fields := strings.Fields(after)
		for _, field := range fields[11:13] {
			n, err := strconv.ParseInt(field, 10, 64)
			if err != nil {
				b.Fatal(err)
			}
			ticks += n
		}
	}
	const perSecond = 100
	return time.Duration(ticks) * time.Second / perSecond
}

func logged(b *testing.B, c *pgx.Conn) (bytes int64) {
	b.Helper()
	if err := c.QueryRow(b.Context(), "SELECT (pg_current_wal_lsn() - '0/0')::int8").Scan(&bytes); err != nil {
		b.Fatal(err)
	}
	return bytes
}
