package hl7v2

import (
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// The character sets that messages are written in, as MSH-18 has them.
const (
	ASCII   = "ASCII"
	Latin1  = "8859/1"
	Unicode = "UNICODE UTF-8"
)

// knownSets says what MSH-18 may name.
const knownSets = "ASCII, 8859/1 to 8859/16 or UNICODE UTF-8"

// charset is a character set of ASCII and more.
type charset struct {
	name string
	wide bool // UTF-8; else a byte is a character
	// The tables of the upper half, nil for ASCII. Reading allows for more than
	// writing: what calls itself 8859/1 is often Windows' own set, which has
	// letters where 8859/1 has control characters.
	read, write *charmap.Charmap
}

func ascii() charset   { return charset{name: ASCII} }
func utf8Set() charset { return charset{name: Unicode, wide: true} }
func latin1() charset {
	return charset{name: Latin1, read: charmap.Windows1252, write: charmap.ISO8859_1}
}

// characterSet reads a value of MSH-18, in the spelling of HL7 or of the
// internet. A message is in ASCII if nothing is told.
func characterSet(told string) (_ charset, known bool) {
	name := spelling(told)
	switch name {
	case "", "ASCII", "USASCII":
		return ascii(), true
	case "UNICODEUTF8", "UTF8", "UNICODE":
		return utf8Set(), true
	case "88591", "ISO88591":
		return latin1(), true
	case "WINDOWS1252", "CP1252":
		return charset{told, false, charmap.Windows1252, charmap.Windows1252}, true
	}
	if table := table8859(name); table != nil {
		return charset{told, false, table, table}, true
	}
	return charset{}, false
}

// spelling gives a name in capitals, without what stands between its parts; "?"
// for what cannot be the name of a set.
func spelling(name string) string {
	const longest = 20
	var out []byte
	for i := range min(len(name), longest+1) {
		switch c := name[i]; {
		case c >= 'a' && c <= 'z':
			out = append(out, c-'a'+'A')
		case c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
			out = append(out, c)
		case c != ' ' && c != '/' && c != '-' && c != '_':
			return "?"
		}
	}
	if len(name) > longest || len(out) == 0 && name != "" {
		return "?"
	}
	return string(out)
}

func table8859(name string) *charmap.Charmap {
	switch name {
	case "88592", "ISO88592":
		return charmap.ISO8859_2
	case "88593", "ISO88593":
		return charmap.ISO8859_3
	case "88594", "ISO88594":
		return charmap.ISO8859_4
	case "88595", "ISO88595":
		return charmap.ISO8859_5
	case "88596", "ISO88596":
		return charmap.ISO8859_6
	case "88597", "ISO88597":
		return charmap.ISO8859_7
	case "88598", "ISO88598":
		return charmap.ISO8859_8
	case "88599", "ISO88599":
		return charmap.ISO8859_9
	case "885910", "ISO885910":
		return charmap.ISO8859_10
	case "885913", "ISO885913":
		return charmap.ISO8859_13
	case "885914", "ISO885914":
		return charmap.ISO8859_14
	case "885915", "ISO885915":
		return charmap.ISO8859_15
	case "885916", "ISO885916":
		return charmap.ISO8859_16
	}
	return nil
}

// append writes a character; ok is false where the set does not have it.
func (c charset) append(out []byte, r rune) (_ []byte, ok bool) {
	switch {
	case r == utf8.RuneError:
		return out, false
	case c.wide:
		return utf8.AppendRune(out, r), true
	case r < utf8.RuneSelf:
		return append(out, byte(r)), true //nolint:gosec // at most 0x7f
	case c.write == nil || isControl(r):
		return out, false
	}
	b, ok := c.write.EncodeRune(r)
	if !ok {
		return out, false
	}
	return append(out, b), true
}

// text gives bytes of the set as UTF-8; ok is false where they are none.
func (c charset) text(bytes string) (_ string, ok bool) {
	switch {
	case isASCII(bytes):
		return bytes, true
	case c.wide:
		return bytes, utf8.ValidString(bytes)
	case c.read == nil:
		return "", false
	}
	out := make([]byte, 0, len(bytes)+len(bytes)/2)
	for i := range len(bytes) {
		r := c.read.DecodeByte(bytes[i])
		if r == utf8.RuneError || isControl(r) {
			return "", false
		}
		out = utf8.AppendRune(out, r)
	}
	return string(out), true
}

// has says whether bytes are of the set.
func (c charset) has(bytes string) bool {
	if c.wide || c.read == nil {
		_, ok := c.text(bytes) // nothing is copied
		return ok
	}
	for i := range len(bytes) {
		if r := c.read.DecodeByte(bytes[i]); r == utf8.RuneError || isControl(r) {
			return false
		}
	}
	return true
}

// isControl finds the control characters of the upper half, which stand for
// bytes that a set has no letter for.
func isControl(r rune) bool { return r >= 0x80 && r < 0xa0 }

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
