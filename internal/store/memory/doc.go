// Package memory is a store without a disk: it stands where internal/store does
// on a record's way, for tests of what is decided, which need thousands of stores
// that live for milliseconds. It keeps internal/store/storetest as the others do.
//
// One transaction runs at a time. A journal of what it changed takes it back when
// it fails.
package memory
