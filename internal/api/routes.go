package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/lhcre/mpi/internal/auth"
)

// endpoint is something that can be asked for.
type endpoint struct {
	method, path string // below root; {id} stands for one part
	operation    auth.Operation
	serve        func(*call) (answer, error)
}

// endpoints are all that there are. One without an operation tells of nobody, and
// anybody may ask for it.
func endpoints() []endpoint {
	return []endpoint{
		{http.MethodGet, "fhir/metadata", "", (*call).metadata},
		{http.MethodPost, "fhir/Patient/$match", auth.Match, (*call).match},
		{http.MethodGet, "fhir/Patient/$ihe-pix", auth.CrossRefer, (*call).crossReference},
		{http.MethodPost, "fhir/Patient/$ihe-pix-list", auth.CrossRefer, (*call).list},
		{http.MethodPost, "fhir/Patient/$inpatients", auth.Inpatients, (*call).inpatients},
		{http.MethodGet, "fhir/Patient", auth.Search, (*call).search},
		{http.MethodPut, "fhir/Patient", auth.Feed, (*call).feed},
		{http.MethodDelete, "fhir/Patient", auth.Feed, (*call).unfeed},
		{http.MethodPost, "fhir/Patient/_search", auth.Search, (*call).search},
		{http.MethodGet, "fhir/Patient/{id}", auth.Read, (*call).read},
		{http.MethodGet, "fhir/Patient/{id}/_history", auth.Read, (*call).history},
		{http.MethodGet, "fhir/Patient/{id}/$locate", auth.Locate, (*call).locate},
		{http.MethodPost, "fhir/Patient/{id}/$report-wrong-link", auth.ReportWrong, (*call).reportWrongLink},
		{http.MethodGet, "fhir/AuditEvent", auth.Audit, (*call).auditEvents},
		{http.MethodGet, "identity-events", auth.Events, (*call).events},
		{http.MethodGet, "notices", auth.Notices, (*call).notices},
		{http.MethodGet, "recalls/{id}", auth.Recall, (*call).recall},
		{http.MethodPost, "recalls/{id}/acknowledgements", auth.Acknowledge, (*call).acknowledge},
	}
}

// route finds the endpoint of a request.
func (c *call) route() error {
	path, below := strings.CutPrefix(c.r.URL.Path, root)
	var allowed []string
	for _, e := range endpoints() {
		id, ok := fits(e.path, path)
		switch {
		case !below || !ok:
		case e.method == c.r.Method:
			c.endpoint, c.id = e, id
			return nil
		default:
			allowed = append(allowed, e.method)
		}
	}
	if len(allowed) > 0 {
		slices.Sort(allowed)
		return &problem{status: http.StatusMethodNotAllowed, code: codeNotSupported, text: "this is not asked for so", allow: strings.Join(allowed, ", ")}
	}
	return &problem{status: http.StatusNotFound, code: codeNotSupported, text: "there is nothing of this kind; metadata says what there is"}
}

// fits compares a path with an endpoint's, and gives the part that {id} stands for.
func fits(pattern, path string) (id string, ok bool) {
	want, got := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return "", false
	}
	for i := range want {
		switch {
		case want[i] == got[i]:
		case want[i] == "{id}" && got[i] != "" && !strings.HasPrefix(got[i], "$") && !strings.HasPrefix(got[i], "_"):
			id = got[i]
		default:
			return "", false
		}
	}
	return id, true
}
