package auth

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestLocalTokenIsMadeOnceAndItsOwnersAlone(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	local, token, err := OpenLocal(folder)
	if err != nil || len(token) < 40 {
		t.Fatalf("a token of %d letters, %v", len(token), err)
	}
	info, err := os.Stat(filepath.Join(folder, "token"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file's mode is %v, %v", info.Mode(), err)
	}
	if left, _ := os.ReadDir(folder); len(left) != 1 {
		t.Errorf("%d files are left, want the token alone", len(left))
	}
	p, err := local.Verify(t.Context(), token)
	if err != nil || !p.Local || !p.Has(Lead) {
		t.Errorf("its holder is %+v, %v", p, err)
	}
	again, made, err := OpenLocal(folder)
	if err != nil || made != "" {
		t.Errorf("opened again it tells a token of %d letters, %v", len(made), err)
	}
	if _, err := again.Verify(t.Context(), token); err != nil {
		t.Errorf("the token of before: %v", err)
	}
	for _, wrong := range []string{"", token[1:], token + "A", strings.ToLower(token)} {
		if _, err := again.Verify(t.Context(), wrong); !errors.Is(err, ErrToken) {
			t.Errorf("a wrong token: %v", err)
		}
	}
	_, other, err := OpenLocal(t.TempDir())
	if err != nil || other == token {
		t.Errorf("another folder has the same token, or none: %v", err)
	}
}

func TestBadTokenFilesAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		mode os.FileMode
		want string
	}{
		"read by all": {strings.Repeat("a", 43), 0o644, "set its mode to 600"},
		"empty":       {"", 0o600, "holds no token"},
		"short":       {"secret", 0o600, "holds no token"},
	} {
		folder := t.TempDir()
		path := filepath.Join(folder, "token")
		if err := errors.Join(os.WriteFile(path, []byte(c.text), c.mode), os.Chmod(path, c.mode)); err != nil {
			t.Fatal(err)
		}
		_, _, err := OpenLocal(folder)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if c.text != "" && err != nil && strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: the error shows the token", name)
		}
	}
	if _, _, err := OpenLocal(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a folder that is not there has a token")
	}
}

func TestTokensComeInOneHeader(t *testing.T) {
	t.Parallel()
	local, token, err := OpenLocal(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		headers []string
		want    error
	}{
		"none":          {nil, ErrNoToken},
		"basic":         {[]string{"Basic dXNlcjpwYXNz"}, ErrNoToken},
		"two":           {[]string{"Bearer " + token, "Bearer " + token}, ErrNoToken},
		"no token":      {[]string{"Bearer "}, ErrToken},
		"bare":          {[]string{"Bearer"}, ErrToken},
		"two in one":    {[]string{"Bearer " + token + ", Bearer x"}, ErrToken},
		"without end":   {[]string{"Bearer " + strings.Repeat("a", 1<<20)}, ErrToken},
		"good":          {[]string{"Bearer " + token}, nil},
		"in small":      {[]string{"bearer  " + token}, nil},
		"of somebody":   {[]string{"Bearer " + strings.Repeat("x", 43)}, ErrToken},
		"just a token":  {[]string{token}, ErrNoToken},
		"with a tab in": {[]string{"Bearer a\tb"}, ErrToken},
	} {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "/?access_token="+token, nil)
		for _, text := range c.headers {
			r.Header.Add("Authorization", text)
		}
		if _, err := Who(r, local); !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		} else if err != nil && strings.Contains(err.Error(), token) {
			t.Errorf("%s: the error shows the token", name)
		}
	}
}

func TestHolderOfThisMachinesTokenSaysForWhomItActs(t *testing.T) {
	t.Parallel()
	local, token, err := OpenLocal(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set(HeaderOrganisation, "rm3")
	if p, err := Who(r, local); err != nil || p.Organisation != "RM3" {
		t.Errorf("acts for %q, %v", p.Organisation, err)
	}
}

func TestLimitIsEachCallersOwn(t *testing.T) {
	t.Parallel()
	limit, err := NewLimit(10)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	a, b := Principal{Subject: "a", Organisation: "RM3"}, Principal{Subject: "a", Organisation: "R0A"}
	for n := range 20 {
		if wait := limit.Wait(a, now); wait != 0 {
			t.Fatalf("request %d has to wait %s", n, wait)
		}
	}
	for range 100 { // asking again and again does not make it worse
		if wait := limit.Wait(a, now); wait != 100*time.Millisecond {
			t.Fatalf("the 21st has to wait %s, want 100ms", wait)
		}
	}
	if wait := limit.Wait(b, now); wait != 0 {
		t.Errorf("another has to wait %s", wait)
	}
	if wait := limit.Wait(a, now.Add(100*time.Millisecond)); wait != 0 {
		t.Errorf("after the wait it has to wait %s", wait)
	}
}
