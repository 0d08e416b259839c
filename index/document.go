package index

import index "github.com/blevesearch/bleve_index_api"

// The names of what bleve sees of a record.
const (
	fieldID     = "_id"
	fieldStored = "s"
)

// document is a record on its way through bleve, which hands it on to the
// plugin: nothing of it is for bleve to analyse.
type document struct{ *pending }

var _ index.Document = document{}

func (d document) ID() string { return string(d.id[:]) }

// Size is for bleve's accounts of memory, which nobody reads.
func (document) Size() int { return 0 }

func (document) VisitFields(index.FieldVisitor)             {}
func (document) VisitComposite(index.CompositeFieldVisitor) {}
func (document) HasComposite() bool                         { return false }
func (document) NumPlainTextBytes() uint64                  { return 0 }
func (document) AddIDField()                                {} // it has one
func (document) StoredFieldsBytes() uint64                  { return 0 }
func (document) Indexed() bool                              { return true }
