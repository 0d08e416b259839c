package population

import (
	"encoding/json"
	"testing"
)

func TestRatesBySex(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]BySex{
		`0.25`:                       {.25, .25},
		`{"women": 0.5, "men": 0.1}`: {.5, .1},
		`{"men": 0.1}`:               {0, .1},
	} {
		var got BySex
		if err := json.Unmarshal([]byte(text), &got); err != nil || got != want {
			t.Errorf("%s: %+v, error %v", text, got, err)
		}
		again, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		if got = (BySex{}); json.Unmarshal(again, &got) != nil || got != want {
			t.Errorf("%+v was written as %s and read as %+v", want, again, got)
		}
	}
	for _, text := range []string{`"often"`, `{"girls": 0.1}`, `[0.1]`, `{"women": "x"}`} {
		if err := json.Unmarshal([]byte(text), new(BySex)); err == nil {
			t.Errorf("%s was taken", text)
		}
	}
}
