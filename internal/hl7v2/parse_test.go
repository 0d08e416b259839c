package hl7v2

import (
	"encoding/binary"
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"
)

const msh = "MSH|^~\\&|PAS|RM3|||||ADT^A31|7|T|2.4"

func segments(t *testing.T, raw string) []Segment {
	t.Helper()
	m, err := Parse([]byte(raw), Options{})
	if err != nil {
		t.Fatalf("%q: %v", raw, err)
	}
	return m.Segments[1:]
}

func TestPartsOfAMessage(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want []Field
	}{
		"nothing":                         {"", nil},
		"empty fields at the end":         {"|||", nil},
		"an empty field between":          {"|a||b", []Field{Text("a"), nil, Text("b")}},
		"Null is not empty":               {`|""|`, []Field{Text(Null)}},
		"components":                      {"|a^^b^", []Field{{{{"a"}, nil, {"b"}}}}},
		"nothing but delimiters":          {"|^&^|^^|&|x", []Field{nil, nil, nil, Text("x")}},
		"subcomponents":                   {"|a&b^&c&", []Field{{{{"a", "b"}, {"", "c"}}}}},
		"repetitions keep their places":   {"|~a~", []Field{{nil, {{"a"}}, nil}}},
		"delimiters escaped":              {`|O\F\B\S\E\T\R\R\N\E\`, []Field{Text("O|B^E&R~N\\")}},
		"hexadecimal":                     {`|a\X0D0A\b\X7C\`, []Field{Text("a\r\nb|")}},
		"a line break":                    {`|a\.br\b`, []Field{Text("a\nb")}},
		"highlighting is kept":            {`|\H\a\N\`, []Field{Text(`\H\a\N\`)}},
		"a formatting command is kept":    {`|a\.sp3\b\F\`, []Field{Text(`a\.sp3\b|`)}},
		"a sequence that nobody knows":    {`|\ZZ1\b\XZZ\c\X123\`, []Field{Text(`\ZZ1\b\XZZ\c\X123\`)}},
		"an escape mark alone":            {`|TRUST\`, []Field{Text(`TRUST\`)}},
		"a truncation mark without being": {`|a\P\`, []Field{Text(`a\P\`)}},
	} {
		got := segments(t, msh+"\rZID"+c.text)
		if len(got) != 1 || got[0].Name != "ZID" || !reflect.DeepEqual(got[0].Fields, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestDelimitersAreThoseOfTheMessage(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string][]Field{
		"MSH$%*!:$PAS\rPID$a%b:c*d!F!e!E!^&": {{{{"a"}, {"b", "c"}}, {{"d$e!^&"}}}},
		"MSH|^~\\&#|PAS\rPID|a\\P\\":         {Text("a#")},
		"MSH|^|PAS\rPID|a^b~c&d\\F\\":        {{{{"a"}, {"b~c&d\\F\\"}}}},
		"MSH|^~\\&\rPID|a":                   {Text("a")},
	} {
		if got := segments(t, raw); len(got) != 1 || !reflect.DeepEqual(got[0].Fields, want) {
			t.Errorf("%q: %q, want %q", raw, got, want)
		}
	}
}

func TestLineEndsAndFrames(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{
		"carriage returns":        msh + "\rPID|1\rZZZ|2\r",
		"line feeds":              msh + "\nPID|1\nZZZ|2",
		"both":                    msh + "\r\nPID|1\r\nZZZ|2\r\n",
		"empty lines":             "\n" + msh + "\r\r\nPID|1\n\rZZZ|2\n\n",
		"MLLP":                    "\x0b" + msh + "\rPID|1\rZZZ|2\r\x1c\r",
		"MLLP without its end":    "\x0b" + msh + "\rPID|1\rZZZ|2\r\x1c",
		"a byte order mark":       "\xef\xbb\xbf" + msh + "\rPID|1\rZZZ|2\r",
		"UTF-16, the low first":   wide(binary.LittleEndian, "\ufeff"+msh+"\rPID|1\rZZZ|2\r"),
		"UTF-16, the high first":  wide(binary.BigEndian, "\ufeff"+msh+"\rPID|1\rZZZ|2\r"),
		"empty fields at the end": msh + "\rPID|1|||\rZZZ|2||\r",
	} {
		want := []Segment{{"PID", []Field{Text("1")}}, {"ZZZ", []Field{Text("2")}}}
		if got := segments(t, raw); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func wide(order binary.AppendByteOrder, text string) string {
	var out []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		out = order.AppendUint16(out, unit)
	}
	return string(out)
}

func TestCharacterSets(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ set, bytes, want string }{
		"UTF-8":                       {"UNICODE UTF-8", "ZO\xc3\x8b", "ZOË"},
		"UTF-8 as the internet says":  {"utf-8", "ZO\xc3\x8b", "ZOË"},
		"8859/1":                      {"8859/1", "ZO\xcb", "ZOË"},
		"8859/1, as Windows has it":   {"8859/1", "O\x92NEILL", "O’NEILL"},
		"8859/2":                      {"8859/2", "\xa3UC", "ŁUC"},
		"8859/5":                      {"8859/5", "\xb8\xd2\xd0\xdd", "Иван"},
		"8859/7":                      {"ISO-8859-7", "\xc1", "Α"},
		"8859/15":                     {"8859/15", "\xbc", "Œ"},
		"Windows":                     {"WINDOWS-1252", "\x8a", "Š"},
		"none, and UTF-8":             {"", "ZO\xc3\x8b", "ZOË"},
		"none, and no UTF-8":          {"", "ZO\xcb", "ZOË"},
		"the first that it can be":    {"ASCII~8859/2~8859/1", "\xa3UC", "ŁUC"},
		"empty is ASCII, if repeated": {"~UNICODE UTF-8", "ZO\xc3\x8b", "ZOË"},
		"bytes told in hexadecimal":   {"UNICODE UTF-8", `ZO\XC38B\`, "ZOË"},
		"bytes in their order":        {"UNICODE UTF-8", `ZO\XC3\` + `\X8B\`, "ZOË"},
		"a byte in hexadecimal":       {"8859/1", `ZO\XCB\`, "ZOË"},
	} {
		got := segments(t, msh+"||||||"+c.set+"\rPID|"+c.bytes)
		if want := []Field{Text(c.want)}; !reflect.DeepEqual(got[0].Fields, want) {
			t.Errorf("%s: %q, want %q", name, got[0].Fields, want)
		}
	}
}

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

func TestAccess(t *testing.T) {
	t.Parallel()
	m, err := Parse([]byte(msh+"\rPID|1|^^|\"\"|a&b^\"\"^c~d\rZZZ\rPID|2"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	pid := m.Segment("PID")
	if got := pid.Get(1).Value(1); got != "1" || m.Segment("PV1") != nil {
		t.Errorf("the first PID has %q", got)
	}
	if empty, null := pid.Get(2), pid.Get(3); !empty.IsEmpty() || empty.HasNull() || null.IsEmpty() || !null.HasNull() || null.Value(1) != "" {
		t.Error("empty and Null are not told apart")
	}
	field := pid.Get(4)
	for place, want := range map[[2]int]string{{1, 1}: "a", {1, 2}: "b", {2, 1}: "", {3, 1}: "c", {0, 1}: "", {4, 1}: "", {1, 3}: "", {1, 0}: ""} {
		if got := field[0].Part(place[0], place[1]); got != want {
			t.Errorf("component %v is %q, want %q", place, got, want)
		}
	}
	if field[1].Value(1) != "d" || Field(nil).Value(1) != "" || !(Field{nil, {{""}}}).IsEmpty() {
		t.Error("a value is not where it should be")
	}
}
