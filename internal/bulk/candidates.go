package bulk

import "slices"

// window is how many neighbours a record is compared with in a block that stays
// too big even with the rule's second terms.
const window = 10

// pairs calls visit with each pair of records that share a key, once: at the
// first key, in sorted order, that both have.
func (b *blocks) pairs(from, to int, visit func(x, y int32)) {
	for from < to {
		end := b.block(from)
		if b.windowed[b.entries[from].key] {
			b.neighbours(b.entries[from:end], visit)
		} else {
			b.allPairs(b.entries[from:end], visit)
		}
		from = end
	}
}

func (b *blocks) allPairs(block []entry, visit func(x, y int32)) {
	for i, x := range block {
		for _, y := range block[i+1:] {
			if b.firstShared(int(x.record), int(y.record)) == x.key {
				visit(x.record, y.record)
			}
		}
	}
}

// neighbours pairs each record of a block with the next few, in an order that
// depends on the records alone.
func (b *blocks) neighbours(block []entry, visit func(x, y int32)) {
	sorted := slices.Clone(block)
	all := b.records.All
	slices.SortFunc(sorted, func(x, y entry) int { return all[x.record].Compare(all[y.record]) })
	for i, x := range sorted {
		for _, y := range sorted[i+1 : min(len(sorted), i+1+window)] {
			if b.firstShared(int(x.record), int(y.record)) == 0 {
				visit(x.record, y.record)
			}
		}
	}
}

// firstShared is the first key that two records share, windowed ones apart, or 0.
func (b *blocks) firstShared(x, y int) key {
	one, two := b.of(x), b.of(y)
	for i, j := 0, 0; i < len(one) && j < len(two); {
		switch {
		case one[i] < two[j]:
			i++
		case one[i] > two[j]:
			j++
		case len(b.windowed) > 0 && b.windowed[one[i]]:
			i, j = i+1, j+1
		default:
			return one[i]
		}
	}
	return 0
}

// cut divides the entries into spans of whole blocks with about equal work.
func (b *blocks) cut(spans int) []int {
	out := []int{0}
	size := max(len(b.entries)/spans, 1)
	for at := size; at < len(b.entries); at += size {
		place := max(at, out[len(out)-1])
		for place < len(b.entries) && place > 0 && b.entries[place].key == b.entries[place-1].key {
			place++
		}
		if place > out[len(out)-1] && place < len(b.entries) {
			out = append(out, place)
		}
	}
	return append(out, len(b.entries))
}
