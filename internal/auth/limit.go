package auth

import (
	"fmt"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"
)

// Limit keeps each caller to a rate, so that none has the engine to itself.
type Limit struct {
	every   rate.Limit
	burst   int
	callers *lru.Cache[caller, *rate.Limiter]
}

type caller struct{ subject, organisation string }

// mostCallers are remembered. Who is forgotten begins anew.
const mostCallers = 10_000

// NewLimit lets each caller send so many requests in a second, over two seconds.
func NewLimit(perSecond int) (*Limit, error) {
	callers, err := lru.New[caller, *rate.Limiter](mostCallers)
	if err != nil {
		return nil, fmt.Errorf("limiting callers: %w", err)
	}
	return &Limit{every: rate.Limit(perSecond), burst: 2 * perSecond, callers: callers}, nil
}

// Wait says how long a caller has to wait before it sends a request; 0 if it may
// now. A caller who is told to wait has not used anything up.
func (l *Limit) Wait(p Principal, now time.Time) time.Duration {
	who := caller{p.Subject, p.Organisation}
	limiter, there := l.callers.Get(who)
	if !there {
		limiter = rate.NewLimiter(l.every, l.burst)
		if earlier, raced, _ := l.callers.PeekOrAdd(who, limiter); raced {
			limiter = earlier
		}
	}
	reserved := limiter.ReserveN(now, 1)
	wait := reserved.DelayFrom(now)
	if wait > 0 {
		reserved.CancelAt(now)
	}
	return wait
}
