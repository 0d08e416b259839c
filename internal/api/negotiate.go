package api

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/lhcre/mpi/internal/fhir"
)

// negotiate makes sure that the caller takes JSON, the one form that there is.
func (c *call) negotiate() error {
	query, err := url.ParseQuery(c.r.URL.RawQuery)
	if err != nil {
		return &problem{status: http.StatusBadRequest, code: codeInvalid, text: "the address has parameters that cannot be read"}
	}
	if all, asked := query["_format"]; asked {
		if len(all) == 1 && isJSON(all[0]) {
			return nil
		}
		return notAcceptable()
	}
	accept := c.r.Header.Values("Accept")
	if len(accept) == 0 || slices.ContainsFunc(accept, takesJSON) {
		return nil
	}
	return notAcceptable()
}

func notAcceptable() error {
	return &problem{status: http.StatusNotAcceptable, code: codeNotSupported, text: "answers are in " + contentType}
}

// takesJSON reads a header Accept.
func takesJSON(header string) bool {
	for one := range strings.SplitSeq(header, ",") {
		kind, parameters, err := mime.ParseMediaType(strings.TrimSpace(one))
		if err != nil {
			continue
		}
		quality, err := strconv.ParseFloat(parameters["q"], 64)
		if refused := err == nil && quality == 0; refused {
			continue
		}
		if kind == "*/*" || kind == "application/*" || isJSON(kind) {
			return true
		}
	}
	return false
}

func isJSON(kind string) bool {
	kind, _, _ = strings.Cut(kind, ";")
	switch strings.ToLower(strings.ReplaceAll(strings.TrimSpace(kind), " ", "+")) { // a + that nobody escaped
	case "json", "application/json", contentType, "text/json":
		return true
	}
	return false
}

// parameters gives the parameters of the address, of which there may be no others
// than those named.
func (c *call) parameters(known ...string) (url.Values, error) {
	values := c.r.URL.Query()
	for name := range values {
		if name != "_format" && !slices.Contains(known, name) {
			return nil, &problem{
				status: http.StatusBadRequest, code: codeNotSupported,
				text: "there is a parameter that is none of _format, " + strings.Join(known, ", "),
			}
		}
	}
	return values, nil
}

// body reads the resource that was sent.
func (c *call) body() (fhir.Resource, error) {
	if err := c.isJSONBody(); err != nil {
		return nil, err
	}
	text, err := io.ReadAll(c.r.Body)
	if err != nil {
		return nil, fmt.Errorf("reading a request: %w", err)
	}
	return fhir.Decode(text)
}

// isJSONBody wants a body that says that it is JSON.
func (c *call) isJSONBody() error {
	kind, parameters, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	charset := strings.ToLower(parameters["charset"])
	if err != nil || !isJSON(kind) || charset != "" && charset != "utf-8" {
		return &problem{status: http.StatusUnsupportedMediaType, code: codeNotSupported, text: "expected a body in " + contentType}
	}
	return nil
}
