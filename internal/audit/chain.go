package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Hash is that of an entry and, through it, of all before it in its chain.
type Hash [sha256.Size]byte

// MarshalText writes it in hexadecimal.
func (h Hash) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h[:]), nil }

// UnmarshalText reads what MarshalText wrote.
func (h *Hash) UnmarshalText(text []byte) error {
	if hex.DecodedLen(len(text)) != len(h) {
		return errors.New("expected a SHA-256 of 64 hexadecimal digits")
	}
	_, err := hex.Decode(h[:], text)
	return err //nolint:wrapcheck // says what it found
}

// Head is how far a chain goes.
type Head struct {
	Chain string `json:"chain"` // a UUID
	Seq   int64  `json:"seq"`   // of the last entry; the first has 1
	Hash  Hash   `json:"hash"`  // of the last entry
}

// Entry is an event as it is kept.
type Entry struct {
	Chain string
	Seq   int64
	At    time.Time
	Body  []byte // the event with its place, as JSON
	Hash  Hash

	// Served are the event's. They are kept beside it to be found by.
	Served []Served
}

// Event reads the entry.
func (e *Entry) Event() (Event, error) {
	p, err := e.placed()
	return p.Event, err
}

func (e *Entry) placed() (p placed, err error) {
	if err := json.Unmarshal(e.Body, &p); err != nil {
		return placed{}, fmt.Errorf("reading entry %d of the audit chain %s: %w", e.Seq, e.Chain, err)
	}
	return p, nil
}

// sum gives the hash of an entry that stands after another. The body names its
// place.
func (e *Entry) sum(before Hash) Hash {
	return sha256.Sum256(append(before[:], e.Body...))
}

// head is the head of a chain that ends with the entry.
func (e *Entry) head() Head { return Head{Chain: e.Chain, Seq: e.Seq, Hash: e.Hash} }

// Ledger keeps entries.
type Ledger interface {
	// AppendAudit adds entries to a chain that ends with a head; one that is new has
	// nothing but its name there. ErrMoved says that it ends elsewhere.
	AppendAudit(ctx context.Context, after Head, entries []Entry) error
	// AuditHeads gives the heads of all chains, in the order of their names.
	AuditHeads(ctx context.Context) ([]Head, error)
	// AuditChains gives the names of the chains that have entries, after one, in order.
	AuditChains(ctx context.Context, after string, limit int) ([]string, error)
	// AuditEntries gives a chain's entries after one, in order, without Served.
	AuditEntries(ctx context.Context, chain string, after int64, limit int) ([]Entry, error)
	// AuditServed tells in which entries identities are noted as served.
	AuditServed(ctx context.Context, identities []string) ([]Serving, error)
	// Acknowledge keeps that callers know of answers that were wrong before a version
	// of an identity. What was acknowledged before stays as it was.
	Acknowledge(ctx context.Context, right Served, all []Acknowledgement) error
	// Acknowledged lists what was acknowledged, by chain and entry.
	Acknowledged(ctx context.Context, right Served) ([]Acknowledgement, error)
}

// Serving is where an identity is noted as served.
type Serving struct {
	Served

	Chain string
	Seq   int64
}

// Acknowledgement is that a caller knows that the answer of an entry was wrong.
type Acknowledgement struct {
	Chain string
	Seq   int64
	At    time.Time
	Who   string
}

// ErrMoved says that a chain does not end where it was thought to.
var ErrMoved = errors.New("the audit chain ends elsewhere")
