package identity

import (
	"crypto/sha1" //nolint:gosec // UUIDv5 is defined over SHA-1; nothing secret hangs on it
	"fmt"
)

// taskSpace is the namespace of task keys, a random UUID.
const taskSpace = "\x5f\x0d\x1c\x86\x3b\x62\x4a\x0e\x9a\x57\x1e\x8c\x44\xd1\x70\xb3"

// UUID5 makes the UUID of version 5 for a name in a namespace (RFC 9562).
func UUID5(space, name string) string {
	sum := sha1.Sum([]byte(space + name)) //nolint:gosec // as above
	id := sum[:16]
	id[6] = id[6]&0x0f | 0x50
	id[8] = id[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[0:4], id[4:6], id[6:8], id[8:10], id[10:16])
}
