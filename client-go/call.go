package jsinterop

import (
	"context"
	"errors"
	"runtime"
	"time"

	"google.golang.org/grpc/codes"

	"jsinterop/client-go/internal/lease"
	pb "jsinterop/client-go/jsinteropv1"
)

// call is one call, from the verb to its result.
type call struct {
	client *Client
	// What the call uses: the target, and what the arguments refer to.
	held []*grant
	// The lease that the user named.
	chosen *lease.Lease
	// A result that is a reference goes into a lease of ours. A copy that may hold references asks for none: most hold
	// none, and a lease would tie the call to one worker; if it does hold some, the broker grants a lease for them.
	wantsLease bool
	pool       string // Whose lease that is.
	mayGrant   bool
	// The live objects in the result.
	granted []*Reference
	send    sender
}

// sender makes the RPC, in the lease and with the nonce that it is given.
type sender func(ctx context.Context, lease string, nonce []byte) (reply, error)

// reply is what either response has.
type reply struct {
	lease      *pb.LeaseState
	exception  *pb.Exception
	reference  *pb.Reference
	value      *pb.Value
	references []*pb.Reference
	completed  bool
}

// choose takes the lease that the user named, if any.
func (c *call) choose(named *Lease) error {
	if named == nil {
		return nil
	}
	if named.client != c.client {
		return notUsable("the Lease belongs to another Client")
	}
	c.chosen = named.lease
	return nil
}

func (c *call) run(ctx context.Context) (Value, error) {
	if err := c.check(); err != nil {
		return Undefined, err
	}
	if !c.client.work.Begin() {
		return Undefined, errClosed()
	}
	defer c.client.work.End()
	// Until the answer, nothing that the call uses is let go by the garbage collector.
	defer runtime.KeepAlive(c)
	for _, held := range c.held {
		if held.lease != nil {
			held.lease.Use()
			defer held.lease.Unuse()
		}
	}
	linked, cancel := c.client.linked(ctx)
	defer cancel()
	value, failed, err := c.attempt(ctx, linked)
	if failed != nil && c.mayBeginAnew(failed) {
		value, failed, err = c.attempt(ctx, linked)
	}
	if failed != nil {
		return Undefined, failed
	}
	return value, err
}

func (c *call) check() error {
	for _, held := range c.held {
		if held.client != c.client {
			return notUsable("a Reference belongs to another Client")
		}
		if held.gone.Load() {
			return &CallError{
				Code: codes.FailedPrecondition, Reason: "DISPOSED", Executed: ExecutedNo, Message: "the Reference was closed",
			}
		}
	}
	return nil
}

// attempt makes the call once. ctx is the caller's; linked ends with the Client too. failed: the call was not answered,
// or refused.
func (c *call) attempt(ctx, linked context.Context) (value Value, failed *CallError, err error) {
	if err := linked.Err(); err != nil {
		return Undefined, nil, c.unsent(ctx, err)
	}
	named, err := c.lease(linked)
	if err != nil {
		return Undefined, nil, c.unsent(ctx, err)
	}
	id := ""
	if named != nil {
		id = named.ID()
		defer named.Unuse()
	}
	sent := c.client.clock.Now()
	var nonce []byte
	if c.mayGrant {
		nonce = newNonce()
	}
	answer, err := c.send(linked, id, nonce)
	if err != nil {
		failed = fromRPC(ctx, err)
		if !failed.answered() && nonce != nil {
			c.client.disposer.AddNonce(nonce)
		}
		c.onFailure(named, failed)
		return Undefined, failed, nil
	}
	value, err = c.read(sent, named, answer)
	return value, nil, err
}

// unsent says of what kept a call from being sent that it did.
func (c *call) unsent(ctx context.Context, err error) error {
	if c.client.ctx.Err() != nil && ctx.Err() == nil {
		return errClosed()
	}
	return beforeSending(ctx, err)
}

// lease is the one that the request names, in use; nil if it names none.
func (c *call) lease(ctx context.Context) (*lease.Lease, error) {
	named := c.chosen
	if named == nil && c.wantsLease {
		// What the arguments refer to lives on one worker; the result has to be granted there too.
		named = c.heldLease()
	}
	if named != nil {
		named.Use()
		return named, nil
	}
	if !c.wantsLease {
		return nil, nil
	}
	return c.client.leases.Acquire(ctx, c.pool, errClosed())
}

// heldLease is the lease of the target, or else of the first argument that has one.
func (c *call) heldLease() *lease.Lease {
	for _, held := range c.held {
		if held.lease != nil {
			return held.lease
		}
	}
	return nil
}

func (c *call) onFailure(named *lease.Lease, failed *CallError) {
	if !failed.leaseLost() {
		return
	}
	// It may be the fault of a reference that someone else disposed; asking makes sure.
	for _, held := range c.held {
		if held.lease != nil {
			held.lease.Probe()
		}
	}
	if named != nil && len(c.held) == 0 {
		c.client.leases.Retire(named)
	}
}

// mayBeginAnew says whether nothing ran, and all that was wrong is a lease that the caller knows nothing of.
func (c *call) mayBeginAnew(failed *CallError) bool {
	return failed.leaseLost() && failed.Executed == ExecutedNo && c.wantsLease && c.chosen == nil && len(c.held) == 0
}

func (c *call) read(sent time.Time, named *lease.Lease, answer reply) (Value, error) {
	// Whose lease the answer tells of, and where its references belong: the one that the request named, or a new one,
	// which alone has an id then; else the target's.
	owner := named
	adopted := owner == nil && answer.lease.GetId() != ""
	if adopted {
		owner = c.client.leases.Add(answer.lease.GetId())
	}
	if owner == nil {
		owner = c.heldLease()
	}
	if answer.lease != nil && owner != nil {
		owner.Touch(sent, termsOf(answer.lease))
	}
	for _, held := range c.held {
		if held.lease != nil && held.lease != owner {
			held.lease.TouchUsed(sent)
		}
	}
	value, err := c.readValue(owner, answer)
	if adopted {
		owner.Retire() // It takes nothing new.
	}
	return value, err
}

func (c *call) readValue(owner *lease.Lease, answer reply) (Value, error) {
	references := make([]*Reference, 0, len(answer.references))
	for _, message := range answer.references {
		references = append(references, c.client.hold(message, owner))
	}
	var value Value
	var err error
	switch {
	case answer.exception != nil:
		err = readException(answer.exception, 0)
	case answer.reference != nil:
		result := c.client.hold(answer.reference, owner)
		references = append(references, result)
		value = Value{result}
	case answer.value != nil:
		if value, err = readValue(answer.value, references); err != nil {
			err = malformedResult(err)
		}
	case !answer.completed:
		err = malformedResult(errors.New("it has no outcome that this client knows"))
	}
	c.granted = closeOthers(references, value)
	return value, err
}

// closeOthers closes the references that the value does not hold, as all are if there is none, and gives the others.
func closeOthers(references []*Reference, value Value) []*Reference {
	if len(references) == 0 {
		return nil // As of most results, and a large one need not be searched.
	}
	kept := value.References()
	held := make(map[*Reference]bool, len(kept))
	for _, reference := range kept {
		held[reference] = true
	}
	for _, reference := range references {
		if !held[reference] {
			_ = reference.Close()
		}
	}
	return kept
}
