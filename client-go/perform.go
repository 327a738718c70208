package jsinterop

import (
	"context"
	"errors"
	"unicode/utf8"

	pb "jsinterop/client-go/jsinteropv1"
)

// perform runs one verb. It tells besides which live objects are in the value, so that it need not be searched for them.
func (c Callable) perform(
	ctx context.Context, verb Verb, member string, wanted Result, arguments []any,
) (Value, []*Reference, error) {
	if c.client == nil {
		return Undefined, nil, notUsable("the Reference is empty")
	}
	if c.options.Result != 0 {
		wanted = c.options.Result
	}
	if err := checkTexts(c.module, member, c.options.Pool); err != nil {
		return Undefined, nil, err
	}
	var w writer
	messages, err := w.arguments(arguments)
	if err != nil {
		return Undefined, nil, err
	}
	request := c.request(verb, member, wanted)
	request.Arguments, request.References = messages, w.table()
	started := &call{
		client: c.client, wantsLease: wanted == ResultReference && c.grant == nil, mayGrant: wanted != ResultVoid,
		held: c.used(&w), send: c.client.sender(verb, request),
	}
	// Calls with references run where those live, and a pool that is only a default must not get in the way.
	if request.Pool == "" && len(started.held) == 0 {
		request.Pool = c.client.pool
	}
	started.pool = request.Pool
	if err := started.choose(c.options.Lease); err != nil {
		return Undefined, nil, err
	}
	value, err := started.run(ctx)
	return value, started.granted, err
}

// used are the live objects that a call with these arguments uses.
func (c Callable) used(arguments *writer) []*grant {
	var used []*grant
	if c.grant != nil {
		used = append(used, c.grant)
	}
	for _, reference := range arguments.references {
		used = append(used, reference.grant)
	}
	return used
}

func (c *Client) sender(verb Verb, request *pb.InvokeRequest) sender {
	run := c.stub.Invoke
	if verb.Async {
		run = c.stub.InvokeAsync
	}
	return func(ctx context.Context, lease string, nonce []byte) (reply, error) {
		request.Lease, request.Nonce = lease, nonce
		response, err := run(ctx, request)
		return reply{
			lease: response.GetLease(), exception: response.GetException(), reference: response.GetReference(),
			value: response.GetValue(), references: response.GetReferences(), completed: response.GetCompleted() != nil,
		}, err
	}
}

// checkTexts refuses what Protocol Buffers could not send.
func checkTexts(texts ...string) error {
	for _, text := range texts {
		if !utf8.ValidString(text) {
			return badArgument("%q is not UTF-8", text)
		}
	}
	return nil
}

// request is what is known before the arguments are.
func (c Callable) request(verb Verb, member string, wanted Result) *pb.InvokeRequest {
	request := &pb.InvokeRequest{
		Member: member, Operation: pb.Operation(verb.Operation), Result: pb.ResultMode(wanted), Pool: c.options.Pool,
	}
	if wanted == ResultValue {
		request.Encoding = pb.Encoding(c.options.Encoding)
	}
	switch {
	case c.grant != nil:
		request.Target = &pb.InvokeRequest_Reference{Reference: &pb.Reference{Token: c.grant.token}}
	case c.module != "":
		request.Target = &pb.InvokeRequest_Module{Module: c.module}
	}
	return request
}

// ImportOptions say how a module is to be imported.
type ImportOptions struct {
	// The reference to the module belongs to this lease. Nil: to the Client's own.
	Lease *Lease
	// Empty: the Client's pool.
	Pool string
}

// Import loads a module and holds it: a path below the worker's root such as `./math.js`, or a package that the worker
// allows.
func (c *Client) Import(ctx context.Context, specifier string) (*Module, error) {
	return c.ImportWith(ctx, specifier, ImportOptions{})
}

// ImportWith is Import with options.
func (c *Client) ImportWith(ctx context.Context, specifier string, options ImportOptions) (*Module, error) {
	if err := checkTexts(specifier, options.Pool); err != nil {
		return nil, err
	}
	request := &pb.ImportRequest{Specifier: specifier, Pool: options.Pool}
	if request.Pool == "" {
		request.Pool = c.pool
	}
	module := &Module{}
	started := &call{client: c, wantsLease: true, pool: request.Pool, mayGrant: true}
	if err := started.choose(options.Lease); err != nil {
		return nil, err
	}
	started.send = func(ctx context.Context, lease string, nonce []byte) (reply, error) {
		request.Lease, request.Nonce = lease, nonce
		response, err := c.stub.Import(ctx, request)
		for _, export := range response.GetExports() {
			module.Exports = append(module.Exports, Export{Name: export.GetName(), Kind: ExportKind(export.GetKind())})
		}
		module.Version = response.GetVersion()
		return reply{lease: response.GetLease(), exception: response.GetException(), reference: response.GetReference()}, err
	}
	value, err := started.run(ctx)
	if err != nil {
		return nil, err
	}
	if value.Reference() == nil {
		return nil, malformedResult(errors.New("a module came without a reference"))
	}
	module.Reference = *value.Reference()
	return module, nil
}
