package audit

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Place is where an entry lies.
type Place struct {
	Chain string
	Seq   int64
}

// String gives chain.entry.
func (p Place) String() string { return p.Chain + "." + strconv.FormatInt(p.Seq, 10) }

// ParsePlace reads what String gave.
func ParsePlace(text string) (p Place, ok bool) {
	chain, seq, found := strings.Cut(text, ".")
	n, err := strconv.ParseInt(seq, 10, 64)
	p = Place{chain, n}
	return p, found && err == nil && n > 0 && p.String() == text
}

// Compare orders places by chain, then as they were written.
func (p Place) Compare(other Place) int {
	return cmp.Or(cmp.Compare(p.Chain, other.Chain), cmp.Compare(p.Seq, other.Seq))
}

// Wanted says which entries somebody asks for.
type Wanted struct {
	From, To time.Time // zero for no bound
	Identity string    // that was served; "" for any
	After    Place
	Most     int
}

func (w *Wanted) fits(e *Entry) bool {
	return (w.From.IsZero() || !e.At.Before(w.From)) && (w.To.IsZero() || !e.At.After(w.To))
}

// Find reads entries in the order of their places, at most as many as wanted.
func Find(ctx context.Context, ledger Ledger, w Wanted) (found []Entry, err error) {
	r := reader{ledger: ledger, Wanted: w}
	if w.Identity != "" {
		err = r.served(ctx)
	} else {
		err = r.chains(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the audit: %w", err)
	}
	return r.found, nil
}

type reader struct {
	Wanted

	ledger Ledger
	found  []Entry
}

// served reads the entries that tell of an identity.
func (r *reader) served(ctx context.Context) error {
	all, err := r.ledger.AuditServed(ctx, []string{r.Identity})
	if err != nil {
		return err
	}
	places := make([]Place, len(all))
	for i := range all {
		places[i] = Place{all[i].Chain, all[i].Seq}
	}
	slices.SortFunc(places, Place.Compare)
	for _, at := range slices.Compact(places) {
		if len(r.found) == r.Most {
			return nil
		}
		if at.Compare(r.After) <= 0 {
			continue
		}
		entries, err := r.ledger.AuditEntries(ctx, at.Chain, at.Seq-1, 1)
		if err != nil {
			return err
		}
		r.take(entries)
	}
	return nil
}

// chains reads one chain after the other.
func (r *reader) chains(ctx context.Context) error {
	heads, err := r.ledger.AuditHeads(ctx)
	if err != nil {
		return err
	}
	for _, head := range heads {
		after := int64(0)
		switch {
		case head.Chain < r.After.Chain:
			continue
		case head.Chain == r.After.Chain:
			after = r.After.Seq
		}
		if err := r.chain(ctx, head, after); err != nil || len(r.found) == r.Most {
			return err
		}
	}
	return nil
}

// chain reads on in a chain, unless all of it is too old.
func (r *reader) chain(ctx context.Context, head Head, after int64) error {
	const page = 500
	last, err := r.ledger.AuditEntries(ctx, head.Chain, head.Seq-1, 1)
	if err != nil || len(last) == 1 && last[0].At.Before(r.From) {
		return err
	}
	for len(r.found) < r.Most {
		entries, err := r.ledger.AuditEntries(ctx, head.Chain, after, page)
		if err != nil || len(entries) == 0 {
			return err
		}
		r.take(entries)
		after = entries[len(entries)-1].Seq
	}
	return nil
}

func (r *reader) take(entries []Entry) {
	for i := range entries {
		if len(r.found) < r.Most && r.fits(&entries[i]) {
			r.found = append(r.found, entries[i])
		}
	}
}
