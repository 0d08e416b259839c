package api

import (
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"strconv"

	"github.com/lhcre/mpi/internal/auth"
	"github.com/lhcre/mpi/internal/fhir"
)

const contentType = "application/fhir+json"

// write sends an answer. No browser or proxy is to keep it, show it as anything else,
// or tell others from where it came.
func (c *call) write(w http.ResponseWriter, a answer) {
	header := w.Header()
	for name, value := range map[string]string{
		"Content-Type":              a.contentType() + "; charset=utf-8",
		"Cache-Control":             "no-store",
		"X-Content-Type-Options":    "nosniff",
		"Content-Security-Policy":   "default-src 'none'; frame-ancestors 'none'",
		"Referrer-Policy":           "no-referrer",
		"Strict-Transport-Security": "max-age=31536000",
		headerRequest:               c.request,
	} {
		header.Set(name, value)
	}
	if a.version > 0 {
		header.Set("ETag", etag(a.version))
	}
	if p := a.problem; p != nil {
		p.headers(header)
	}
	w.WriteHeader(a.status)
	_, err := w.Write(a.body()) //nolint:gosec // it is JSON, and no browser takes it for anything else
	if err == nil && a.more != nil {
		err = c.writeMore(w, a)
	}
	if err != nil {
		c.Log.DebugContext(c.r.Context(), "cannot send an answer", c.about(), slog.Any("error", err))
	}
}

// writeMore sends the lines that come after the first. If some cannot be had, the
// last line says so in place of saying that the answer is whole.
func (c *call) writeMore(w http.ResponseWriter, a answer) error {
	for {
		lines, err := a.more()
		if err != nil {
			lines = append(fhir.Append(nil, c.failed(err).resource), '\n')
		}
		if len(lines) == 0 {
			return nil
		}
		if _, failed := w.Write(lines); failed != nil || err != nil {
			return failed //nolint:wrapcheck // told by the caller
		}
	}
}

func (a *answer) contentType() string {
	switch {
	case a.json != nil:
		return "application/json"
	case a.more != nil:
		return "application/fhir+ndjson"
	}
	return contentType
}

func (a *answer) body() []byte {
	switch {
	case a.json != nil:
		return a.json
	case a.more != nil:
		return a.lines
	}
	return fhir.Append(nil, a.resource)
}

func (p *problem) headers(header http.Header) {
	if p.retry > 0 {
		header.Set("Retry-After", strconv.Itoa(int(math.Ceil(p.retry.Seconds()))))
	}
	if p.allow != "" {
		header.Set("Allow", p.allow)
	}
	if p.status == http.StatusUnauthorized {
		header.Set("WWW-Authenticate", auth.Challenge(p.err))
	}
}

func etag(version int64) string { return fmt.Sprintf(`W/"%d"`, version) }
