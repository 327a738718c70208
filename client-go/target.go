package jsinterop

import "context"

// Target is something whose members can be called: a Callable, Reference or Module.
type Target interface {
	target() Callable
}

// Callable is a Target with the options of its calls. Its methods give Values; Invoke, Get and the other functions of
// this package take any Target and give the Go type that you name.
//
// A member is a path of names separated by dots; the empty member is the target itself.
type Callable struct {
	client  *Client
	grant   *grant // A live object; else nil.
	module  string // A module; else empty. Neither: the exposed names.
	options CallOptions
}

func (c Callable) target() Callable { return c }

// With is the same target with other options.
func (c Callable) With(options CallOptions) Callable {
	c.options = options
	return c
}

// From is a module that is loaded by the worker when it is first called. Nothing is held, so that nothing has to be
// closed, and calls spread over the workers of the pool.
func (c *Client) From(specifier string) Callable { return Callable{client: c, module: specifier} }

// Exposed are the names that a worker's own code exposes.
func (c *Client) Exposed() Callable { return Callable{client: c} }

// Function is an export of a module, or (if Module is empty) an exposed name. Member is a path, as everywhere.
type Function struct {
	Module, Member string
}

// Invoke calls a function without holding its module; From does the same for all verbs.
func (c *Client) Invoke(ctx context.Context, function Function, arguments ...any) (Value, error) {
	return c.From(function.Module).Invoke(ctx, function.Member, arguments...)
}

// InvokeAsync calls a function and awaits the promise, if there is one.
func (c *Client) InvokeAsync(ctx context.Context, function Function, arguments ...any) (Value, error) {
	return c.From(function.Module).InvokeAsync(ctx, function.Member, arguments...)
}

// Do performs any verb. Live objects in the result are the caller's to close.
func (c Callable) Do(ctx context.Context, verb Verb, member string, arguments ...any) (Value, error) {
	value, _, err := c.perform(ctx, verb, member, ResultValue, arguments)
	return value, err
}

// Invoke calls a function that finishes at once, and copies its result.
func (c Callable) Invoke(ctx context.Context, member string, arguments ...any) (Value, error) {
	return c.Do(ctx, Verb{Operation: OperationCall}, member, arguments...)
}

// InvokeAsync calls a function, awaits the promise if there is one, and copies the result.
func (c Callable) InvokeAsync(ctx context.Context, member string, arguments ...any) (Value, error) {
	return c.Do(ctx, Verb{Operation: OperationCall, Async: true}, member, arguments...)
}

// InvokeVoid calls a function that finishes at once, and drops its result in the worker.
func (c Callable) InvokeVoid(ctx context.Context, member string, arguments ...any) error {
	_, _, err := c.perform(ctx, Verb{Operation: OperationCall}, member, ResultVoid, arguments)
	return err
}

// InvokeVoidAsync calls a function, awaits the promise if there is one, and drops the result in the worker.
func (c Callable) InvokeVoidAsync(ctx context.Context, member string, arguments ...any) error {
	_, _, err := c.perform(ctx, Verb{Operation: OperationCall, Async: true}, member, ResultVoid, arguments)
	return err
}

// Construct makes an instance of a class. It is owned: when its last reference goes, its [Symbol.dispose] runs, if it
// has one.
func (c Callable) Construct(ctx context.Context, member string, arguments ...any) (*Reference, error) {
	return Construct[*Reference](ctx, c, member, arguments...)
}

// Get copies a property.
func (c Callable) Get(ctx context.Context, member string) (Value, error) {
	return c.Do(ctx, Verb{Operation: OperationGet}, member)
}

// GetAsync awaits a property that is a promise, and copies what it resolves to. With an empty member, it awaits the
// object itself.
func (c Callable) GetAsync(ctx context.Context, member string) (Value, error) {
	return c.Do(ctx, Verb{Operation: OperationGet, Async: true}, member)
}

// Set sets a property.
func (c Callable) Set(ctx context.Context, member string, value any) error {
	_, _, err := c.perform(ctx, Verb{Operation: OperationSet}, member, ResultVoid, []any{value})
	return err
}

// Invoke calls a function that finishes at once. T is any type that Value.Decode can fill; *Reference asks for a live
// object instead of a copy.
func Invoke[T any](ctx context.Context, target Target, member string, arguments ...any) (T, error) {
	return Do[T](ctx, target, Verb{Operation: OperationCall}, member, arguments...)
}

// InvokeAsync calls a function, and awaits the promise if there is one.
func InvokeAsync[T any](ctx context.Context, target Target, member string, arguments ...any) (T, error) {
	return Do[T](ctx, target, Verb{Operation: OperationCall, Async: true}, member, arguments...)
}

// Construct makes an instance of a class: as a live object if T is *Reference, and else as a copy.
func Construct[T any](ctx context.Context, target Target, member string, arguments ...any) (T, error) {
	return Do[T](ctx, target, Verb{Operation: OperationConstruct}, member, arguments...)
}

// Get reads a property.
func Get[T any](ctx context.Context, target Target, member string) (T, error) {
	return Do[T](ctx, target, Verb{Operation: OperationGet}, member)
}

// GetAsync awaits a property that is a promise. With an empty member, it awaits the object itself.
func GetAsync[T any](ctx context.Context, target Target, member string) (T, error) {
	return Do[T](ctx, target, Verb{Operation: OperationGet, Async: true}, member)
}

// Do performs any verb.
func Do[T any](ctx context.Context, target Target, verb Verb, member string, arguments ...any) (T, error) {
	var result T
	wanted := ResultValue
	if _, ok := any(result).(*Reference); ok {
		wanted = ResultReference
	}
	value, granted, err := target.target().perform(ctx, verb, member, wanted, arguments)
	if err != nil {
		return result, err
	}
	taken, err := decode(value, &result)
	for _, reference := range granted {
		// What the type has no place for, or could not be handed over, nobody else can close.
		if err != nil || !taken[reference] {
			_ = reference.Close()
		}
	}
	if err != nil {
		var none T
		return none, resultMismatch(err)
	}
	return result, nil
}
