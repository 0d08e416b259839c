package store

import (
	"fmt"
	"strings"
	"syscall"
)

// giveUpUnanswered has the kernel close a connection when nothing that was sent is
// acknowledged for a while, instead of sending it again for a quarter of an hour.
func giveUpUnanswered(network, _ string, c syscall.RawConn) error {
	const tcpUserTimeout = 0x12 // of linux/tcp.h, which syscall lacks
	if !strings.HasPrefix(network, "tcp") {
		return nil
	}
	var failed error
	err := c.Control(func(fd uintptr) {
		failed = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpUserTimeout, int(lostAfter.Milliseconds()))
	})
	if err == nil {
		err = failed
	}
	if err != nil {
		return fmt.Errorf("limiting how long a connection may go unanswered: %w", err)
	}
	return nil
}
