package linker

import "errors"

// ErrFenced says that a lane has been taken by another process: who gets it may
// not write any more.
var ErrFenced = errors.New("the lane has another owner")
