package jsinterop

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"

	"jsinterop/client-go/internal/background"
	"jsinterop/client-go/internal/clock"
	"jsinterop/client-go/internal/disposer"
	"jsinterop/client-go/internal/lease"
	pb "jsinterop/client-go/jsinteropv1"
)

const (
	// Results of some size are ordinary here; gRPC's own default of 4 MiB is not made for them.
	maxMessageBytes = 64 << 20

	// After an outage gRPC would dial again after up to two minutes.
	longestReconnectPause = 10 * time.Second

	// As long as gRPC gives each dialling itself.
	connectTimeout = 20 * time.Second

	// Renewals and disposals are short; one that takes longer has been lost.
	ownRPCTimeout = 10 * time.Second

	// How long Close waits at most for the broker to hear that everything is released.
	closeTimeout = time.Second

	nonceBytes = 16
)

// system is the machine, as far as a Client knows it.
type system struct {
	clock  clock.Clock
	random clock.Random
}

func realSystem() system { return system{clock: clock.Real{}, random: clock.RealRandom} }

// Client calls JavaScript through one broker. Make one for the process, and Close it. Safe for concurrent use.
type Client struct {
	pool     string
	leaseTTL time.Duration
	clock    clock.Clock

	connection *grpc.ClientConn
	stub       pb.InteropClient

	// Everything that is under way: calls, renewals, disposals. All of it ends with ctx.
	work   background.Group
	ctx    context.Context
	cancel context.CancelFunc

	leases   *lease.Book
	disposer *disposer.Disposer
}

func connectParams() grpc.ConnectParams {
	pauses := backoff.DefaultConfig
	pauses.MaxDelay = longestReconnectPause
	return grpc.ConnectParams{Backoff: pauses, MinConnectTimeout: connectTimeout}
}

// Dial makes a Client of the broker at target, a gRPC name such as `127.0.0.1:7543` or `unix:/run/jsinterop.sock`. It
// does not wait: the first call connects.
func Dial(target string, options ...Option) (*Client, error) {
	if target == "" {
		return nil, badArgument("the target is empty")
	}
	config := newConfig(options)
	if config.leaseTTL < 0 {
		return nil, badArgument("the lease's TTL is negative")
	}
	dial := []grpc.DialOption{
		grpc.WithTransportCredentials(config.credentials),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxMessageBytes)),
		// A service configuration, which gRPC finds by DNS too, could have calls made twice.
		grpc.WithDisableRetry(),
		grpc.WithConnectParams(connectParams()),
	}
	connection, err := grpc.NewClient(target, append(dial, config.dial...)...)
	if err != nil {
		return nil, badArgument("the target or the options: %v", err)
	}
	c := &Client{
		pool: config.pool, leaseTTL: config.leaseTTL, clock: config.system.clock,
		connection: connection, stub: pb.NewInteropClient(connection),
	}
	c.ctx, c.cancel = context.WithCancel(context.Background())
	c.disposer = disposer.New(c.sendDispose, &c.work, config.system.clock, config.system.random)
	c.leases = lease.NewBook(&lease.System{
		RPCs: leaseRPCs{c}, Work: &c.work, Clock: config.system.clock, Random: config.system.random,
	})
	return c, nil
}

// Close cancels what is under way, ends the Client's leases and with them everything that it holds, and closes the
// connection. It waits for the broker for a second at most. An error says that the broker could not be told; the
// leases run out by themselves then. A second Close does nothing.
func (c *Client) Close() error {
	if !c.work.Close() {
		return nil
	}
	c.cancel()
	c.work.Wait()
	items := c.disposer.Close()
	items.References = nil // They end with their leases.
	items.Leases = append(items.Leases, c.leases.Close()...)
	failed := c.disposeAll(items)
	return errors.Join(failed, c.connection.Close())
}

// disposeAll is for the end, when nothing is under way any more.
func (c *Client) disposeAll(items disposer.Items) error {
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	for items.Count() > 0 {
		batch := items.TakeBatch()
		if _, err := c.stub.Dispose(ctx, batch.Request()); err != nil {
			return fromRPC(ctx, err)
		}
	}
	return nil
}

// linked is ctx, but ends with the Client too.
func (c *Client) linked(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(c.ctx, cancel)
	return ctx, func() {
		stop()
		cancel()
	}
}

func newNonce() []byte {
	nonce := make([]byte, nonceBytes)
	if _, err := rand.Read(nonce); err != nil {
		panic("the machine has no randomness: " + err.Error()) // Without it, nothing secret can be made.
	}
	return nonce
}

// sendDispose is the disposer's RPC.
func (c *Client) sendDispose(request *pb.DisposeRequest) error {
	ctx, cancel := context.WithTimeout(c.ctx, ownRPCTimeout)
	defer cancel()
	_, err := c.stub.Dispose(ctx, request)
	return err
}
