package hl7v2

import (
	"encoding/hex"
	"strings"
)

// unescaped gives the bytes of a value. Sequences that say nothing about the
// text, such as highlighting, and those that nobody knows are kept as they are,
// as is an escape mark that begins no sequence.
func (m marks) unescaped(value string) string {
	if m.escape == 0 || strings.IndexByte(value, m.escape) < 0 {
		return value
	}
	out := make([]byte, 0, len(value))
	for {
		start := strings.IndexByte(value, m.escape)
		if start < 0 {
			return string(append(out, value...))
		}
		length := strings.IndexByte(value[start+1:], m.escape)
		if length < 0 {
			return string(append(out, value...))
		}
		end := start + 1 + length
		out = append(out, value[:start]...)
		if text, known := m.meaning(value[start+1 : end]); known {
			out = append(out, text...)
		} else {
			out = append(out, value[start:end+1]...)
		}
		value = value[end+1:]
	}
}

// meaning gives what an escape sequence stands for.
func (m marks) meaning(code string) (text string, known bool) {
	var mark byte
	switch code {
	case "F":
		mark = m.field
	case "S":
		mark = m.component
	case "T":
		mark = m.subcomponent
	case "R":
		mark = m.repetition
	case "E":
		mark = m.escape
	case "P":
		mark = m.truncation
	case ".br", ".BR":
		return "\n", true
	default:
		return hexadecimal(code)
	}
	return string(rune(mark)), mark != 0
}

// hexadecimal reads Xdd…, bytes in the message's character set.
func hexadecimal(code string) (text string, known bool) {
	digits, found := strings.CutPrefix(code, "X")
	if !found || digits == "" {
		return "", false
	}
	bytes, err := hex.DecodeString(digits)
	return string(bytes), err == nil
}
