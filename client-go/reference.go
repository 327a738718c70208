package jsinterop

import (
	"context"
	"runtime"
	"sync/atomic"

	"jsinterop/client-go/internal/lease"
	pb "jsinterop/client-go/jsinteropv1"
)

// Reference is a live JavaScript object, held from Go. As an argument, it is the object itself.
//
// It owns one grant of the object: Close or Dispose it. (The garbage collector closes what was forgotten, some time,
// and Client.Close the rest.) Verbs on an object that is gone fail with a CallError: DISPOSED, LEASE_EXPIRED (this
// process was cut off for too long), WORKER_LOST (the process that held it ended) or BROKER_RESTARTED.
type Reference struct {
	Callable
}

// ObjectKind is what an object was when it was granted: a hint, not a promise.
type ObjectKind int

// The kinds of objects.
const (
	ObjectKindUnknown  = ObjectKind(pb.ObjectKind_OBJECT_KIND_UNSPECIFIED)
	ObjectKindObject   = ObjectKind(pb.ObjectKind_OBJECT_KIND_OBJECT)
	ObjectKindFunction = ObjectKind(pb.ObjectKind_OBJECT_KIND_FUNCTION)
	ObjectKindClass    = ObjectKind(pb.ObjectKind_OBJECT_KIND_CLASS)
	ObjectKindArray    = ObjectKind(pb.ObjectKind_OBJECT_KIND_ARRAY)
	ObjectKindPromise  = ObjectKind(pb.ObjectKind_OBJECT_KIND_PROMISE)
	ObjectKindModule   = ObjectKind(pb.ObjectKind_OBJECT_KIND_MODULE)
	ObjectKindSymbol   = ObjectKind(pb.ObjectKind_OBJECT_KIND_SYMBOL)
)

var objectKindNames = map[ObjectKind]string{
	ObjectKindObject: "object", ObjectKindFunction: "function", ObjectKindClass: "class", ObjectKindArray: "array",
	ObjectKindPromise: "promise", ObjectKindModule: "module", ObjectKindSymbol: "symbol",
}

// String is a name for people.
func (k ObjectKind) String() string {
	if name, ok := objectKindNames[k]; ok {
		return name
	}
	return "unknown"
}

// Kind is what the object was when it was granted.
func (r *Reference) Kind() ObjectKind {
	if r.grant == nil {
		return ObjectKindUnknown
	}
	return r.grant.kind
}

// ClassName is `Cart`, `Map`; empty if the class has no name.
func (r *Reference) ClassName() string {
	if r.grant == nil {
		return ""
	}
	return r.grant.className
}

// Close lets the object go in the background. It always returns nil, and does nothing the second time.
func (r *Reference) Close() error {
	if r != nil && r.grant != nil {
		r.grant.discard()
	}
	return nil
}

// Dispose lets the object go, and waits until the broker has done so. True: it was held until now. False: it was gone
// before, which is not an error. After an error the object is let go in the background.
func (r *Reference) Dispose(ctx context.Context) (bool, error) {
	if r.grant == nil {
		return false, notUsable("the Reference is empty")
	}
	return r.grant.dispose(ctx)
}

// String says what it refers to, without its secret.
func (r *Reference) String() string { return "a reference to a " + r.describe() }

func (r *Reference) describe() string {
	if r.grant == nil {
		return "nothing"
	}
	if r.grant.className != "" {
		return r.grant.kind.String() + " " + r.grant.className
	}
	return r.grant.kind.String()
}

// Export is an export of a module.
type Export struct {
	Name string
	Kind ExportKind
}

// ExportKind is what an export was when the module was imported.
type ExportKind int

// The kinds of exports.
const (
	ExportUnknown   = ExportKind(pb.ExportKind_EXPORT_KIND_UNSPECIFIED)
	ExportFunction  = ExportKind(pb.ExportKind_EXPORT_KIND_FUNCTION)
	ExportClass     = ExportKind(pb.ExportKind_EXPORT_KIND_CLASS)
	ExportObject    = ExportKind(pb.ExportKind_EXPORT_KIND_OBJECT)
	ExportPrimitive = ExportKind(pb.ExportKind_EXPORT_KIND_PRIMITIVE)
)

// Module is a loaded module. Its exports are its members.
type Module struct {
	Reference
	// What the module exports and clients may reach, alphabetically.
	Exports []Export
	// Which text of the module was loaded: a hash of the file, or name and version of a package.
	Version string
}

// grant is one grant of a live object. All Callables that lead to it share it.
type grant struct {
	client    *Client
	token     string
	kind      ObjectKind
	className string
	lease     *lease.Lease // Nil: not known.

	gone atomic.Bool // It was let go, or it is certain that it is no longer held.
}

// hold takes up a reference that an answer granted.
func (c *Client) hold(message *pb.Reference, owner *lease.Lease) *Reference {
	held := &grant{
		client: c, token: message.GetToken(), kind: ObjectKind(message.GetKind()), className: message.GetClassName(),
		lease: owner,
	}
	if owner != nil {
		owner.Hold()
	}
	// Not on the Reference: the user may copy that.
	runtime.SetFinalizer(held, (*grant).discard)
	return &Reference{Callable{client: c, grant: held}}
}

// discard lets the object go in the background.
func (g *grant) discard() {
	if g.letGo() {
		g.client.disposer.AddReference(g.token)
	}
}

// letGo marks the object as gone. False if it was before.
func (g *grant) letGo() bool {
	if g.gone.Swap(true) {
		return false
	}
	runtime.SetFinalizer(g, nil)
	if g.lease != nil {
		g.lease.Drop()
	}
	return true
}

func (g *grant) dispose(ctx context.Context) (bool, error) {
	if g.gone.Load() {
		return false, nil
	}
	if !g.client.work.Begin() {
		return false, nil // Closing has released it.
	}
	defer g.client.work.End()
	ctx, cancel := g.client.linked(ctx)
	defer cancel()
	request := &pb.DisposeRequest{References: []*pb.Reference{{Token: g.token}}}
	response, err := g.client.stub.Dispose(ctx, request)
	if err != nil {
		g.discard()
		return false, fromRPC(ctx, err)
	}
	g.letGo()
	results := response.GetReferences()
	return len(results) == 1 && results[0] == pb.Disposal_DISPOSAL_RELEASED, nil
}
