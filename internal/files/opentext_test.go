package files

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

func TestOpenTextThroughCompression(t *testing.T) {
	t.Parallel()
	const text = "nhs_number,state\n"
	for name, compressed := range map[string]func(io.Writer) io.WriteCloser{
		"plain": func(w io.Writer) io.WriteCloser { return nopCloser{w} },
		"gzip":  func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) },
		"zstd": func(w io.Writer) io.WriteCloser {
			stream, err := zstd.NewWriter(w)
			if err != nil {
				t.Fatal(err)
			}
			return stream
		},
	} {
		path := filepath.Join(t.TempDir(), name)
		var into strings.Builder
		stream := compressed(&into)
		if _, err := io.WriteString(stream, text); err != nil {
			t.Fatal(err)
		}
		if err := stream.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(into.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		open, err := OpenText(path)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(open); err != nil || string(got) != text {
			t.Errorf("%s: %q, error %v", name, got, err)
		}
		if err := open.Close(); err != nil {
			t.Errorf("%s: closing: %v", name, err)
		}
	}
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

func TestOpenTextFails(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "broken.gz")
	if err := os.WriteFile(path, []byte("\x1f\x8b"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenText(path); err == nil || !strings.Contains(err.Error(), "the file breaks off") {
		t.Errorf("error %v, want one that says that the file breaks off", err)
	}
	if _, err := OpenText(path + ".none"); err == nil {
		t.Error("a file that is not there was opened")
	}
}
