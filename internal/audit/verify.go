package audit

import (
	"context"
	"fmt"
	"slices"
)

// Report is what was found of the chains.
type Report struct {
	Chains  int     `json:"chains"`
	Entries int64   `json:"entries"`
	Faults  []Fault `json:"faults"`
	Heads   []Head  `json:"heads"` // to be noted elsewhere
}

// Fault is something that was done to the audit.
type Fault struct {
	Chain string `json:"chain"`
	Seq   int64  `json:"entry"` // or the first of several; 0 for a whole chain
	What  string `json:"what"`
}

// String says it in a line.
func (f Fault) String() string {
	if f.Seq == 0 {
		return fmt.Sprintf("chain %s: %s", f.Chain, f.What)
	}
	return fmt.Sprintf("chain %s, entry %d: %s", f.Chain, f.Seq, f.What)
}

const pageOfEntries = 1000

// Verify reads all chains, and compares them with heads that were noted before, if
// there are any. What is appended while it reads is left for the next time.
func Verify(ctx context.Context, ledger Ledger, noted []Head) (Report, error) {
	heads, err := ledger.AuditHeads(ctx)
	if err != nil {
		return Report{}, fmt.Errorf("reading the audit's heads: %w", err)
	}
	v := &verifier{ledger: ledger, report: Report{Heads: heads}}
	known := map[string]bool{}
	for _, head := range heads {
		known[head.Chain] = true
		if err := v.chain(ctx, head, headsOf(noted, head.Chain)); err != nil {
			return Report{}, err
		}
	}
	for _, head := range noted {
		if !known[head.Chain] {
			v.fault(head.Chain, 0, "the chain is missing")
		}
	}
	return v.report, v.headless(ctx, known)
}

func headsOf(all []Head, chain string) []Head {
	return slices.DeleteFunc(slices.Clone(all), func(h Head) bool { return h.Chain != chain })
}

// verifier reads chains.
type verifier struct {
	ledger Ledger
	report Report
}

func (v *verifier) fault(chain string, seq int64, format string, values ...any) {
	v.report.Faults = append(v.report.Faults, Fault{chain, seq, fmt.Sprintf(format, values...)})
}

// chain reads a chain as far as its head.
func (v *verifier) chain(ctx context.Context, head Head, noted []Head) error {
	v.report.Chains++
	last := link{Head: Head{Chain: head.Chain}}
	last.sum = last.Hash
	for last.Seq < head.Seq {
		page, err := v.ledger.AuditEntries(ctx, head.Chain, last.Seq, pageOfEntries)
		if err != nil {
			return fmt.Errorf("reading the audit: %w", err)
		}
		page = slices.DeleteFunc(page, func(e Entry) bool { return e.Seq > head.Seq })
		if len(page) == 0 {
			break
		}
		if err := v.served(ctx, page); err != nil {
			return err
		}
		for i := range page {
			last = v.entry(last, &page[i], noted)
		}
	}
	v.end(head, last.Head, noted)
	return nil
}

// link is an entry that the next has to follow: by the hash that it has, or by the
// one that it should have.
type link struct {
	Head

	sum    Hash
	broken bool // what it should have is not known
}

func (l *link) leadsTo(e *Entry) bool {
	return l.Seq != e.Seq-1 || l.broken || e.sum(l.Hash) == e.Hash || e.sum(l.sum) == e.Hash
}

// entry looks at one, after another. What is wrong with it is said of this one
// alone, not of those that follow.
func (v *verifier) entry(last link, e *Entry, noted []Head) link {
	v.report.Entries++
	v.missing(last.Head, e.Seq-1)
	p, err := e.placed()
	next := link{Head: e.head(), sum: e.sum(last.Hash)}
	next.broken = err != nil || !p.standsAt(e)
	switch {
	case err != nil:
		v.fault(e.Chain, e.Seq, "it is not readable")
	case p.Chain != e.Chain:
		v.fault(e.Chain, e.Seq, "it is of the chain %s", p.Chain)
	case p.Seq != e.Seq:
		v.fault(e.Chain, e.Seq, "entry %d stands here", p.Seq)
	case !last.leadsTo(e):
		v.fault(e.Chain, e.Seq, "it was changed, or the one before it with its hash")
	case !p.At.Equal(e.At):
		v.fault(e.Chain, e.Seq, "its time was changed")
	}
	for _, n := range noted {
		if n.Seq == e.Seq && n.Hash != e.Hash {
			v.fault(e.Chain, e.Seq, "it is another than was noted; the chain was written anew")
		}
	}
	return next
}

func (v *verifier) missing(last Head, until int64) {
	switch n := until - last.Seq; {
	case n == 1:
		v.fault(last.Chain, until, "it is missing")
	case n > 1:
		v.fault(last.Chain, last.Seq+1, "it is missing, and all to %d", until)
	}
}

// end compares how far a chain goes with how far it should.
func (v *verifier) end(head, last Head, noted []Head) {
	switch {
	case last.Seq < head.Seq:
		v.missing(last, head.Seq)
	case last.Hash != head.Hash:
		v.fault(head.Chain, head.Seq, "it is not the end that the chain is known to have")
	}
	for _, n := range noted {
		if n.Seq > head.Seq {
			v.fault(head.Chain, head.Seq+1, "it is missing, and all to %d, which was noted", n.Seq)
		}
	}
}

// served makes sure that who was served can be found.
func (v *verifier) served(ctx context.Context, page []Entry) error {
	var identities []string
	want := map[Serving]bool{}
	for i := range page {
		p, err := page[i].placed()
		if err != nil || !p.standsAt(&page[i]) {
			continue // said of the entry
		}
		for _, s := range p.Served {
			identities = append(identities, s.Identity)
			want[Serving{s, page[i].Chain, page[i].Seq}] = true
		}
	}
	slices.Sort(identities)
	for some := range slices.Chunk(slices.Compact(identities), pageOfEntries) {
		found, err := v.ledger.AuditServed(ctx, some)
		if err != nil {
			return fmt.Errorf("reading the audit: %w", err)
		}
		for _, s := range found {
			delete(want, s)
		}
	}
	lost := map[int64]int{}
	for s := range want {
		lost[s.Seq]++
	}
	for i := range page {
		if n := lost[page[i].Seq]; n > 0 {
			v.fault(page[i].Chain, page[i].Seq, "%d of those it served are not found by their identities", n)
		}
	}
	return nil
}

// headless looks for entries of chains that are not known to be there.
func (v *verifier) headless(ctx context.Context, known map[string]bool) error {
	for after := ""; ; {
		chains, err := v.ledger.AuditChains(ctx, after, pageOfEntries)
		if err != nil {
			return fmt.Errorf("reading the audit's chains: %w", err)
		}
		if len(chains) == 0 {
			return nil
		}
		for _, chain := range chains {
			if !known[chain] {
				if err := v.unknown(ctx, chain); err != nil {
					return err
				}
			}
		}
		after = chains[len(chains)-1]
	}
}

// unknown is a chain that was begun since the heads were read, or has lost its own.
func (v *verifier) unknown(ctx context.Context, chain string) error {
	heads, err := v.ledger.AuditHeads(ctx)
	if err != nil {
		return fmt.Errorf("reading the audit's heads: %w", err)
	}
	if !slices.ContainsFunc(heads, func(h Head) bool { return h.Chain == chain }) {
		v.fault(chain, 0, "how far it goes is not known")
	}
	return nil
}
