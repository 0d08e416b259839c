package publish_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/publish"
)

// Each version of each notice is told once, in their order, whoever wrote it.
func TestNoticesAreTold(t *testing.T) {
	t.Parallel()
	for name, open := range stores() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, w := newBench(t), newWorld(t, open(t), 10)
			cfg := b.config(w.store, "one")
			cfg.Most = 3 // so that batches are cut
			p, _ := b.start(cfg)
			const notices, versions = 20, 4
			for version := range int64(versions) {
				for i := range notices {
					w.notice(i, version+1)
				}
				w.step()
				p.Wake()
			}
			told := map[string][]int64{}
			waitFor(t, "all notices", func() bool {
				clear(told)
				n := 0
				for _, message := range b.messages(b.notices()) {
					var got publish.Notice
					if err := json.Unmarshal(message, &got); err != nil {
						t.Fatal(err)
					}
					told[got.Notice] = append(told[got.Notice], got.Version)
					n++
				}
				return n >= notices*versions
			})
			for _, all := range told {
				if !slices.Equal(all, []int64{1, 2, 3, 4}) {
					t.Errorf("of a notice the versions %v are told", all)
				}
			}
			if len(told) != notices {
				t.Errorf("%d notices are told, want %d", len(told), notices)
			}
			b.heard(w)
			b.validate()
		})
	}
}

// notice has some lane write a version of a notice.
func (w *world) notice(i int, version int64) {
	w.t.Helper()
	n := aNotice()
	n.ID, n.Version, n.Retracted = identity.UUID5("notice", string(rune('a'+i))), version, version%2 == 0
	lane := w.lanes[w.random.IntN(len(w.lanes))]
	err := w.store.Update(w.t.Context(), lane, 0, func(tx linker.Tx, _ int64) error { return tx.PutNotices([]linker.Notice{n}) })
	if err != nil {
		w.t.Fatal(err)
	}
}
