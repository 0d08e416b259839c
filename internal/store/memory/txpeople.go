package memory

import (
	"slices"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/store"
)

// PutIdentities writes identities whole.
func (t *tx) PutIdentities(all []identity.Identity) error {
	for _, p := range all {
		for _, m := range t.s.identities[p.ID].Members {
			t.s.identitiesOf.drop(&t.journal, m.Record, p.ID)
		}
		p.Members = slices.Clone(p.Members)
		t.s.identities.put(&t.journal, p.ID, p)
		for _, m := range p.Members {
			t.s.identitiesOf.add(&t.journal, m.Record, p.ID)
		}
	}
	return nil
}

// AddChanges adds to the history, which is the outbox too.
func (t *tx) AddChanges(all []linker.Change) error {
	for _, c := range all {
		t.tell(store.Message{Change: &c})
	}
	return nil
}

// tell adds to the outbox.
func (t *tx) tell(m store.Message) store.Message {
	m.Shard, m.Lane, m.Seq = store.ShardOf(m.Key().ID), t.lane.id, t.lane.nextChange
	set(&t.journal, &t.lane.nextChange, m.Seq+1)
	t.s.shards[m.Shard].lane(m.Lane).add(&t.journal, m.Seq, m)
	return m
}

// CloseTasks takes tasks off the list.
func (t *tx) CloseTasks(keys []string) error {
	for _, key := range keys {
		if task, open := t.s.tasks[key]; open {
			t.s.tasksOf.drop(&t.journal, task.Low, key)
			t.s.tasksOf.drop(&t.journal, task.High, key)
			t.s.tasks.remove(&t.journal, key)
		}
	}
	return nil
}

// OpenTasks puts tasks on the list; one that was open stays so since then.
func (t *tx) OpenTasks(tasks []linker.Task) error {
	for _, task := range tasks {
		if old, open := t.s.tasks[task.Key]; open {
			task.Opened = old.Opened
			t.s.tasksOf.drop(&t.journal, old.Low, task.Key)
			t.s.tasksOf.drop(&t.journal, old.High, task.Key)
		}
		t.s.tasks.put(&t.journal, task.Key, task)
		t.s.tasksOf.add(&t.journal, task.Low, task.Key)
		t.s.tasksOf.add(&t.journal, task.High, task.Key)
	}
	return nil
}

// PutNumberFacts keeps the newest fact of each number.
func (t *tx) PutNumberFacts(all []facts.NumberFact, lane int64, seqs []int64) error {
	for i, f := range all {
		number := f.Number.Uint64()
		if old, known := t.s.numberFacts[number]; known && f.Compare(old.NumberFact) <= 0 {
			continue
		}
		t.s.numberFacts.put(&t.journal, number, numberFact{f, lane, seqs[i]})
		if l := t.s.lane(lane); l != nil {
			l.numbers.add(&t.journal, seqs[i], number)
		}
	}
	return nil
}

// PutNumberStates keeps the states of number classes.
func (t *tx) PutNumberStates(all []linker.NumberState, cause string) error {
	for _, state := range all {
		if t.s.numberStates[state.Class].State != state.State {
			change := store.NumberChange{NumberState: state, Cause: cause, At: t.s.now()}
			set(&t.journal, &t.s.numberHistory, append(slices.Clip(t.s.numberHistory), change))
		}
		t.s.numberStates.put(&t.journal, state.Class, state)
	}
	return nil
}

// AddWide keeps wide keys.
func (t *tx) AddWide(all []linker.WideValue) error {
	for _, w := range all {
		t.s.wide.put(&t.journal, wideKey{w.Rule, w.Key}, w)
	}
	return nil
}

// AddDeadLetters keeps messages that could not be taken, each once.
func (t *tx) AddDeadLetters(all []linker.DeadLetter) error {
	for i := range all {
		id := store.DeadLetterID(&all[i])
		if _, known := t.s.deadLetters[id]; !known {
			t.s.deadLetters.put(&t.journal, id, store.DeadLetter{DeadLetter: all[i], ID: id})
		}
	}
	return nil
}

// Advance moves the lane's position.
func (t *tx) Advance(position linker.Position) error {
	set(&t.journal, &t.lane.position, position)
	return nil
}
