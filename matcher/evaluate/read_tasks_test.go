package evaluate

import (
	"strings"
	"testing"
)

func TestReadTasks(t *testing.T) {
	t.Parallel()
	truth := map[string]string{"a": "1", "b": "2", "c": "1"}
	const header = "task_id,reason,identity_id_a,identity_id_b,record_id_a,record_id_b,match_weight\n"
	for name, c := range map[string]struct{ text, pairs, err string }{
		"two":             {header + "t,twins,X,Y,a,b,1\nu,review,X,Z,c,b,2\n", "a-b c-b ", ""},
		"none":            {header, "", ""},
		"no header":       {"", "", "reading tasks: tasks.csv: line 1"},
		"an unknown one":  {header + "t,twins,X,Y,a,d,1\n", "", "line 2, column record_id_b: expected a record that the truth has"},
		"a column absent": {"task_id,record_id_a\nt,a\n", "", "expected a column record_id_b"},
	} {
		var got strings.Builder
		failed := ""
		for pair, err := range ReadTasks("tasks.csv", strings.NewReader(c.text), truth) {
			if err != nil {
				failed = err.Error()
				break
			}
			if pair.Verdict != VerdictReview {
				t.Errorf("%s: verdict %s", name, pair.Verdict)
			}
			got.WriteString(pair.A + "-" + pair.B + " ")
		}
		if got.String() != c.pairs || !strings.Contains(failed, c.err) || (failed == "") != (c.err == "") {
			t.Errorf("%s: pairs %q, error %q; want %q, %q", name, got.String(), failed, c.pairs, c.err)
		}
	}
}
