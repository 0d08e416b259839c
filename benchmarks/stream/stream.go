package main

import (
	"context"
	"time"
)

func (b *bench) stream(ctx context.Context) error { _ = ctx; _ = time.Now; return nil }
func (b *bench) steady(ctx context.Context) error { _ = ctx; return nil }
