package index

import (
	"encoding/binary"

	index "github.com/blevesearch/bleve_index_api"
)

// The fields of a bleve document. Nothing is scored, so there is no analysis:
// a document comes with its terms.
const (
	fieldID     = "_id"
	fieldKey    = "k"
	fieldNumber = "n"
	fieldStored = "s"
)

// document is a record as bleve takes it.
type document struct {
	id     string
	fields []field
}

func newDocument(p *pending) *document {
	id := string(p.id[:])
	d := &document{id: id, fields: make([]field, 0, 4)}
	d.fields = append(d.fields,
		field{name: fieldID, options: index.IndexField | index.StoreField, value: []byte(id), terms: terms([]byte(id))},
		field{name: fieldStored, options: index.StoreField, value: p.entry.payload()},
		field{name: fieldKey, options: index.IndexField, terms: keyTerms(p.entry.Keys)},
	)
	if p.entry.Number != 0 {
		d.fields = append(d.fields, field{name: fieldNumber, options: index.IndexField, terms: terms(numberTerm(p.entry.Number))})
	}
	return d
}

func (d *document) ID() string { return d.id }

// Size is for bleve's accounts of memory, which nobody reads.
func (*document) Size() int { return 0 }

func (d *document) VisitFields(visit index.FieldVisitor) {
	for i := range d.fields {
		visit(&d.fields[i])
	}
}

func (*document) VisitComposite(index.CompositeFieldVisitor) {}
func (*document) HasComposite() bool                         { return false }
func (*document) NumPlainTextBytes() uint64                  { return 0 }
func (*document) AddIDField()                                {} // it has one
func (*document) StoredFieldsBytes() uint64                  { return 0 }
func (*document) Indexed() bool                              { return true }

// field is one field of a document, its terms made.
type field struct {
	name    string
	options index.FieldIndexingOptions
	value   []byte
	terms   index.TokenFrequencies
}

func (f *field) Name() string                                     { return f.name }
func (f *field) Value() []byte                                    { return f.value }
func (*field) ArrayPositions() []uint64                           { return nil }
func (*field) EncodedFieldType() byte                             { return 'b' }
func (*field) Analyze()                                           {}
func (f *field) Options() index.FieldIndexingOptions              { return f.options }
func (*field) AnalyzedLength() int                                { return 1 }
func (f *field) AnalyzedTokenFrequencies() index.TokenFrequencies { return f.terms }
func (*field) NumPlainTextBytes() uint64                          { return 0 }

const keyLength = 8

func (k Key) appendTerm(out []byte) []byte { return binary.BigEndian.AppendUint64(out, uint64(k)) }

// numberTerm leaves out the leading bytes that are 0: ten digits need five.
func numberTerm(number uint64) []byte {
	term := binary.BigEndian.AppendUint64(nil, number)
	for len(term) > 1 && term[0] == 0 {
		term = term[1:]
	}
	return term
}

func keyTerms(keys []Key) index.TokenFrequencies {
	all := make([]byte, 0, len(keys)*keyLength)
	list := make([][]byte, len(keys))
	for i, key := range keys {
		start := len(all)
		all = key.appendTerm(all)
		list[i] = all[start:len(all):len(all)]
	}
	return terms(list...)
}

// terms gives each term the frequency 1: with none, bleve would not write a
// term of a single document in its short form.
func terms(list ...[]byte) index.TokenFrequencies {
	frequencies := make(index.TokenFrequencies, len(list))
	each := make([]index.TokenFreq, len(list))
	for i, term := range list {
		each[i].Term = term
		each[i].SetFrequency(1)
		frequencies[string(term)] = &each[i]
	}
	return frequencies
}
