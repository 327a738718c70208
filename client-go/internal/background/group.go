// Package background keeps count of everything that is under way, so that it can be waited for at the end.
package background

import "sync"

// Group is safe for concurrent use. The zero Group is open.
type Group struct {
	mu     sync.Mutex
	closed bool
	wait   sync.WaitGroup
}

// Begin says whether a piece of work may begin. If so, End must follow it.
func (g *Group) Begin() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return false
	}
	g.wait.Add(1)
	return true
}

// End ends what Begin began.
func (g *Group) End() { g.wait.Done() }

// Go runs work in a goroutine, unless the group is closed.
func (g *Group) Go(work func()) bool {
	if !g.Begin() {
		return false
	}
	go func() {
		defer g.End()
		work()
	}()
	return true
}

// Close lets nothing more begin. It does not wait. The first call says true.
func (g *Group) Close() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	first := !g.closed
	g.closed = true
	return first
}

// Wait waits until all that began has ended. It must follow Close.
func (g *Group) Wait() { g.wait.Wait() }
