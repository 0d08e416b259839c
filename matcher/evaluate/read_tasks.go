package evaluate

import (
	"errors"
	"fmt"
	"io"
	"iter"
)

// ReadTasks reads tasks.csv row by row, each task as the pair of records that it
// shows. Every record must be one that the truth has. After an error the
// sequence ends; it can be read only once.
func ReadTasks(file string, from io.Reader, truth map[string]string) iter.Seq2[Pair, error] {
	return func(yield func(Pair, error) bool) {
		r, err := openRows(file, from, "record_id_a", "record_id_b")
		for err == nil {
			var pair Pair
			if pair, err = r.task(truth); err == nil && !yield(pair, nil) {
				return
			}
		}
		if !errors.Is(err, io.EOF) {
			yield(Pair{}, fmt.Errorf("reading tasks: %w", err))
		}
	}
}

func (r *rows) task(truth map[string]string) (p Pair, err error) {
	if err = r.next(); err != nil {
		return Pair{}, err
	}
	if p.A, err = r.record(columnA, truth); err != nil {
		return Pair{}, err
	}
	p.B, err = r.record(columnB, truth)
	p.Verdict = VerdictReview
	return p, err
}
