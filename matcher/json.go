package matcher

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// decodeStrictly decodes one JSON value, refuses fields that it does not know
// and anything after it, and gives the line of what is wrong.
func decodeStrictly(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("line %d: %w", lineOf(text, decoder, err), err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("line %d: expected nothing after the model", lineAt(text, decoder.InputOffset()))
	}
	return nil
}

func lineOf(text []byte, decoder *json.Decoder, err error) int {
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return lineAt(text, syntax.Offset)
	}
	if kind, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return lineAt(text, kind.Offset)
	}
	return lineAt(text, decoder.InputOffset())
}

func lineAt(text []byte, offset int64) int {
	return 1 + bytes.Count(text[:min(int64(len(text)), offset)], []byte{'\n'})
}
