// Package brokertest starts a real broker with one local worker, for end-to-end tests.
package brokertest

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health/grpc_health_v1"
)

// Bounds for what takes real time; nothing waits longer than it must.
const (
	startTime = 30 * time.Second
	pollTime  = 20 * time.Millisecond
)

// Required, if it is set, has tests fail and not be skipped where no broker was built.
const Required = "JSINTEROP_E2E"

// Broker is a running broker.
type Broker struct {
	// Where clients reach it.
	Address string

	process *exec.Cmd
	log     *bytes.Buffer
	stopped bool
}

// Start starts a broker whose worker serves the folder root, and stops it when the test ends.
func Start(t testing.TB, root string, flags ...string) *Broker {
	t.Helper()
	return StartAt(t, "127.0.0.1:0", root, flags...)
}

// StartAt is Start with the address to listen at.
func StartAt(t testing.TB, listen, root string, flags ...string) *Broker {
	t.Helper()
	repository := repository()
	build := os.Getenv("JSINTEROP_BUILD_DIR")
	if build == "" {
		build = filepath.Join(repository, "build")
	}
	program := filepath.Join(build, "service", "server", "jsinterop-broker")
	script := filepath.Join(repository, "client-js", "dist", "worker", "main.js")
	for _, needed := range []string{program, script} {
		if _, err := os.Stat(needed); err != nil {
			if os.Getenv(Required) != "" {
				t.Fatalf("no broker to test with: %v", err)
			}
			t.Skipf("no broker to test with: %v; tests/run.sh builds it", err)
		}
	}
	ports := filepath.Join(t.TempDir(), "port")
	arguments := append([]string{
		"--listen=" + listen, "--port-file=" + ports, "--local-workers=1", "--root=" + root, "--worker-script=" + script,
	}, flags...)
	broker := &Broker{process: exec.Command(program, arguments...), log: &bytes.Buffer{}}
	broker.process.Stderr = broker.log
	if err := broker.process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { broker.Stop(t) })
	broker.await(t, "the broker listens", func() bool {
		port, err := os.ReadFile(ports)
		broker.Address = "127.0.0.1:" + strings.TrimSpace(string(port))
		return err == nil && len(port) > 0
	})
	broker.await(t, "the broker says SERVING", broker.isServing)
	return broker
}

func repository() string {
	_, here, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(here), "..", "..", "..")
}

func (b *Broker) await(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(startTime); !holds(); time.Sleep(pollTime) {
		if time.Now().After(end) {
			t.Fatalf("%s: not within %v", what, startTime)
		}
	}
}

func (b *Broker) isServing() bool {
	connection, err := grpc.NewClient(b.Address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return false
	}
	defer connection.Close()
	ctx, cancel := context.WithTimeout(context.Background(), startTime)
	defer cancel()
	request := &grpc_health_v1.HealthCheckRequest{Service: "jsinterop.v1.Interop"}
	answer, err := grpc_health_v1.NewHealthClient(connection).Check(ctx, request)
	return err == nil && answer.GetStatus() == grpc_health_v1.HealthCheckResponse_SERVING
}

// Stop stops the broker, as a test's end does. It does nothing the second time.
func (b *Broker) Stop(t testing.TB) {
	if b.stopped {
		return
	}
	b.stopped = true
	_ = b.process.Process.Signal(syscall.SIGTERM)
	if err := b.process.Wait(); err != nil {
		t.Errorf("the broker did not end well: %v", err)
	}
	if t.Failed() {
		t.Logf("the broker's log:\n%s", b.log)
	}
}
