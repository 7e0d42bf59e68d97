//go:build !js

package disk

import "syscall"

// atOnce opens a pipe without waiting for its writer.
const atOnce = syscall.O_NONBLOCK
