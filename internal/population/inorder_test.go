package population

import (
	"context"
	"errors"
	"iter"
	"runtime"
	"testing"
)

// counting gives the numbers below n, and then perhaps an error.
func counting(n int, last error) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i := range n {
			if !yield(i, nil) {
				return
			}
		}
		if last != nil {
			yield(0, last)
		}
	}
}

func squares() func(int) (int, error) {
	return func(i int) (int, error) {
		for range i % 5 {
			runtime.Gosched() // parts take more and less time
		}
		return i * i, nil
	}
}

// TestPartsComeInOrder, all of them, whatever the number of cores.
func TestPartsComeInOrder(t *testing.T) {
	t.Parallel()
	for _, parts := range []int{0, 1, 2, 1000} {
		next := 0
		err := inOrder(t.Context(), counting(parts, nil), squares, func(got int) error {
			if got != next*next {
				t.Errorf("part %d came as %d", next, got)
			}
			next++
			return nil
		})
		if err != nil || next != parts {
			t.Errorf("%d of %d parts, error %v", next, parts, err)
		}
	}
}

// TestErrorsEndTheWork wherever they come from.
func TestErrorsEndTheWork(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	taken := func(int) error { return nil }
	for name, run := range map[string]func(context.Context) error{
		"source": func(ctx context.Context) error { return inOrder(ctx, counting(100, broken), squares, taken) },
		"work": func(ctx context.Context) error {
			return inOrder(ctx, counting(100, nil), func() func(int) (int, error) {
				return func(i int) (int, error) {
					if i == 50 {
						return 0, broken
					}
					return i, nil
				}
			}, taken)
		},
		"take": func(ctx context.Context) error {
			return inOrder(ctx, counting(100, nil), squares, func(i int) error {
				if i > 2000 {
					return broken
				}
				return nil
			})
		},
	} {
		if err := run(t.Context()); !errors.Is(err, broken) {
			t.Errorf("%s: error %v, want the one that came", name, err)
		}
	}
	cancelled, cancel := context.WithCancel(t.Context())
	err := inOrder(cancelled, counting(100_000, nil), squares, func(i int) error {
		if i == 100 {
			cancel()
		}
		return nil
	})
	if cancel(); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
}
