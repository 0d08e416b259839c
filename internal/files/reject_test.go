package files

import (
	"bytes"
	"errors"
	"testing"
)

func TestRejectWriter(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	w, err := NewRejectWriter(&out)
	if err != nil {
		t.Fatal(err)
	}
	for _, reject := range []Reject{
		{File: "a.csv", Line: 7, RecordID: "r,1", Column: "birth_date", Reason: "expected a date"},
		{File: "a.csv", Line: 9, Reason: "expected a closing quote"},
	} {
		if err := w.Write(reject); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	const want = "file,line,record_id,column,reason\n" +
		"a.csv,7,\"r,1\",birth_date,expected a date\n" +
		"a.csv,9,,,expected a closing quote\n"
	if got := out.String(); got != want {
		t.Errorf("wrote\n%s\nwant\n%s", got, want)
	}
}

var errFull = errors.New("no space left")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestRejectWriterTellsOfAFullDisk(t *testing.T) {
	t.Parallel()
	w, err := NewRejectWriter(full{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); !errors.Is(err, errFull) {
		t.Errorf("error %v, want %v", err, errFull)
	}
}
