package population

// shuffleWindow is how many rows wait to be written in another order: enough
// to tear people and households apart, in bounded memory.
const shuffleWindow = 1 << 16

// shuffle hands rows on in a random-looking, reproducible order.
type shuffle struct {
	r     random
	rows  []*Row
	write func(*Row) error
}

func newShuffle(seed uint64, write func(*Row) error) *shuffle {
	r := newRandom(seed)
	r.restart(^uint64(0) - 1)
	return &shuffle{r: r, write: write}
}

func (s *shuffle) add(row Row) error {
	if len(s.rows) < shuffleWindow {
		s.rows = append(s.rows, &row)
		return nil
	}
	i := s.r.IntN(len(s.rows))
	out := s.rows[i]
	s.rows[i] = &row
	return s.write(out)
}

func (s *shuffle) drain() error {
	s.r.Shuffle(len(s.rows), func(i, j int) { s.rows[i], s.rows[j] = s.rows[j], s.rows[i] })
	for _, row := range s.rows {
		if err := s.write(row); err != nil {
			return err
		}
	}
	s.rows = nil
	return nil
}
