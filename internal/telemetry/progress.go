// Package telemetry tells whoever runs the engine what it is doing. It is no
// step of a record's way: every step may report to it, and it imports none.
package telemetry

import (
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

const (
	patience = time.Second            // what ends sooner needs no bar
	redraw   = 200 * time.Millisecond // often enough to look alive
)

// Progress shows on a terminal how far a long task has come: percentage, rate
// and the time left. Away from a terminal, and for a nil Progress, it is silent.
// Add may be called by many goroutines at once, Start and Done by one.
type Progress struct {
	out   io.Writer // nil when silent
	count atomic.Int64
	stop  chan struct{} // nil when nothing runs
	drawn sync.WaitGroup
}

// NewProgress gives a Progress that draws on out if that is a terminal.
func NewProgress(out io.Writer) *Progress {
	file, ok := out.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return &Progress{}
	}
	return &Progress{out: out}
}

// Start begins a task of total units; zero or less says that nobody knows how
// many. A task that still runs is done.
func (p *Progress) Start(label string, total int64) {
	if p == nil || p.out == nil {
		return
	}
	p.Done()
	p.count.Store(0)
	p.stop = make(chan struct{})
	bar := newBar(p.out, label, total)
	p.drawn.Go(func() { p.draw(bar, total, p.stop) })
}

// Add counts n more units as done.
func (p *Progress) Add(n int) {
	if p != nil {
		p.count.Add(int64(n))
	}
}

// Done ends the task and clears the line for what follows.
func (p *Progress) Done() {
	if p == nil || p.stop == nil {
		return
	}
	close(p.stop)
	p.drawn.Wait()
	p.stop = nil
}

// draw shows the count at intervals, so that Add costs no more than an addition.
func (p *Progress) draw(bar *progressbar.ProgressBar, total int64, stop <-chan struct{}) {
	next := time.NewTimer(patience)
	defer next.Stop()
	for drawn := false; ; drawn = true {
		select {
		case <-stop:
			if drawn {
				_ = bar.Clear() // a line that cannot be cleared does no harm
			}
			return
		case <-next.C:
			p.show(bar, total)
			next.Reset(redraw)
		}
	}
}

// show stays below the total: at it the bar would end, though Done has not come.
func (p *Progress) show(bar *progressbar.ProgressBar, total int64) {
	count := p.count.Load()
	if total > 0 {
		count = min(count, total-1)
	}
	_ = bar.Set64(count) // a bar that cannot be drawn must not stop the work
}

func newBar(out io.Writer, label string, total int64) *progressbar.ProgressBar {
	if total <= 0 {
		total = -1 // the library's word for unknown
	}
	bar := progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(out),
		progressbar.OptionSetDescription(label),
		progressbar.OptionSetWidth(30),
		progressbar.OptionShowCount(),
		progressbar.OptionShowIts(),
		progressbar.OptionSetSpinnerChangeInterval(0), // draw is the only goroutine
	)
	bar.StartWithoutRender() // rate and time left count from here
	return bar
}
