package lease

import (
	"context"
	"sync"
)

// Book decides which lease new references go into.
//
// For each pool that is used there is one current lease, granted when it is first needed, and again when it is lost or
// has run out: a lease belongs to one worker, and so to one pool. Calls that come while it is being granted wait for it
// together. Leases that were current once are retired: they live until they hold nothing.
//
// Safe for concurrent use.
type Book struct {
	system *System

	mu      sync.Mutex
	current map[string]*current // By pool. Bounded by the pools that the program names.
	leases  map[*Lease]struct{} // All that the broker may have.
}

// current is what new references of one pool go into.
type current struct {
	lease    *Lease // Nil: none yet.
	granting *grant // Nil: none is under way.
}

// What an empty name means.
const defaultPool = "default"

// grant is one lease on its way, and who waits for it.
type grant struct {
	done  chan struct{}
	lease *Lease // Constant once done is closed, as is err.
	err   error
}

// NewBook makes an empty book.
func NewBook(system *System) *Book {
	return &Book{system: system, current: map[string]*current{}, leases: map[*Lease]struct{}{}}
}

// Acquire gives the current lease of a pool, and has one granted if need be; Unuse must follow. closed is the error if
// the work has ended.
func (b *Book) Acquire(ctx context.Context, pool string, closed error) (*Lease, error) {
	b.mu.Lock()
	now := b.currentOf(pool)
	if now.lease != nil && now.lease.UseForMore() {
		defer b.mu.Unlock()
		return now.lease, nil
	}
	waited := now.granting
	if waited == nil {
		waited = &grant{done: make(chan struct{})}
		now.granting = waited
		// Not in the caller's context: others wait for it too.
		if !b.system.Work.Go(func() { b.grant(now, waited) }) {
			now.granting = nil
			b.mu.Unlock()
			return nil, closed
		}
	}
	b.mu.Unlock()
	select {
	case <-waited.done:
		if waited.err == nil {
			// However short its term, it is tried: else a broker that grants nothing of use would be asked forever.
			waited.lease.Use()
		}
		return waited.lease, waited.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// REQUIRES: mu.
func (b *Book) currentOf(pool string) *current {
	if pool == "" {
		pool = defaultPool
	}
	if b.current[pool] == nil {
		b.current[pool] = &current{}
	}
	return b.current[pool]
}

func (b *Book) grant(now *current, granted *grant) {
	sent := b.system.Clock.Now()
	terms, err := b.system.RPCs.GrantLease()
	var old *Lease
	b.mu.Lock()
	now.granting = nil
	granted.err = err
	if err == nil {
		granted.lease = b.add(terms.ID)
		granted.lease.Touch(sent, terms)
		old, now.lease = now.lease, granted.lease
	}
	b.mu.Unlock()
	if old != nil {
		old.Retire()
	}
	close(granted.done)
}

// Add takes up a lease that was granted otherwise. It is not made current.
func (b *Book) Add(id string) *Lease {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.add(id)
}

// REQUIRES: mu.
func (b *Book) add(id string) *Lease {
	lease := &Lease{id: id, system: b.system, forget: b.forget}
	b.leases[lease] = struct{}{}
	return lease
}

// Retire has the lease used for nothing new, if it is a current one.
func (b *Book) Retire(lease *Lease) {
	b.mu.Lock()
	was := false
	for _, now := range b.current {
		if now.lease == lease {
			now.lease, was = nil, true
		}
	}
	b.mu.Unlock()
	if was {
		lease.Retire()
	}
}

// Close ends all timers, and tells the ids of the leases that are to be released.
func (b *Book) Close() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var ids []string
	for lease := range b.leases {
		if lease.stop() {
			ids = append(ids, lease.id)
		}
	}
	b.leases = map[*Lease]struct{}{}
	return ids
}

func (b *Book) forget(lease *Lease) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.leases, lease)
}
