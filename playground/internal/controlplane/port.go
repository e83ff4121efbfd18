package controlplane

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// port is a TCP port of 127.0.0.1 that no other program is given while we hold it.
type port struct {
	number int
	socket int
}

// reservePort lets the kernel choose a free port and keeps a socket bound to it without listening. The API
// server binds the same port with --permit-port-sharing, so there is no moment in which somebody else
// could take it.
func reservePort() (*port, error) {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	if err != nil {
		return nil, fmt.Errorf("cannot open a socket: %w", err)
	}
	number, err := bindLoopback(socket)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("cannot reserve a port on 127.0.0.1: %w", err), unix.Close(socket))
	}
	return &port{number: number, socket: socket}, nil
}

func bindLoopback(socket int) (int, error) {
	unix.CloseOnExec(socket)
	if err := unix.SetsockoptInt(socket, unix.SOL_SOCKET, unix.SO_REUSEPORT, 1); err != nil {
		return 0, err
	}
	if err := unix.Bind(socket, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		return 0, err
	}
	address, err := unix.Getsockname(socket)
	if err != nil {
		return 0, err
	}
	inet, ok := address.(*unix.SockaddrInet4)
	if !ok {
		return 0, fmt.Errorf("the socket has an address of type %T", address)
	}
	return inet.Port, nil
}

func (p *port) release() { _ = unix.Close(p.socket) }
