package hl7v2

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"
)

func message(set string, segments ...Segment) *Message {
	msh := NewSegment("MSH", 16)
	msh.Set(3, Text("PAS"))
	msh.Set(18, Text(set))
	return &Message{Segments: append([]Segment{msh}, segments...)}
}

func TestMessages(t *testing.T) {
	t.Parallel()
	pid := NewSegment("PID", 3)
	pid.Set(3, Field{Parts("12", "", "", "ZA01", "MR"), {{"34"}, {}, {}, {"a", "b"}}})
	pid.Set(5, Field{Parts("O|B^E&R~N\\", "")})
	pid.Set(7, Text(Null))
	pid.Set(9, Field{nil})
	for name, c := range map[string]struct {
		message *Message
		want    string
	}{
		"delimiters, repetitions, subcomponents, null, empty fields": {
			message(Unicode, pid),
			"MSH|^~\\&|PAS|||||||||||||||UNICODE UTF-8\rPID|||12^^^ZA01^MR~34^^^a&b||O\\F\\B\\S\\E\\T\\R\\R\\N\\E\\||\"\"\r",
		},
		"line ends are escaped": {
			message("", Segment{"NTE", []Field{Text("a\rb\n\x7f")}}), "MSH|^~\\&|PAS\rNTE|a\\X0D\\b\\X0A\\\\X7F\\\r",
		},
		"a byte a letter": {
			message(Latin1, Segment{"NTE", []Field{Text("ZOË")}}), "MSH|^~\\&|PAS|||||||||||||||8859/1\rNTE|ZO\xcb\r",
		},
		"UTF-8": {
			message(Unicode, Segment{"NTE", []Field{Text("ZOË ŁUC")}}), "MSH|^~\\&|PAS|||||||||||||||UNICODE UTF-8\rNTE|ZOË ŁUC\r",
		},
		"an empty repetition is kept in its place": {
			message("", Segment{"NTE", []Field{{nil, Parts("b")}}}), "MSH|^~\\&|PAS\rNTE|~b\r",
		},
	} {
		got, err := c.message.Append(nil)
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %q, error %v, want %q", name, got, err, c.want)
		}
	}
}

func TestWhatCannotBeWritten(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		message *Message
		want    string
	}{
		"no MSH":                {&Message{Segments: []Segment{{Name: "PID"}}}, "MSH"},
		"nothing":               {&Message{}, "MSH"},
		"unknown set":           {message("KLINGON"), "MSH-18"},
		"not in the set":        {message(ASCII, Segment{"PID", []Field{nil, Text("ZOË")}}), "PID-2: expected characters of ASCII"},
		"not in Latin 1":        {message(Latin1, Segment{"PID", []Field{Text("Ł")}}), "PID-1: expected characters of 8859/1"},
		"what only Windows has": {message(Latin1, Segment{"PID", []Field{Text("\u0092")}}), "PID-1: expected characters of 8859/1"},
		"not UTF-8":             {message(Unicode, Segment{"PID", []Field{Text("\xff")}}), "PID-1"},
		"a name of two":         {message("", Segment{Name: "ZZ"}), "name"},
		"a name in small case":  {message("", Segment{Name: "pid"}), "name"},
	} {
		out, err := c.message.Append([]byte("before"))
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "ZOË") || string(out) != "before" {
			t.Errorf("%s: %q, error %v, want one with %q", name, out, err, c.want)
		}
	}
}

func TestFieldsByNumber(t *testing.T) {
	t.Parallel()
	s := NewSegment("MSH", 0)
	s.Set(1, Text("x"))
	s.Set(10, Text("id"))
	if len(s.Fields) != 8 || s.Get(10)[0][0][0] != "id" || s.Get(1) != nil || s.Get(11) != nil {
		t.Errorf("fields %v", s.Fields)
	}
}

// FuzzAppend: whatever a value holds, the message keeps its form.
func FuzzAppend(f *testing.F) {
	f.Add("SMITH", "JOHN")
	f.Add("a|b^c~d\\e&f", "\r\n\x00")
	f.Add("Łó", "\xff")
	f.Fuzz(func(t *testing.T, a, b string) {
		pid := NewSegment("PID", 2)
		pid.Set(5, Field{Parts(a, b)})
		out, err := message(Unicode, pid).Append(nil)
		if err != nil {
			if utf8.ValidString(a+b) && !strings.ContainsRune(a+b, utf8.RuneError) {
				t.Fatalf("refused: %v", err)
			}
			return
		}
		body := out[bytes.IndexByte(out, '\r')+1:]
		if bytes.Count(out, []byte("\r")) != 2 || bytes.ContainsRune(out, '\n') || bytes.Count(body, []byte("|")) > 5 ||
			bytes.Count(body, []byte("^")) > 1 || bytes.ContainsAny(body, "~&") || bytes.Count(body, []byte(`\`))%2 != 0 {
			t.Errorf("%q came out as %q", []string{a, b}, out)
		}
	})
}
