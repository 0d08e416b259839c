package main

import (
	"context"
	"flag"
	"fmt"
	"runtime"
	"runtime/debug"
)

func versionCommand() command {
	return command{
		name:     "version",
		summary:  "say which build this is",
		examples: []string{"mpi version"},
		setup: func(*flag.FlagSet) action {
			return func(_ context.Context, env environment, _ []string) error { return env.print(version()) }
		},
	}
}

// version tells the module's version, the commit it was built from and Go's.
func version() string {
	build, ok := debug.ReadBuildInfo()
	if !ok {
		build = &debug.BuildInfo{}
	}
	commit := ""
	for _, setting := range build.Settings {
		if setting.Key == "vcs.revision" {
			commit = " commit " + setting.Value
		}
	}
	return fmt.Sprintf("mpi %s%s %s %s/%s\n", build.Main.Version, commit, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
