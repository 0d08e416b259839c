package demographics

import (
	"fmt"
	"io"
	"log/slog"
)

// mask stands for every personal value; its length says nothing.
const mask = "▇▇▇"

// masked hides the value that embeds it from fmt, slog and text encoders.
type masked struct{}

// String gives the mask.
func (masked) String() string { return mask }

// GoString gives the mask.
func (masked) GoString() string { return mask }

// Format writes the mask, whatever the verb and flags.
func (masked) Format(s fmt.State, _ rune) { writeMask(s) }

// LogValue gives the mask.
func (masked) LogValue() slog.Value { return slog.StringValue(mask) }

// MarshalText gives the mask, so that JSON holds no personal value by accident.
func (masked) MarshalText() ([]byte, error) { return []byte(mask), nil }

// writeMask ignores the error, as fmt does: a Formatter has nowhere to send it.
func writeMask(w io.Writer) { _, _ = io.WriteString(w, mask) }

// Private is personal text: it shows itself only through Reveal.
type Private string

// Reveal gives the text itself.
func (p Private) Reveal() string { return string(p) }

// String gives the mask.
func (Private) String() string { return mask }

// GoString gives the mask.
func (Private) GoString() string { return mask }

// Format writes the mask, whatever the verb and flags.
func (Private) Format(s fmt.State, _ rune) { writeMask(s) }

// LogValue gives the mask.
func (Private) LogValue() slog.Value { return slog.StringValue(mask) }

// MarshalText gives the mask.
func (Private) MarshalText() ([]byte, error) { return []byte(mask), nil }
