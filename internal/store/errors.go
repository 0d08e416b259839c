package store

import "errors"

var (
	// ErrNotFound says that there is no such row.
	ErrNotFound = errors.New("the store has no such row")
	// ErrLeased says that somebody else publishes the shard.
	ErrLeased = errors.New("the outbox shard is leased by another process")
	// ErrOtherModel says that a model's name and version stand for another file.
	ErrOtherModel = errors.New("another model was adopted under this name and version; give the changed one a version of its own")
)
