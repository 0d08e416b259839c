package population

import "fmt"

// Format is how records are written.
type Format string

// The formats.
const (
	CSV   Format = "csv"
	FHIR  Format = "fhir"  // a Patient resource a line, in the form of UK Core
	HL7v2 Format = "hl7v2" // the life of each record as messages, in the order of time
)

// Formats lists the known formats.
func Formats() []Format { return []Format{CSV, FHIR, HL7v2} }

// layout is how a format is made: chunks into items, items into bytes.
type layout struct {
	file   string
	head   []byte
	span   uint64 // of the keys
	bytes  int    // that a person takes up while items are sorted
	lives  bool   // items tell of the life of records
	pack   func(*world) func([]Row) (items, error)
	unpack func(item, out, truth []byte) (newOut, newTruth []byte, err error)
}

func layoutOf(f Format) (layout, error) {
	switch f {
	case CSV, "":
		return rowLayout(RecordsFile, csvHead(), appendCSV), nil
	case FHIR:
		return rowLayout(PatientsFile, nil, appendPatient(columnsByName())), nil
	case HL7v2:
		return messageLayout(), nil
	}
	return layout{}, fmt.Errorf("format %q is unknown: expected one of %v", string(f), Formats())
}

// rowLayout writes a line a record, in an order that has nothing to do with
// who the people are.
func rowLayout(file string, head []byte, line func([]byte, *Row) ([]byte, error)) layout {
	const bytesPerPerson = 1200
	return layout{
		file: file, head: head, span: 1 << 63, bytes: bytesPerPerson,
		pack: func(w *world) func([]Row) (items, error) {
			return func(rows []Row) (items, error) { return packRows(w.cfg.Seed, rows), nil }
		},
		unpack: func(item, out, truth []byte) ([]byte, []byte, error) {
			row := parseCompact(item)
			out, err := line(out, &row)
			return out, appendTruth(truth, &row), err
		},
	}
}

// packRows gives each record a place in the file by its id.
func packRows(seed uint64, rows []Row) items {
	var all items
	for i := range rows {
		key := scramble(seed ^ hash(rows[i].Record[RecordID]))
		all.add(key>>1, func(out []byte) []byte { return appendCompact(out, &rows[i]) })
	}
	return all
}

// hash is FNV-1a.
func hash(text string) uint64 {
	h := uint64(0xcbf29ce484222325)
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * 0x100000001b3
	}
	return h
}
