package jsinterop

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"

	pb "jsinterop/client-go/jsinteropv1"
)

// writer makes messages of the arguments of one call, and the table of references that all of them share.
type writer struct {
	references []*Reference
	positions  map[*grant]uint32

	indirections int // That led to the part that is being made.
}

// Nobody means more of them, and a pointer to itself has no end.
const maxIndirections = 100

func (w *writer) arguments(arguments []any) ([]*pb.Value, error) {
	messages := make([]*pb.Value, 0, len(arguments))
	for i, argument := range arguments {
		message, err := w.value(argument)
		if err != nil {
			return nil, badArgument("argument %d%v", i+1, err)
		}
		messages = append(messages, message)
	}
	return messages, nil
}

// table is what the messages point into.
func (w *writer) table() []*pb.Reference {
	var table []*pb.Reference
	for _, reference := range w.references {
		table = append(table, &pb.Reference{Token: reference.grant.token})
	}
	return table
}

func (w *writer) reference(reference *Reference) (*pb.Value, error) {
	if reference.grant == nil {
		return nil, errors.New("the Reference is empty")
	}
	position, ok := w.positions[reference.grant]
	if !ok {
		position = uint32(len(w.references))
		w.references = append(w.references, reference)
		if w.positions == nil {
			w.positions = map[*grant]uint32{}
		}
		w.positions[reference.grant] = position
	}
	return &pb.Value{Kind: &pb.Value_Reference{Reference: position}}, nil
}

// value makes the message of one argument. Errors begin with where they are.
func (w *writer) value(argument any) (*pb.Value, error) {
	first, err := w.part(argument)
	if err != nil {
		return nil, fmt.Errorf(": %w", err)
	}
	if first.node == nil {
		return first.leaf, nil
	}
	graph := &graphWriter{writer: w, known: map[any]uint32{}}
	graph.add(first, step{})
	// Breadth first and without recursion, so that depth costs nothing.
	for next := 0; next < len(graph.waiting); next++ {
		graph.here = graph.waiting[next].place
		if err := graph.waiting[next].fill(graph); err != nil {
			return nil, err
		}
	}
	return &pb.Value{Kind: &pb.Value_Graph{Graph: &pb.Graph{Nodes: graph.nodes}}}, nil
}

// part is what one Go value becomes: either a leaf, or a node. fill, unless it is nil, puts into the node what stands
// below it.
type part struct {
	leaf *pb.Value
	node *pb.Node
	fill func(*graphWriter) error
	// What tells that it is the same object in JavaScript. Nil: it is never the same.
	identity any
}

// graphWriter makes the flat table of one argument.
type graphWriter struct {
	*writer
	nodes   []*pb.Node
	known   map[any]uint32
	waiting []task
	here    *place // Where the node stands that is being filled.
}

// task is a node that is to be filled, and where it stands.
type task struct {
	place *place
	fill  func(*graphWriter) error
}

// child adds what stands at a step below the node that is being filled, and gives its number.
func (g *graphWriter) child(value any, at step) (uint32, error) {
	added, err := g.part(value)
	if err != nil {
		return 0, (&place{parent: g.here, step: at}).fail(err)
	}
	return g.add(added, at), nil
}

// fail says that the node that is being filled cannot be sent.
func (g *graphWriter) fail(err error) error { return g.here.fail(err) }

// add gives the number of the node that the part is or becomes.
func (g *graphWriter) add(added part, at step) uint32 {
	if added.identity != nil {
		if number, ok := g.known[added.identity]; ok {
			return number
		}
	}
	node := added.node
	if node == nil {
		node = &pb.Node{Kind: &pb.Node_Leaf{Leaf: added.leaf}}
	}
	g.nodes = append(g.nodes, node)
	number := uint32(len(g.nodes))
	if added.identity != nil {
		g.known[added.identity] = number
	}
	if added.fill != nil {
		g.waiting = append(g.waiting, task{place: &place{parent: g.here, step: at}, fill: added.fill})
	}
	return number
}

// place is where something stands in an argument; the argument itself is a place without a parent.
type place struct {
	parent *place
	step   step
}

// step is one step of a place: a key, or an index if there is no key.
type step struct {
	key   string
	index int
}

func (p *place) fail(err error) error {
	if p.parent == nil {
		return fmt.Errorf(": %w", err)
	}
	return fmt.Errorf(", at %v: %w", p, err)
}

// As much of a path as one wants to read.
const maxSteps = 12

// String is a path such as `.items[3].price`; of a long one, its end.
func (p *place) String() string {
	text := ""
	for steps := 0; p.parent != nil; p, steps = p.parent, steps+1 {
		if steps == maxSteps {
			return "…" + text
		}
		if p.step.key != "" {
			text = "." + p.step.key + text
		} else {
			text = "[" + strconv.Itoa(p.step.index) + "]" + text
		}
	}
	return text
}

func writeUTF16(units []uint16) []byte {
	data := make([]byte, 0, 2*len(units))
	for _, unit := range units {
		data = binary.LittleEndian.AppendUint16(data, unit)
	}
	return data
}
