package testenv_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/lhcre/mpi/internal/testenv"
)

// A route that is cut is silent, and works again once it is mended. Who came to
// Kafka by it does not find another way.
func TestARouteIsCutAndMended(t *testing.T) {
	t.Parallel()
	broker := testenv.NewKafka(t, testenv.KafkaOptions{Routes: 2})
	route := broker.Routes[1]
	t.Cleanup(func() { broker.Routes[0].Stop(); route.Stop() })
	client, err := kgo.NewClient(kgo.SeedBrokers(route.Address))
	must(t, err)
	defer client.Close()
	must(t, client.Ping(t.Context()))

	must(t, route.Cut())
	wantSilence(t, client.Ping)
	must(t, newClient(t, broker).Ping(t.Context()))

	must(t, route.Mend(t.Context()))
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	must(t, client.Ping(ctx))
}

func TestARouteToPostgreSQL(t *testing.T) {
	t.Parallel()
	server := testenv.PostgreSQL(t)
	route, address, err := server.NewRoute(t.Context(), server.URL)
	must(t, err)
	t.Cleanup(route.Stop)
	conn, err := pgx.Connect(t.Context(), address)
	must(t, err)
	defer conn.Close(t.Context())
	must(t, conn.Ping(t.Context()))

	must(t, route.Cut())
	wantSilence(t, conn.Ping)
	wantSilence(t, func(ctx context.Context) error {
		_, err := pgx.Connect(ctx, address)
		return err
	})

	must(t, route.Mend(t.Context()))
	again, err := pgx.Connect(t.Context(), address)
	must(t, err)
	must(t, again.Ping(t.Context()))
	must(t, again.Close(t.Context()))
}

func wantSilence(t *testing.T, ask func(context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if err := ask(ctx); err == nil {
		t.Error("a route that is cut lets an answer through")
	}
	if ctx.Err() == nil {
		t.Error("a route that is cut refuses, which is an answer too")
	}
}
