package intern

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

// A table answers as a map does, whatever comes in whatever order.
func TestTableAnswersAsAMapDoes(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	var table Table
	numbers, order := map[string]uint32{}, []string{}
	for range 200_000 {
		text := randomText(random)
		number, fresh := table.Add(text)
		before, known := numbers[text]
		if fresh == known || known && number != before || !known && int(number) != len(order) {
			t.Fatalf("%.20q: number %d, fresh %v; a map says %d, %v", text, number, fresh, before, known)
		}
		if fresh {
			numbers[text], order = number, append(order, text)
		}
	}
	if table.Len() != len(order) {
		t.Fatalf("%d texts, want %d", table.Len(), len(order))
	}
	for number, text := range order {
		found, ok := table.Find(text)
		if table.Text(uint32(number)) != text || !ok || int(found) != number {
			t.Fatalf("text %d is %.20q (found %d %v), want %.20q", number, table.Text(uint32(number)), found, ok, text)
		}
	}
	if _, ok := table.Find("never added"); ok {
		t.Error("found what was never added")
	}
}

func randomText(random *rand.Rand) string {
	switch random.IntN(1000) {
	case 0:
		return strings.Repeat("x", 200+random.IntN(200)) // around the length that needs more bytes
	case 1:
		return ""
	}
	return strconv.Itoa(random.IntN(100_000))
}

// Many at once are numbered as one by one, repeats among them too.
func TestAddAllAddsAsAddDoes(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	var one, many Table
	numbers := make([]uint32, 700)
	for range 300 {
		texts := make([]string, random.IntN(len(numbers)))
		for i := range texts {
			texts[i] = randomText(random)
		}
		fresh := map[int]bool{}
		many.AddAll(texts, numbers, func(i int) { fresh[i] = true })
		for i, text := range texts {
			number, isNew := one.Add(text)
			if numbers[i] != number || fresh[i] != isNew || many.Text(number) != text {
				t.Fatalf("%.20q: number %d, fresh %v; by itself %d, %v", text, numbers[i], fresh[i], number, isNew)
			}
		}
	}
	if many.Len() != one.Len() {
		t.Errorf("%d texts, want %d", many.Len(), one.Len())
	}
}

// A text stays what it was although the table grows, and however long it is.
func TestTextsStay(t *testing.T) {
	t.Parallel()
	var table Table
	huge := strings.Repeat("a long text ", 200_000)
	long, _ := table.Add(huge)
	kept := table.Text(long)
	for i := range 100_000 {
		table.Add(strconv.Itoa(i))
	}
	if kept != huge || table.Text(long) != huge {
		t.Error("a long text changed")
	}
	var empty Table
	if _, ok := empty.Find(""); ok || empty.Len() != 0 {
		t.Error("an empty table holds something")
	}
}

func BenchmarkAdd(b *testing.B) {
	texts := make([]string, 1<<20)
	for i := range texts {
		texts[i] = fmt.Sprintf("R%09d", i*7919)
	}
	for b.Loop() {
		var table Table
		for _, text := range texts {
			table.Add(text)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(texts)), "ns/text")
}

// Texts that a large table holds already: what a region's records mostly bring.
func BenchmarkKnown(b *testing.B) {
	const size, batch = 1 << 20, 512
	var table Table
	texts := make([]string, size)
	for i := range texts {
		texts[i] = fmt.Sprintf("R%09d", i*7919)
		table.Add(texts[i])
	}
	rand.New(rand.NewPCG(5, 6)).Shuffle(size, func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
	numbers := make([]uint32, batch)
	for name, add := range map[string]func([]string){
		"one by one": func(some []string) {
			for i, text := range some {
				numbers[i], _ = table.Add(text)
			}
		},
		"many at once": func(some []string) { table.AddAll(some, numbers, nil) },
	} {
		b.Run(name, func(b *testing.B) {
			at := 0
			for b.Loop() {
				add(texts[at : at+batch])
				at = (at + batch) % size
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*batch), "ns/text")
		})
	}
}
