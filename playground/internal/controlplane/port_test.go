package controlplane

import (
	"context"
	"net"
	"strconv"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

func TestReservedPortIsFreeForSharersOnly(t *testing.T) {
	port, err := reservePort()
	if err != nil {
		t.Fatal(err)
	}
	defer port.release()
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port.number))

	if l, err := net.Listen("tcp", address); err == nil {
		l.Close()
		t.Errorf("another program can take %s", address)
	}

	sharing := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		return c.Control(func(fd uintptr) { _ = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_REUSEPORT, 1) })
	}}
	l, err := sharing.Listen(context.Background(), "tcp", address)
	if err != nil {
		t.Fatalf("the API server cannot take %s: %v", address, err)
	}
	defer l.Close()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatalf("nobody answers on %s: %v", address, err)
	}
	conn.Close()
}
