package telemetry

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// answers are the figures of the API.
type answers struct {
	requests *prometheus.CounterVec
	took     *prometheus.HistogramVec
}

func (m *Metrics) makeAnswers() {
	m.answers.requests = m.counters("api_requests_total", "Requests of the API that were answered.", "operation", "status")
	m.answers.took = m.histograms("api_request_seconds", "From when a request came until it was answered, with it written down who was told of whom.", quick(), "operation")
}

// noOperation is the name of what is no endpoint.
const noOperation = "none"

// Expect names operations that may be asked for, so that their figures begin at 0.
func (m *Metrics) Expect(operations ...string) {
	for _, operation := range operations {
		for _, status := range []int{http.StatusOK, http.StatusServiceUnavailable} {
			m.answers.requests.WithLabelValues(operation, strconv.Itoa(status))
		}
		m.answers.took.WithLabelValues(operation)
	}
}

// Answered counts a request: an operation is one of a few names, or "".
func (m *Metrics) Answered(operation string, status int, took time.Duration) {
	if operation == "" {
		operation = noOperation
	}
	m.answers.requests.WithLabelValues(operation, strconv.Itoa(status)).Inc()
	m.answers.took.WithLabelValues(operation).Observe(took.Seconds())
}
