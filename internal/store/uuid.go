package store

import (
	"bytes"
	"encoding/hex"
	"errors"

	"github.com/jackc/pgx/v5/pgtype"
)

// uuid is an id as the store keeps it. Zero stands for none.
type uuid [16]byte //nolint:recvcheck // databases scan into a pointer and are given values

// errNotUUID does not say which id it is: that may be personal.
var errNotUUID = errors.New("an id is not a UUID, as 36 characters with small letters")

const textLen = 36

// hyphens are where the text of a UUID has them.
func isHyphen(at int) bool { return at == 8 || at == 13 || at == 18 || at == 23 }

// parseUUID reads an id; "" is none. Only one spelling is taken, so that ids which
// differ as texts differ here.
func parseUUID[T ~string](text T) (uuid, error) {
	var u uuid
	if text == "" {
		return u, nil
	}
	if len(text) != textLen {
		return u, errNotUUID
	}
	at := 0
	for i := 0; i < textLen; i++ {
		if isHyphen(i) {
			if text[i] != '-' {
				return u, errNotUUID
			}
			continue
		}
		high, low := digit(text[i]), digit(text[i+1])
		if high > 0xf || low > 0xf {
			return u, errNotUUID
		}
		u[at] = high<<4 | low
		at++
		i++
	}
	return u, nil
}

func digit(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10
	}
	return 0xff
}

// text gives the id as others know it, "" for none.
func (u uuid) text() string {
	if u == (uuid{}) {
		return ""
	}
	var out [textLen]byte
	hex.Encode(out[:8], u[:4])
	hex.Encode(out[9:13], u[4:6])
	hex.Encode(out[14:18], u[6:8])
	hex.Encode(out[19:23], u[8:10])
	hex.Encode(out[24:], u[10:])
	out[8], out[13], out[18], out[23] = '-', '-', '-', '-'
	return string(out[:])
}

// ScanUUID takes an id from PostgreSQL.
func (u *uuid) ScanUUID(v pgtype.UUID) error {
	*u = v.Bytes
	return nil
}

// UUIDValue hands an id to PostgreSQL.
func (u uuid) UUIDValue() (pgtype.UUID, error) { return pgtype.UUID{Bytes: u, Valid: true}, nil }

// Scan takes an id from SQLite.
func (u *uuid) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*u = uuid{}
	case []byte:
		if len(v) != len(u) {
			return errNotUUID
		}
		copy(u[:], v)
	default:
		return errNotUUID
	}
	return nil
}

// uuids reads ids.
func uuids[T ~string](texts []T) (ids, error) {
	out := make(ids, len(texts))
	for i, text := range texts {
		u, err := parseUUID(text)
		if err != nil {
			return nil, err
		}
		out[i] = u
	}
	return out, nil
}

func compareUUIDs(a, b uuid) int { return bytes.Compare(a[:], b[:]) }
