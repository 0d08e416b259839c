package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Local is the token of this machine.
type Local struct{ hash [sha256.Size]byte }

const (
	tokenFile  = "token"
	tokenBytes = 32
	ownerOnly  = 0o600
)

// OpenLocal reads the token that a data folder keeps, and makes one if there is
// none: it then tells it, to be shown once.
func OpenLocal(folder string) (local *Local, made string, err error) {
	path := filepath.Join(folder, tokenFile)
	token, err := readToken(path)
	if errors.Is(err, fs.ErrNotExist) {
		token, err = makeToken(path)
		made = token
	}
	if err != nil {
		return nil, "", fmt.Errorf("opening the token of this machine: %w", err)
	}
	return &Local{hash: sha256.Sum256([]byte(token))}, made, nil
}

func readToken(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err //nolint:wrapcheck // wrapped by the caller
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("%s can be read by others than its owner; set its mode to 600", path)
	}
	text, err := os.ReadFile(path)
	token := strings.TrimSpace(string(text))
	if err == nil && len(token) < base64.RawURLEncoding.EncodedLen(tokenBytes) {
		return "", fmt.Errorf("%s holds no token; delete it, and a new one is made", path)
	}
	return token, err //nolint:wrapcheck // wrapped by the caller
}

// makeToken writes a new token where none was. A crash leaves none or a whole one.
func makeToken(path string) (string, error) {
	var random [tokenBytes]byte
	_, _ = rand.Read(random[:]) // never fails
	token := base64.RawURLEncoding.EncodeToString(random[:])
	beside, err := os.CreateTemp(filepath.Dir(path), tokenFile+".*") // its owner's alone
	if err != nil {
		return "", err //nolint:wrapcheck // wrapped by the caller
	}
	defer os.Remove(beside.Name()) //nolint:errcheck // it is gone if all went well
	_, err = beside.WriteString(token + "\n")
	err = errors.Join(err, beside.Chmod(ownerOnly), beside.Sync(), beside.Close())
	if err == nil {
		err = os.Rename(beside.Name(), path)
	}
	return token, err //nolint:wrapcheck // wrapped by the caller
}

var _ Verifier = (*Local)(nil)

// Verify knows one token, whose holder may do everything.
func (l *Local) Verify(_ context.Context, token string) (Principal, error) {
	hash := sha256.Sum256([]byte(token))
	if subtle.ConstantTimeCompare(hash[:], l.hash[:]) != 1 {
		return Principal{}, ErrToken
	}
	return Principal{Subject: "local", Roles: Roles(), Purpose: DirectCare, Local: true}, nil
}
