// Package demographics is step 2 of a record's flow: it turns the raw text of
// a patient record into the standard form that is compared. The step before is
// intake (or a file reader), which decodes messages and rows; after it come
// blocking, which finds candidates, and matcher, which weighs them.
//
// Every part of a Record is a type that only its constructor can fill, so a
// value that exists is well formed and the zero value means absent. Values that
// cannot be used become absent with a Remark; values that contradict their own
// column reject the record with a FieldError. Neither holds the value itself.
//
// Personal values mask themselves whenever they are formatted, logged or
// encoded. Two gaps are Go's: fmt cannot call methods of unexported fields, so a
// struct that keeps a personal value in one must mask itself as Record does; and
// it shows raw what is given to %w without being an error, which vet refuses.
package demographics
