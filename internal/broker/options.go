package broker

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"strings"

	"github.com/twmb/franz-go/pkg/kfake"
)

const (
	segmentBytes   = 32 << 20
	partitionBytes = 256 << 20
	// A message of 10 MiB that nobody can decode must get as far as the dead letters.
	messageBytes = 12 << 20
)

func (o Options) cluster(gate *gate) []kfake.Opt {
	return []kfake.Opt{
		kfake.NumBrokers(1),
		kfake.Ports(o.Port),
		kfake.ClusterID("mpi"),
		kfake.DataDir(o.Dir),
		kfake.SyncWrites(),
		kfake.ListenFn(gate.listen),
		kfake.WithLogger(logger{o.Logger}),
		kfake.BrokerConfigs(map[string]string{
			"log.segment.bytes":          strconv.Itoa(segmentBytes),
			"log.retention.bytes":        strconv.FormatInt(cmp.Or(o.PartitionBytes, partitionBytes), 10),
			"log.retention.ms":           "-1",            // see the package's comment
			"log.cleaner.backoff.ms":     "3000000000000", // a lifetime: only Open compacts
			"offsets.retention.minutes":  "5256000",       // ten years: a group may rest, its place stays
			"message.max.bytes":          strconv.Itoa(messageBytes),
			"default.replication.factor": "1",
		}),
	}
}

// logger hands kfake's warnings on.
type logger struct{ to *slog.Logger }

var _ kfake.Logger = logger{}

// Logf implements [kfake.Logger]. Kfake says what it could not do with which
// file; no key or value of a record is in it.
func (l logger) Logf(level kfake.LogLevel, format string, arguments ...any) {
	if l.to == nil || level > kfake.LogLevelWarn {
		return
	}
	if strings.HasPrefix(format, "txn: ") && level == kfake.LogLevelWarn { // that a disk took its time is no news
		return
	}
	severity := slog.LevelWarn
	if level == kfake.LogLevelError {
		severity = slog.LevelError
	}
	l.to.LogAttrs(context.Background(), severity, "embedded broker", slog.String("what", fmt.Sprintf(format, arguments...)))
}
