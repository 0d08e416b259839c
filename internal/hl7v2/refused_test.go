package hl7v2

import (
	"errors"
	"strings"
	"testing"
)

func TestWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ raw, want string }{
		"nothing":              {"", "expected a message that begins with MSH"},
		"another segment":      {"PID|1", "expected a message that begins with MSH"},
		"a batch":              {"FHS|^~\\&\r" + msh, "expected a message that begins with MSH"},
		"MSH alone":            {"MSH", "segment 1, MSH-1: expected a delimiter of fields"},
		"a quote divides":      {`MSH"^~\&"`, "segment 1, MSH-1: expected a delimiter of fields"},
		"a letter divides":     {"MSHa^~\\&a", "segment 1, MSH-1: expected a delimiter of fields"},
		"no more delimiters":   {"MSH|", `segment 1, MSH-2: expected one to five different delimiters, as ^~\&`},
		"one twice":            {"MSH|^^\\&|", `segment 1, MSH-2: expected one to five different delimiters, as ^~\&`},
		"that of fields again": {"MSH|^~|\\&", ""},
		"six":                  {"MSH|^~\\&#%|", `segment 1, MSH-2: expected one to five different delimiters, as ^~\&`},
		"a short name":         {msh + "\rPI", "segment 2: expected a segment's name of three capital letters or digits, and the delimiter of fields"},
		"text in between":      {msh + "\rSmith lives here", "segment 2: expected a segment's name of three capital letters or digits, and the delimiter of fields"},
		"a name run on":        {msh + "\rPIDX|1", "segment 2: expected a segment's name of three capital letters or digits, and the delimiter of fields"},
		"two messages":         {msh + "\rPID|1\r" + msh, "segment 3: expected one message, found a second MSH"},
		"cut off":              {"\x0b" + msh + "\rPID|1", "expected the end of the MLLP block"},
		"two blocks":           {"\x0b" + msh + "\r\x1c\rMORE", "expected nothing behind the end of the MLLP block"},
		"half a character":     {"\xff\xfeM", "expected UTF-16 of an even number of bytes"},
		"half a pair":          {"\xff\xfeM\x00\x00\xd8", "expected UTF-16 whose surrogates come in pairs"},
		"two first halves":     {"\xff\xfe\x00\xd8\x00\xd8", "expected UTF-16 whose surrogates come in pairs"},
		"half and a letter":    {"\xff\xfe\x00\xd8M\x00", "expected UTF-16 whose surrogates come in pairs"},
		"the wrong half":       {"\xff\xfe\x00\xdcM\x00", "expected UTF-16 whose surrogates come in pairs"},
		"an unknown set":       {msh + "||||||KLINGON\r", "segment 1, MSH-18: expected ASCII, 8859/1 to 8859/16 or UNICODE UTF-8"},
		"a long name of a set": {msh + "||||||" + strings.Repeat("8", 99), "segment 1, MSH-18: expected ASCII, 8859/1 to 8859/16 or UNICODE UTF-8"},
		"not ASCII":            {msh + "||||||ASCII\rPID|1||7~8^ZO\xcb", "segment 2, PID-3, repetition 2, component 2: expected characters of ASCII"},
		"not UTF-8":            {msh + "||||||UNICODE UTF-8\rPV1\rPID|ZO\xcb", "segment 3, PID-1, repetition 1, component 1: expected characters of UNICODE UTF-8"},
		"not of 8859/3":        {msh + "||||||8859/3\rPID|\xa5", "segment 2, PID-1, repetition 1, component 1: expected characters of 8859/3"},
		"a byte without sense": {msh + "||||||8859/1\rPID|\x81", "segment 2, PID-1, repetition 1, component 1: expected characters of 8859/1"},
		"nothing named":        {msh + "\rPID|\x81", "segment 2, PID-1, repetition 1, component 1: expected characters of 8859/1"},
		"half a character told": {
			msh + "||||||UNICODE UTF-8\rPID|\\XC3\\",
			"segment 2, PID-1, repetition 1, component 1: expected characters of UNICODE UTF-8",
		},
		"MSH itself":      {"MSH|^~\\&|PAS|ZO\xcb||||||||||||||ASCII", "segment 1, MSH-4, repetition 1, component 1: expected characters of ASCII"},
		"ten megabytes":   {msh + "\rPID|" + strings.Repeat("x", 10<<20), "expected at most 1048576 bytes"},
		"fields":          {msh + "\rPID" + strings.Repeat("|", 1001), "segment 2, PID: expected at most 1000 fields"},
		"repetitions":     {msh + "\rPID||" + strings.Repeat("~", 1000), "segment 2, PID-2: expected at most 1000 repetitions"},
		"components":      {msh + "\rPID||a~" + strings.Repeat("^", 200), "segment 2, PID-2, repetition 2: expected at most 200 components"},
		"subcomponents":   {msh + "\rPID||a^" + strings.Repeat("&", 200), "segment 2, PID-2, repetition 1, component 2: expected at most 200 subcomponents"},
		"segments":        {msh + strings.Repeat("\rZZZ", 10_000), "expected at most 10000 segments"},
		"only line feeds": {"\r\n\r\n", "expected a message that begins with MSH"},
	} {
		_, err := Parse([]byte(c.raw), Options{})
		if c.want == "" {
			if err != nil {
				t.Errorf("%s: %v, want none", name, err)
			}
			continue
		}
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: error %v, want %q", name, err, c.want)
		}
		if _, ok := errors.AsType[*ParseError](err); !ok {
			t.Errorf("%s: the error is a %T", name, err)
		}
	}
}

func TestALargerMessageIfAllowed(t *testing.T) {
	t.Parallel()
	raw := []byte(msh + "\rOBX|" + strings.Repeat("x", 10<<20))
	if _, err := Parse(raw, Options{MaxBytes: len(raw)}); err != nil {
		t.Error(err)
	}
	if _, err := Parse(raw, Options{MaxBytes: len(raw) - 1}); err == nil {
		t.Error("a byte too many was taken")
	}
}
