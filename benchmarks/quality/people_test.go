package quality

import (
	"reflect"
	"testing"

	"github.com/lhcre/mpi/internal/bulk"
	"github.com/lhcre/mpi/internal/population"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/demographics"
)

func TestProfileIsItsOwn(t *testing.T) {
	t.Parallel()
	for _, region := range population.Regions() {
		usual, err := population.DefaultProfile(region)
		if err != nil {
			t.Fatal(err)
		}
		own, err := profileOf(region, "")
		if err != nil || reflect.DeepEqual(own, usual) {
			t.Errorf("%s: error %v, or the rates that models are trained on", region, err)
		}
		twins, err := profileOf(region, twinRates)
		if err != nil || twins.People.TwinBirths != 0.25 || twins.Errors != own.Errors {
			t.Errorf("%s: error %v, or changes that were lost", region, err)
		}
	}
}

func TestBadExplanationsAreNoticed(t *testing.T) {
	t.Parallel()
	model, err := matcher.Default()
	if err != nil {
		t.Fatal(err)
	}
	records := bulk.NewRecords(model)
	for _, id := range []string{"a", "b"} {
		text := map[string]string{"record_id": id, "family_name": "HOLLIS", "given_names": "ANN", "birth_date": "1980-02-03"}
		record, _, err := demographics.New(func(c string) string { return text[c] }, nil, demographics.Options{})
		if err != nil {
			t.Fatal(err)
		}
		records.Add(&record)
	}
	records.JudgeNumbers()
	a, b := records.All[0], records.All[1]
	right := model.Decide(a, b)
	wrong := right
	wrong.Weight++
	var w weighed
	w.check(model, a, b, right)
	if w.explained != 1 || w.unequal+w.asymmetric != 0 {
		t.Errorf("%+v for a pair that is explained rightly", w)
	}
	if w.check(model, a, b, wrong); w.unequal != 1 || w.asymmetric != 1 {
		t.Errorf("%+v for a weight that is a billionth of a bit off", w)
	}
}
