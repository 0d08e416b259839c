package hl7v2

import (
	"encoding/binary"
	"reflect"
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
