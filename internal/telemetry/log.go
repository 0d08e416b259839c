package telemetry

import (
	"fmt"
	"io"
	"log/slog"
	"time"
)

// NewLogger makes a logger that writes a JSON object a line, with times in UTC:
// level is debug, info, warn or error. It masks nothing: what is personal has
// types that mask themselves, and errors name places, not values.
func NewLogger(out io.Writer, level string) (*slog.Logger, error) {
	levels := map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}
	least, known := levels[level]
	if !known {
		return nil, fmt.Errorf("the log level %q is none of debug, info, warn, error", level)
	}
	return slog.New(slog.NewJSONHandler(out, &slog.HandlerOptions{Level: least, ReplaceAttr: inUTC})), nil
}

func inUTC(groups []string, a slog.Attr) slog.Attr {
	if len(groups) == 0 && a.Key == slog.TimeKey && a.Value.Kind() == slog.KindTime {
		a.Value = slog.TimeValue(a.Value.Time().UTC().Truncate(time.Millisecond))
	}
	return a
}
