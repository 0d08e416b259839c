//go:build !unix

package index

import "os"

// lock does nothing where there is no flock: bolt's own lock still keeps two
// processes from the same shard.
func lock(*os.File) error { return nil }
