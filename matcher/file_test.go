package matcher

import (
	"bytes"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
)

func TestFileSurvivesWritingAndReading(t *testing.T) {
	t.Parallel()
	file := readTestFile(t)
	file.Description = `quotes " and <angles> & ampersands`
	file.WideValues = map[string][]string{"phone": {"01614960000\x1f"}}

	file.Comparisons[0].Levels[2].M, file.Comparisons[0].Levels[2].U = nil, nil
	var text bytes.Buffer
	if err := file.Write(&text); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text.String(), "<angles> &") {
		t.Error("angles are escaped: the file is for people to read")
	}
	again, err := ReadFile(bytes.NewReader(text.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(file, again) {
		t.Errorf("read back as %+v, want %+v", again, file)
	}
}

// The shape of a model file is what people write by hand: it changes only on purpose.
func TestFileIsWrittenAsItWasRead(t *testing.T) {
	t.Parallel()
	want, err := os.ReadFile(ladderModel)
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := readTestFile(t).Write(&got); err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("%s is written otherwise than it is kept:\n%s", ladderModel, got.String())
	}
}

func TestFileErrorsOfReadingAndWriting(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	if _, err := ReadFile(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("reading gave %v, want the reader's error", err)
	}
	if _, err := Read(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("reading gave %v, want the reader's error", err)
	}
	if err := smallFile().Write(brokenWriter{broken}); !errors.Is(err, broken) {
		t.Errorf("writing gave %v, want the writer's error", err)
	}
}

type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }

func TestReadFileNamesTheLine(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, want string }{
		{"empty", "", "reading model: line 1:"},
		{"no JSON", "model:\n  name: x\n", "reading model: line 1: invalid character 'm'"},
		{"comma too many", "{\n \"name\": \"x\",\n \"prior\": 0.5,\n}", "line 4: invalid character '}'"},
		{"no comma", "{\n \"name\": \"x\"\n \"prior\": 0.5\n}", "line 3: invalid character '\"'"},
		{"cut off", "{\n \"name\": \"x\",\n \"prior\": 0.5,\n", "line 4: unexpected"},
		{"text for a number", "{\n \"name\": \"x\",\n \"prior\": \"half\"\n}\n\n", "line 3: json: cannot unmarshal string"},
		{"number for a list", "{\n \"comparisons\": 3,\n \"name\": \"x\"\n}", "line 2: json: cannot unmarshal number"},
		{"fraction for a count", "{\n \"wide_limit\": 1.5,\n \"name\": \"x\"\n}", "line 2: json: cannot unmarshal number"},
		{"list for the model", "[]", "line 1: json: cannot unmarshal array"},
		{"unknown field", "{\n \"name\": \"x\",\n \"priour\": 0.5,\n \"version\": \"1\"\n}\n", `line 3: json: unknown field "priour"`},
		{"unknown field within", "{\n \"comparisons\": [\n  {\n   \"nam\": \"x\"}\n ],\n \"name\": \"x\"\n}", `line 4: json: unknown field "nam"`},
		{"something after", "{}\n\n{}", "line 3: expected nothing after the model"},
		{"junk after", "{}\n]", "line 2: expected nothing after the model"},
	} {
		_, err := ReadFile(strings.NewReader(tt.text))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s gave %v, want an error with %q", tt.name, err, tt.want)
		}
	}
}

func FuzzReadFile(f *testing.F) {
	text, err := os.ReadFile(ladderModel)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"name":"x","prior":0.5,"wide_limit":2,"max_cluster":2,"blocking_rules":[{"name":"b","keys":["x"]}],` +
		`"comparisons":[{"name":"c","levels":[{"name":"a","when":"null(x)","missing":true},{"name":"b","when":"else"}]}]}`))
	f.Add([]byte(`{"name":null,"comparisons":[{}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := ReadFile(bytes.NewReader(text))
		if err != nil {
			return
		}
		m, err := NewUntrained(file)
		if err != nil {
			return
		}
		in := m.NewInterner()
		a, b := daniel().comparable(t, m, in), daniel().with(fields{"nhs_number": "", "x": "1"}).comparable(t, m, in)
		if m.Decide(a, b) != m.Decide(b, a) {
			t.Error("a decision depends on which record comes first")
		}
	})
}

// daniel is a record with nothing missing.
func daniel() fields {
	return fields{
		"authority": "RM1", "local_id": "1", "nhs_number": "9991234519", "nhs_number_status": "01",
		"family_name": "SMITH", "given_names": "DANIEL", "birth_date": "1980-02-10", "sex": "M",
		"postcode": "M1 1AE", "phone": "0161 496 0001",
	}
}
