package jsinterop

import (
	"context"
	"sync"
	"time"

	"google.golang.org/protobuf/types/known/durationpb"

	"jsinterop/client-go/internal/lease"
	pb "jsinterop/client-go/jsinteropv1"
)

// Lease keeps a group of live objects alive, apart from the Client's own lease: name it in CallOptions.Lease or
// ImportOptions.Lease. It is renewed until it is closed, and Close lets go of all that belongs to it in one message.
type Lease struct {
	client *Client
	lease  *lease.Lease
	drop   sync.Once
}

// NewLease has a lease granted. ttl is how long its objects stay alive after this process was last heard of; the broker
// moves it into its own bounds, and zero leaves it to the broker.
func (c *Client) NewLease(ctx context.Context, ttl time.Duration) (*Lease, error) {
	if ttl < 0 {
		return nil, badArgument("the lease's TTL is negative")
	}
	if !c.work.Begin() {
		return nil, errClosed()
	}
	defer c.work.End()
	ctx, cancel := c.linked(ctx)
	defer cancel()
	sent := c.clock.Now()
	terms, err := c.grantLease(ctx, ttl)
	if err != nil {
		return nil, err
	}
	granted := c.leases.Add(terms.ID)
	granted.Touch(sent, terms)
	granted.Hold()
	return &Lease{client: c, lease: granted}, nil
}

// Close ends the lease, and all objects that belong to it, in the background. It always returns nil, and does nothing
// the second time.
func (l *Lease) Close() error {
	l.drop.Do(l.lease.Release)
	return nil
}

func errClosed() error { return notUsable("the Client is closed") }

func (c *Client) grantLease(ctx context.Context, ttl time.Duration) (lease.Terms, error) {
	request := &pb.GrantLeaseRequest{Nonce: newNonce()}
	if ttl > 0 {
		request.Ttl = durationpb.New(ttl)
	}
	response, err := c.stub.GrantLease(ctx, request)
	if err != nil {
		failed := fromRPC(ctx, err)
		if !failed.answered() {
			c.disposer.AddNonce(request.GetNonce())
		}
		return lease.Terms{}, failed
	}
	return termsOf(response.GetLease()), nil
}

func termsOf(state *pb.LeaseState) lease.Terms {
	return lease.Terms{
		ID: state.GetId(), Remaining: state.GetRemaining().AsDuration(), Term: state.GetTerm().AsDuration(),
		References: state.GetReferences(),
	}
}

// leaseRPCs are a Client's RPCs for its leases.
type leaseRPCs struct{ *Client }

func (c leaseRPCs) GrantLease() (lease.Terms, error) {
	ctx, cancel := context.WithTimeout(c.ctx, ownRPCTimeout)
	defer cancel()
	return c.grantLease(ctx, c.leaseTTL)
}

func (c leaseRPCs) RenewLease(id string) (lease.Terms, error) {
	ctx, cancel := context.WithTimeout(c.ctx, ownRPCTimeout)
	defer cancel()
	response, err := c.stub.RenewLease(ctx, &pb.RenewLeaseRequest{Lease: id})
	if err != nil {
		return lease.Terms{}, err
	}
	return termsOf(response.GetLease()), nil
}

func (c leaseRPCs) ReleaseLease(id string) { c.disposer.AddLease(id) }
