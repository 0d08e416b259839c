package linker_test

import (
	"context"
	"crypto/sha256"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/internal/bulk"
	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/population"
	"github.com/lhcre/mpi/internal/telemetry"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/demographics"
)

// What a region's records come to one by one, in any order, is what `mpi link`
// makes of all of them at once.
func TestStreamAndBulkGiveOnePartition(t *testing.T) {
	t.Parallel()
	model := shippedModel(t)
	all := generatedFacts(t, 600)
	r := newRunWith(model, index.OpenMemory(index.Options{}))
	for part := range slices.Chunk(shuffled(all), 97) {
		if _, err := r.linker.Process(t.Context(), r.lane, linker.Batch{Facts: part}); err != nil {
			t.Fatal(err)
		}
	}
	clusters, _, tasks, err := r.state(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	wantClusters, wantTasks := inBulk(t, model, all)
	if !slices.EqualFunc(clusters, wantClusters, slices.Equal) {
		t.Errorf("%d people, `mpi link` finds %d others or otherwise", len(clusters), len(wantClusters))
	}
	if !slices.Equal(tasks, wantTasks) {
		t.Errorf("%d tasks, `mpi link` has %d others or otherwise", len(tasks), len(wantTasks))
	}
}

// generatedFacts are the records of a generated region, each as one fact, some
// told wrongly first.
func generatedFacts(t *testing.T, people int) (all []facts.Fact) {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	header := population.Header()
	profile, err := population.DefaultProfile("wessex")
	if err != nil {
		t.Fatal(err)
	}
	var rows []population.Record
	cfg := population.Config{People: people, Region: "wessex", Seed: 4, Profile: profile}
	if _, err := population.Generate(t.Context(), cfg, func(row population.Row) error {
		rows = append(rows, row.Record)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for i, row := range rows {
		key := facts.Key{Authority: row[population.Authority], LocalID: row[population.LocalID]}
		stamp := func(hours int) facts.Stamp {
			return facts.Stamp{At: at.Add(time.Duration(hours) * time.Hour), Hash: sha256.Sum256([]byte{byte(i), byte(i >> 8), byte(hours)})}
		}
		all = append(all, facts.Fact{Key: key, Kind: facts.Tell, Stamp: stamp(2), Organisation: row[population.Organisation], Columns: columnsOf(header, row)})
		if rng.IntN(3) == 0 {
			other := columnsOf(header, rows[rng.IntN(len(rows))])
			delete(other, "family_name") // old names stay with a record, here another's
			delete(other, "postcode")
			delete(other, "address")
			all = append(all, facts.Fact{Key: key, Kind: facts.Tell, Stamp: stamp(1), Organisation: row[population.Organisation], Columns: other})
		}
	}
	return all
}

func columnsOf(header []string, row population.Record) facts.Columns {
	out := facts.Columns{}
	for i, name := range header {
		out[name] = row[i]
	}
	return out
}

func shuffled(all []facts.Fact) []facts.Fact {
	out := slices.Clone(all)
	rand.New(rand.NewPCG(3, 4)).Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

func inBulk(t *testing.T, model *matcher.Model, all []facts.Fact) (clusters [][]identity.RecordID, tasks []string) {
	t.Helper()
	told := map[facts.Key][]facts.Fact{}
	for _, f := range all {
		told[f.Key] = append(told[f.Key], f)
	}
	records := bulk.NewRecords(model)
	for key, list := range told {
		content := facts.Fold(list...)
		r, _, err := content.Record(key, model.OwnColumns(), demographics.Options{})
		if err != nil {
			t.Fatal(err)
		}
		records.Add(&r)
	}
	records.JudgeNumbers()
	answer, _, err := bulk.Resolve(context.Background(), records, identity.Past{}, telemetry.NewProgress(nil), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, ids := range answer.People() {
		clusters = append(clusters, ids)
	}
	slices.SortFunc(clusters, slices.Compare)
	for _, task := range answer.Tasks {
		tasks = append(tasks, taskText(task))
	}
	slices.Sort(tasks)
	return clusters, tasks
}
