package identity

import "testing"

func TestUUID5(t *testing.T) {
	t.Parallel()
	const dns = "\x6b\xa7\xb8\x10\x9d\xad\x11\xd1\x80\xb4\x00\xc0\x4f\xd4\x30\xc8"
	// The vector of RFC 9562, appendix A.4.
	if got, want := UUID5(dns, "www.example.com"), "2ed6657d-e927-568b-95e1-2665a8aea6a2"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
