package jsinterop

import (
	"context"
	"errors"
	"fmt"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	pb "jsinterop/client-go/jsinteropv1"
)

// JsException is the error of a call whose JavaScript ran and threw.
type JsException struct {
	// `TypeError`. Empty if what was thrown is not an Error.
	Name string
	// The error's message; for a thrown value that is not an Error, a short description of it.
	Message string
	// As V8 prints it, with paths relative to the worker's root. May be empty.
	Stack string
	// The error's `code` property as text, such as `ERR_INVALID_URL`. May be empty.
	Code string
	// The error's cause; nil if there is none. Unwrap gives it too.
	Cause *JsException
	// The errors of an AggregateError.
	Errors []*JsException
	// Own properties of the error that are primitives, in order.
	Properties []Property
	// What was thrown, if it is not an Error, but plain data; else nil.
	Thrown *Value
	// Something was left out or cut.
	Truncated bool
}

// Error is the name and the message.
func (e *JsException) Error() string {
	switch {
	case e.Name == "" && e.Message == "":
		return "JavaScript threw"
	case e.Name == "":
		return "JavaScript threw " + e.Message
	case e.Message == "":
		return e.Name
	}
	return e.Name + ": " + e.Message
}

// Unwrap is the cause.
func (e *JsException) Unwrap() error {
	if e.Cause == nil {
		return nil
	}
	return e.Cause
}

// Property is the value of an own property of the error; undefined if it has none.
func (e *JsException) Property(key string) Value {
	found, _ := (&Object{Properties: e.Properties}).Get(key)
	return found
}

// Executed says whether the function of a call ran.
type Executed int

// Whether the function ran.
const (
	// It may have run, wholly or partly.
	ExecutedUnknown Executed = iota
	// It did not begin: the call may be made again.
	ExecutedNo
	// It ran to its end; only its result could not be had.
	ExecutedYes
)

// String is NO, YES or UNKNOWN.
func (e Executed) String() string {
	switch e {
	case ExecutedNo:
		return "NO"
	case ExecutedYes:
		return "YES"
	}
	return "UNKNOWN"
}

// Reasons that this package gives by itself, beside those of error.proto.
const (
	// An argument cannot be sent.
	ReasonBadArgument = "BAD_ARGUMENT"
	// The function ran, and its result is not what the Go type can hold.
	ReasonResultMismatch = "RESULT_MISMATCH"
	// A result arrived that breaks the rules of the protocol, or is newer than this package.
	ReasonMalformedResult = "MALFORMED_RESULT"
	// The Client, Lease or Reference is closed, or does not belong to this Client.
	ReasonNotUsable = "NOT_USABLE"
)

// CallError is the error of a call that was refused, could not be run, or was lost on the way.
//
// Decide about a retry by Executed, never by Code: a connection that breaks in the middle of a call is Unavailable,
// and whether the function ran is not known then.
type CallError struct {
	Code codes.Code
	// For developers.
	Message string
	// The name of a Reason of error.proto without its prefix, such as `LEASE_EXPIRED`, or one of the reasons above.
	// Empty if gRPC itself made the error. A reason that you do not know means no more than Code and Executed say.
	Reason   string
	Executed Executed
	// For INVALID_FIELD: the field of the request. Else empty.
	Field string
	// What it concerns: a module, a member. May be empty. Never a token.
	Subject string

	status  *status.Status
	context error // Why the context ended, if that is why the call failed.
}

// Error says what happened, and why as one word.
func (e *CallError) Error() string {
	if e.Reason == "" {
		return fmt.Sprintf("%v: %s", e.Code, e.Message)
	}
	return fmt.Sprintf("%v: %s: %s", e.Code, e.Reason, e.Message)
}

// GRPCStatus is the status of the RPC, for status.FromError and status.Code.
func (e *CallError) GRPCStatus() *status.Status {
	if e.status != nil {
		return e.status
	}
	return status.New(e.Code, e.Message)
}

// Unwrap is context.Canceled or context.DeadlineExceeded where the context of the call ended it.
func (e *CallError) Unwrap() error { return e.context }

