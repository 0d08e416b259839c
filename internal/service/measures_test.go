package service

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestLittleRoom(t *testing.T) {
	t.Parallel()
	const gib = 1 << 30
	for _, c := range []struct {
		free, all float64
		want      bool
	}{
		{0.9 * gib, 10 * gib, true},
		{1.1 * gib, 10 * gib, false},
		{4 * gib, 100 * gib, true},
		{6 * gib, 100 * gib, false},
	} {
		if got := (room{c.free, c.all}).isLittle(); got != c.want {
			t.Errorf("%v of %v bytes free is little: %t, want %t", c.free, c.all, got, c.want)
		}
	}
}

// A folder that is gone says nothing, and takes nothing from what another says.
func TestDiskLooksWhereItCan(t *testing.T) {
	t.Parallel()
	d := disk{folders: []string{t.TempDir(), t.TempDir() + "/gone"}}
	if err := d.look(t.Context()); err != nil {
		t.Log(err) // this machine has little room
	}
	if free := d.free.Load(); free == nil || *free <= 0 {
		t.Errorf("%v bytes are free", free)
	}
	d = disk{folders: []string{t.TempDir() + "/gone"}}
	if err := d.look(t.Context()); err != nil || d.free.Load() != nil {
		t.Errorf("of a folder that is gone it says %v, %v", err, d.free.Load())
	}
}

// there is a store's clock.
type there func() (time.Time, error)

func (c there) Clock(context.Context) (time.Time, error) { return c() }

func TestClockSaysHowFarItIsOff(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for ahead, want := range map[time.Duration]bool{
		0: true, 9 * time.Second: true, -9 * time.Second: true, 11 * time.Second: false, -11 * time.Second: false,
	} {
		c := clock{store: there(func() (time.Time, error) { return noon, nil }), now: func() time.Time { return noon.Add(ahead) }}
		if err := c.look(t.Context()); (err == nil) != want || *c.offset.Load() != ahead {
			t.Errorf("%v ahead: %v, offset %v", ahead, err, *c.offset.Load())
		}
		c.store = there(func() (time.Time, error) { return noon, errors.New("away") })
		if err := c.look(t.Context()); err != nil || c.offset.Load() != nil {
			t.Errorf("of a store that is away it says %v, offset %v", err, c.offset.Load())
		}
	}
}

func TestBehindIsOldAndNotLinked(t *testing.T) {
	t.Parallel()
	var b backlog
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, step := range []struct {
		what string
		do   func()
		want bool
	}{
		{"nothing", func() {}, false},
		{"unread only", func() { b.unread("people/0", 9) }, false},
		{"old and being linked", func() { b.linking("people/0", noon.Add(-6*time.Minute)) }, true},
		{"linked, and more to come", func() { b.linked("people/0", 6*time.Minute) }, true},
		{"another is quick", func() { b.unread("people/1", 9); b.linked("people/1", time.Second) }, true},
		{"it was the last", func() { b.unread("people/0", 0) }, false},
		{"new and being linked", func() { b.linking("people/0", noon.Add(-time.Minute)) }, false},
		{"old again", func() { b.linking("people/0", noon.Add(-6*time.Minute)) }, true},
		{"it is lost", func() { b.forget("people/0") }, false},
	} {
		step.do()
		if got := b.late(noon) != nil; got != step.want {
			t.Errorf("%s: behind is %t, want %t", step.what, got, step.want)
		}
	}
}
