package jsinterop

import (
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"

	pb "jsinterop/client-go/jsinteropv1"
)

// Option changes how Dial makes a Client.
type Option func(*config)

type config struct {
	credentials credentials.TransportCredentials
	dial        []grpc.DialOption
	leaseTTL    time.Duration
	pool        string
	system      system
}

func newConfig(options []Option) config {
	made := config{credentials: insecure.NewCredentials(), system: realSystem()}
	for _, option := range options {
		option(&made)
	}
	return made
}

// WithCredentials secures the connection. Without it, it is not secured at all.
func WithCredentials(secured credentials.TransportCredentials) Option {
	return func(c *config) { c.credentials = secured }
}

// WithDialOptions passes options of gRPC's on: interceptors, keepalive and the like.
func WithDialOptions(options ...grpc.DialOption) Option {
	return func(c *config) { c.dial = append(c.dial, options...) }
}

// WithLeaseTTL asks for the term of the lease: how long objects stay alive after this process was last heard of. The
// broker moves it into its own bounds. Without it the broker chooses: 5 minutes, if it is not told otherwise.
func WithLeaseTTL(ttl time.Duration) Option { return func(c *config) { c.leaseTTL = ttl } }

// WithPool names the pool of workers for calls that say nothing else.
func WithPool(pool string) Option { return func(c *config) { c.pool = pool } }

// CallOptions say how single calls are to be made. The zero value is what one mostly wants:
//
//	cart.With(jsinterop.CallOptions{Pool: "big"}).Invoke(ctx, "total")
type CallOptions struct {
	// How a result by value is copied.
	Encoding Encoding
	// In which form the result is wanted.
	Result Result
	// What the call grants belongs to this lease. Nil: to the target's, or else to the Client's own.
	Lease *Lease
	// Empty: the Client's pool, or wherever the references of the call live.
	Pool string
}

// Encoding is how a result is copied.
type Encoding int

// The encodings; interop.proto says more.
const (
	// Without loss.
	EncodingAuto = Encoding(pb.Encoding_ENCODING_AUTO)
	// What JSON.stringify makes of it, with its losses.
	EncodingJSON = Encoding(pb.Encoding_ENCODING_JSON)
	// As EncodingAuto, but never as JSON text.
	EncodingStructured = Encoding(pb.Encoding_ENCODING_STRUCTURED)
)

// Result is the form of a result. The zero Result is what the verb and its Go type ask for: a reference for Construct
// and for the type *Reference, nothing for InvokeVoid and Set, and else a copy.
type Result int

// The forms.
const (
	// A copy.
	ResultValue = Result(pb.ResultMode_RESULT_MODE_VALUE)
	// A live object. A primitive comes as it is, since there is nothing to refer to.
	ResultReference = Result(pb.ResultMode_RESULT_MODE_REFERENCE)
	// Nothing: it is dropped in the worker, and Undefined is returned.
	ResultVoid = Result(pb.ResultMode_RESULT_MODE_VOID)
)

// Operation is what to do with a member.
type Operation int

// The operations.
const (
	OperationCall      = Operation(pb.Operation_OPERATION_CALL)
	OperationConstruct = Operation(pb.Operation_OPERATION_CONSTRUCT)
	OperationGet       = Operation(pb.Operation_OPERATION_GET)
	OperationSet       = Operation(pb.Operation_OPERATION_SET)
)

// Verb is an operation, and whether a promise that comes of it is awaited. Callable.Do takes one; the other methods
// are names for the usual ones.
type Verb struct {
	Operation Operation
	Async     bool
}