const (
	brokerDomain = "jsinterop.v1"

	// More causes than a worker sends; what nests deeper is left out.
	maxCauses = 32
)

// fromRPC makes a CallError of what gRPC said, which is not nil. ctx is the caller's.
func fromRPC(ctx context.Context, err error) *CallError {
	rpc := status.Convert(err)
	result := &CallError{Code: rpc.Code(), Message: rpc.Message(), status: rpc}
	for _, detail := range rpc.Details() {
		info, ok := detail.(*errdetails.ErrorInfo)
		if !ok || info.GetDomain() != brokerDomain {
			continue
		}
		result.Reason = info.GetReason()
		result.Field = info.GetMetadata()["field"]
		result.Subject = info.GetMetadata()["subject"]
		switch info.GetMetadata()["executed"] {
		case "NO":
			result.Executed = ExecutedNo
		case "YES":
			result.Executed = ExecutedYes
		}
		break
	}
	result.context = contextError(ctx, result)
	return result
}

// contextError is why the caller's context ended the call, if it did. gRPC keeps the deadline by a timer of its own,
// which may ring before the context's.
func contextError(ctx context.Context, failed *CallError) error {
	switch {
	case failed.Code == codes.DeadlineExceeded && failed.Reason == "":
		return context.DeadlineExceeded
	case failed.Code == codes.Canceled:
		return ctx.Err()
	}
	return nil
}

// answered says whether the broker itself answered with this error, so that nothing of the call is left there.
func (e *CallError) answered() bool { return e.status != nil && e.Reason != "" }

// leaseLost says whether the call failed since a lease or reference is no more.
func (e *CallError) leaseLost() bool {
	switch e.Reason {
	case "LEASE_EXPIRED", "BROKER_RESTARTED", "UNKNOWN_LEASE", "DISPOSED":
		return true
	}
	return false
}

// beforeSending says of any error that it came before anything was sent.
func beforeSending(ctx context.Context, err error) error {
	var failed *CallError
	if !errors.As(err, &failed) {
		failed = fromRPC(ctx, status.FromContextError(err).Err())
	}
	unsent := *failed
	unsent.Executed = ExecutedNo
	return &unsent
}

func badArgument(format string, args ...any) error {
	return &CallError{
		Code: codes.InvalidArgument, Reason: ReasonBadArgument, Executed: ExecutedNo, Message: fmt.Sprintf(format, args...),
	}
}

func notUsable(message string) error {
	return &CallError{Code: codes.FailedPrecondition, Reason: ReasonNotUsable, Executed: ExecutedNo, Message: message}
}

func malformedResult(err error) error {
	return &CallError{
		Code: codes.Internal, Reason: ReasonMalformedResult, Executed: ExecutedYes,
		Message: "a result arrived malformed: " + err.Error(),
	}
}

func resultMismatch(err error) error {
	return &CallError{
		Code: codes.FailedPrecondition, Reason: ReasonResultMismatch, Executed: ExecutedYes, Message: err.Error(),
	}
}

// readException makes an error of what JavaScript threw. What cannot be read of it only makes it less complete.
func readException(message *pb.Exception, depth int) *JsException {
	exception := &JsException{
		Name: message.GetName(), Message: message.GetMessage(), Stack: message.GetStack(), Code: message.GetCode(),
		Truncated: message.GetTruncated(),
	}
	if depth >= maxCauses {
		exception.Truncated = true
		return exception
	}
	if message.GetCause() != nil {
		exception.Cause = readException(message.GetCause(), depth+1)
	}
	for _, one := range message.GetErrors() {
		exception.Errors = append(exception.Errors, readException(one, depth+1))
	}
	for _, property := range message.GetProperties() {
		value, err := readValue(property.GetValue(), nil)
		if err != nil {
			exception.Truncated = true
			continue
		}
		exception.Properties = append(exception.Properties, Property{Key: property.GetKey(), Value: value})
	}
	if message.GetThrown() != nil {
		thrown, err := readValue(message.GetThrown(), nil)
		if err == nil {
			exception.Thrown = &thrown
		} else {
			exception.Truncated = true
		}
	}
	return exception
}
