package broker

import (
	"bytes"
	"maps"
	"testing"

	"github.com/twmb/franz-go/pkg/kmsg"
)

// batch lays out one batch of a producer.
func batch(producer int64, epoch, attributes int16) []byte {
	b := kmsg.RecordBatch{Magic: 2, ProducerID: producer, ProducerEpoch: epoch, Attributes: attributes, Records: []byte("records")}
	b.Length = int32(len(b.AppendTo(nil))) - beforeLength
	return b.AppendTo(nil)
}

func TestScanFindsOpenTransactions(t *testing.T) {
	t.Parallel()
	const plain, inTransaction, marker = 0, transactional, transactional | control
	for name, c := range map[string]struct {
		segment [][]byte
		want    map[int64]int16
	}{
		"empty":                 {nil, map[int64]int16{}},
		"no transaction":        {[][]byte{batch(7, 1, plain)}, map[int64]int16{}},
		"open":                  {[][]byte{batch(7, 1, inTransaction)}, map[int64]int16{7: 1}},
		"ended":                 {[][]byte{batch(7, 1, inTransaction), batch(7, 1, marker)}, map[int64]int16{}},
		"another one ended":     {[][]byte{batch(7, 1, inTransaction), batch(8, 1, marker)}, map[int64]int16{7: 1}},
		"open again":            {[][]byte{batch(7, 1, inTransaction), batch(7, 1, marker), batch(7, 2, inTransaction)}, map[int64]int16{7: 2}},
		"marker that is a half": {[][]byte{batch(7, 1, inTransaction), batch(7, 1, marker)[:65]}, map[int64]int16{7: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			segment := bytes.Join(c.segment, nil)
			got := make(map[int64]int16)
			if err := scanBatches(bytes.NewReader(segment), int64(len(segment)), got); err != nil {
				t.Fatal(err)
			}
			if !maps.Equal(got, c.want) {
				t.Errorf("open: %v, want %v", got, c.want)
			}
		})
	}
}

func TestPartitionsByTheirFolders(t *testing.T) {
	t.Parallel()
	for folder, want := range map[string]struct {
		topic     string
		partition int32
		ok        bool
	}{
		"mpi.identities.v1-3": {"mpi.identities.v1", 3, true},
		"a-b-10":              {"a-b", 10, true},
		"a%2Fb-0":             {"a/b", 0, true},
		"a%ZZ-0":              {"", 0, false},
		"events":              {"", 0, false},
		"events-x":            {"", 0, false},
	} {
		topic, partition, ok := parsePartition(folder)
		if ok != want.ok || ok && (topic != want.topic || partition != want.partition) {
			t.Errorf("parsePartition(%q) = %q, %d, %t", folder, topic, partition, ok)
		}
	}
}

// FuzzScan reads anything to its end.
func FuzzScan(f *testing.F) {
	f.Add(bytes.Join([][]byte{batch(7, 1, transactional), batch(7, 1, transactional|control)}, nil))
	f.Add(batch(7, 1, transactional)[:40])
	f.Fuzz(func(t *testing.T, segment []byte) {
		open := make(map[int64]int16)
		if err := scanBatches(bytes.NewReader(segment), int64(len(segment)), open); err != nil {
			t.Fatal(err)
		}
		if len(open) > len(segment)/headLength {
			t.Errorf("%d producers in %d bytes", len(open), len(segment))
		}
	})
}
