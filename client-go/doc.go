// Package jsinterop calls JavaScript through a jsinterop broker, as if it were a library.
//
//	js, err := jsinterop.Dial("127.0.0.1:7543")
//	if err != nil {
//		return err
//	}
//	defer js.Close()
//
//	math, err := js.Import(ctx, "./math.js")
//	if err != nil {
//		return err
//	}
//	defer math.Close()
//	sum, err := jsinterop.Invoke[int](ctx, math, "add", 1, 2)
//
// # What can be called
//
// A Target has members: a live object (Reference, Module), a module that is not imported (Client.From), or the names
// that a worker's own code exposes (Client.Exposed). A member is a path such as "format.currency"; the empty member is
// the target itself. The verbs are methods that give a Value, and functions that give the Go type that you name:
//
//	value, err := math.Invoke(ctx, "add", 1, 2)
//	sum, err := jsinterop.Invoke[float64](ctx, math, "add", 1, 2)
//	cart, err := js.From("./cart.js").Construct(ctx, "Cart")
//	count, err := jsinterop.Get[int](ctx, cart, "count")
//
// Invoke is for functions that finish at once. InvokeAsync awaits the promise, if there is one.
//
// # Time
//
// The context of a verb bounds how long you wait. When it ends, JavaScript is told to stop, and what the call may
// still grant is released. A context without an end waits for as long as the broker lets a call run.
//
// # Ownership
//
// A Reference owns one grant of a live object: Close lets it go in the background, Dispose waits for it. All
// references of a Client belong to one lease, which is granted with the first need and renewed for as long as
// references are held. Client.Close ends the lease, and with it everything that was forgotten. If the process dies,
// the lease runs out by itself.
//
// # Errors
//
// An error of a verb is either a *JsException (JavaScript ran and threw) or a *CallError (the call was refused, could
// not be run, or was lost on the way). Use errors.As. Decide about a retry by CallError.Executed.
//
// # Values
//
// ValueOf says what a Go value is in JavaScript, and Value.Decode how a JavaScript value comes to Go; README.md has
// the whole table. Value itself holds all of them exactly.
//
// All of this is safe for concurrent use.
package jsinterop
