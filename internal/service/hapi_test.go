package service_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/lhcre/mpi/internal/testenv"
)

// A FHIR client that somebody else wrote reads every answer, and its validator finds
// nothing wrong with any resource.
func TestHAPIReadsEveryAnswer(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starts Java")
	}
	cfg := embedded(t, t.TempDir())
	cfg.API.Organisations = example + "organisations.yaml"
	e, address := serving(t, cfg)
	e.read(t, e.send(t, exampleMessages(t)))
	said, err := testenv.CheckFHIR(t.Context(), "http://"+address+"/fhir", e.NewToken, "RM3", "https://irwell.example/id/pas", "A77")
	if errors.Is(err, testenv.ErrMissing) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	t.Log(said)
	if err != nil || strings.Count(said, "valid ") < 12 {
		t.Errorf("%v: %s", err, said)
	}
}
