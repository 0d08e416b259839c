package telemetry

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"
)

func TestLoggerWritesAnObjectALine(t *testing.T) {
	t.Parallel()
	for level, want := range map[string]int{"debug": 4, "info": 3, "warn": 2, "error": 1} {
		var out bytes.Buffer
		log, err := NewLogger(&out, level)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range []slog.Level{slog.LevelDebug, slog.LevelInfo, slog.LevelWarn, slog.LevelError} {
			log.Log(context.Background(), l, "linked", slog.Int("records", 3))
		}
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		if len(lines) != want {
			t.Errorf("level %s wrote %d lines, want %d", level, len(lines), want)
		}
		for _, line := range lines {
			checkLine(t, line)
		}
	}
}

func checkLine(t *testing.T, line string) {
	t.Helper()
	var entry struct {
		Time    string `json:"time"`
		Msg     string `json:"msg"`
		Records int    `json:"records"`
	}
	if err := json.Unmarshal([]byte(line), &entry); err != nil || entry.Msg != "linked" || entry.Records != 3 {
		t.Errorf("line %s: %v", line, err)
	}
	if _, err := time.Parse("2006-01-02T15:04:05.999Z", entry.Time); err != nil {
		t.Errorf("the time %s is not in UTC", entry.Time)
	}
}

func TestLoggerWantsALevel(t *testing.T) {
	t.Parallel()
	if _, err := NewLogger(&bytes.Buffer{}, "loud"); err == nil {
		t.Error("the level loud passed")
	}
}
