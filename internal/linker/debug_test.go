package linker_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"testing"

	"github.com/lhcre/mpi/matcher"
)

func TestDebug(t *testing.T) {
	seed, _ := strconv.Atoi(os.Getenv("SEED"))
	model, _ := matcher.Default()
	w := newWorld(uint64(seed))
	all := w.history()
	want := fromScratch(model, all)
	for order := range orders {
		run := newRun(model)
		bs := w.batches(w.shuffled(all))
		if os.Getenv("ORDER") == strconv.Itoa(order) {
			for i, b := range bs {
				for _, f := range b.Facts {
					fmt.Println(i, f.Kind, f.Key.Record()[:4], f.Other.LocalID, f.Stamp.At.Day(), map[string]string(f.Columns))
				}
				for _, n := range b.Numbers {
					fmt.Println(i, "number", n.Number.Digits(), n.State, n.SupersededBy.Digits(), n.At.Day())
				}
				for _, n := range b.Assertions {
					fmt.Println(i, "assert", n.A[:4], n.B[:4], n.Kind, n.At.Day(), n.Protected, n.SeenA != nil)
				}
			}
		}
		if err := run.play(context.Background(), bs); err != nil {
			t.Error(err)
		}
		if err := run.compare(context.Background(), want); err != nil {
			t.Error(order, err)
		}
	}
}
