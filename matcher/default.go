package matcher

import (
	"bytes"
	_ "embed" // holds the default model
)

//go:embed models/uk.json
var defaultModel []byte

// Default gives the model for people of the United Kingdom that ships with the
// program. Its m, u and term frequencies were estimated without labels from
// generated people; `make model` makes it anew.
func Default() (*Model, error) { return Read(bytes.NewReader(defaultModel)) }
