package matcher

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// decodeStrictly decodes one JSON value, refuses fields that it does not know
// and anything after it, and gives the line of what is wrong.
func decodeStrictly(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("line %d: %w", lineOf(text, err), err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("line %d: expected nothing after the model", lineAt(text, decoder.InputOffset()))
	}
	return nil
}

// lineOf gives the line of an error. The decoder tells no place of a field that
// it does not know, so the field is looked for; a text cut off ends at its end.
func lineOf(text []byte, err error) int {
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return lineAt(text, syntax.Offset)
	}
	if kind, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return lineAt(text, kind.Offset)
	}
	if field, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return lineAt(text, int64(max(0, bytes.Index(text, []byte(field)))))
	}
	return lineAt(text, int64(len(text)))
}

func lineAt(text []byte, offset int64) int {
	return 1 + bytes.Count(text[:min(int64(len(text)), offset)], []byte{'\n'})
}
