package jsinterop

import (
	"errors"
	"fmt"

	pb "jsinterop/client-go/jsinteropv1"
)

// graphReader makes values of a flat table: first an empty one for each node, which the others can point to, then
// from node 1 on what is in them. Nothing here recurs, so depth costs nothing.
type graphReader struct {
	nodes      []*pb.Node
	references []*Reference
	values     []Value
	reached    []bool
	waiting    []uint32 // Reached, and not filled yet.
}

func readGraph(graph *pb.Graph, references []*Reference) (Value, error) {
	count := len(graph.GetNodes())
	if count == 0 {
		return Undefined, errors.New("a graph has no nodes")
	}
	reader := &graphReader{
		nodes: graph.GetNodes(), references: references, values: make([]Value, count), reached: make([]bool, count),
	}
	for i, node := range reader.nodes {
		value, err := reader.begin(node)
		if err != nil {
			return Undefined, err
		}
		reader.values[i] = value
	}
	root, err := reader.at(1)
	for filled := 0; err == nil && filled < len(reader.waiting); filled++ {
		number := reader.waiting[filled]
		err = reader.fill(reader.values[number-1], reader.nodes[number-1])
	}
	if err == nil && len(reader.waiting) < count {
		err = errors.New("a graph has nodes that are not part of its value")
	}
	return root, err
}

// begin makes the value of a node, without what other nodes hold.
func (r *graphReader) begin(node *pb.Node) (Value, error) {
	switch kind := node.GetKind().(type) {
	case *pb.Node_Leaf:
		return readLeaf(kind.Leaf, r.references)
	case *pb.Node_Array:
		return Value{&Array{}}, nil
	case *pb.Node_Object:
		return Value{&Object{}}, nil
	case *pb.Node_Map:
		return Value{&Map{}}, nil
	case *pb.Node_Set:
		return Value{&Set{}}, nil
	case *pb.Node_ArrayBuffer:
		return Value{&ArrayBuffer{Data: kind.ArrayBuffer}}, nil
	case *pb.Node_View:
		return Value{&View{}}, nil
	case *pb.Node_Regexp:
		return Value{&RegExp{Source: kind.Regexp.GetSource(), Flags: kind.Regexp.GetFlags()}}, nil
	case *pb.Node_Error:
		return Value{&Error{Name: kind.Error.GetName()}}, nil
	case *pb.Node_Boxed:
		return Value{&Boxed{}}, nil
	default:
		return Undefined, errors.New("a node has no kind that this client knows")
	}
}

// at is the value of the node with this number.
func (r *graphReader) at(number uint32) (Value, error) {
	if number == 0 || int64(number) > int64(len(r.nodes)) {
		return Undefined, errors.New("a node names a node that there is not")
	}
	if !r.reached[number-1] {
		r.reached[number-1] = true
		r.waiting = append(r.waiting, number)
	}
	return r.values[number-1], nil
}

func (r *graphReader) fill(value Value, node *pb.Node) (err error) {
	switch content := value.content.(type) {
	case *Array:
		// JSON text makes arrays too, and those are whole already.
		if node.GetArray() != nil {
			return r.fillArray(content, node.GetArray())
		}
	case *Object:
		if node.GetObject() != nil {
			content.Properties, err = r.properties(node.GetObject().GetProperties())
		}
	case *Map:
		return r.fillMap(content, node.GetMap())
	case *Set:
		return r.fillSet(content, node.GetSet())
	case *View:
		return r.fillView(content, node.GetView())
	case *Error:
		return r.fillError(content, node.GetError())
	case *Boxed:
		return r.fillBoxed(content, node.GetBoxed())
	}
	return err
}

func (r *graphReader) items(numbers []uint32, holes bool) ([]Value, error) {
	items := make([]Value, 0, len(numbers))
	for _, number := range numbers {
		if number == 0 && holes {
			items = append(items, Value{Hole{}})
			continue
		}
		item, err := r.at(number)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, nil
}

func (r *graphReader) properties(messages []*pb.Property) ([]Property, error) {
	list := propertyList{properties: make([]Property, 0, len(messages))}
	for _, message := range messages {
		value, err := r.at(message.GetValue())
		if err != nil {
			return nil, err
		}
		property := Property{Key: message.GetKey(), Value: value}
		if len(message.GetKeyUtf16()) > 0 {
			if property.Key != "" {
				return nil, errors.New("a property has two keys")
			}
			if property.Key, property.KeyUTF16, err = readUTF16(message.GetKeyUtf16()); err != nil {
				return nil, err
			}
		}
		if _, ok := list.find(property); ok {
			return nil, errors.New("a key stands twice")
		}
		list.append(property)
	}
	return list.properties, nil
}

func (r *graphReader) fillArray(array *Array, node *pb.ArrayNode) (err error) {
	if int64(node.GetLength()) < int64(len(node.GetItems())) {
		return errors.New("an array is shorter than its items")
	}
	array.HolesAtEnd = node.GetLength() - uint32(len(node.GetItems()))
	if array.Items, err = r.items(node.GetItems(), true); err != nil {
		return err
	}
	if array.Properties, err = r.properties(node.GetProperties()); err != nil {
		return err
	}
	for _, property := range array.Properties {
		if _, ok := arrayIndex(property); ok {
			return errors.New("an element stands among the properties of an array")
		}
	}
	return nil
}

func (r *graphReader) fillMap(filled *Map, node *pb.MapNode) error {
	items, err := r.items(node.GetEntries(), false)
	if err != nil {
		return err
	}
	if len(items)%2 != 0 {
		return errors.New("a Map has half an entry")
	}
	keys := make(map[any]struct{}, len(items)/2)
	for i := 0; i < len(items); i += 2 {
		keys[sameness(items[i])] = struct{}{}
		filled.Entries = append(filled.Entries, Entry{Key: items[i], Value: items[i+1]})
	}
	if len(keys) < len(filled.Entries) {
		return errors.New("a key stands twice in a Map")
	}
	return nil
}

func (r *graphReader) fillSet(filled *Set, node *pb.SetNode) (err error) {
	if filled.Items, err = r.items(node.GetItems(), false); err != nil {
		return err
	}
	elements := make(map[any]struct{}, len(filled.Items))
	for _, item := range filled.Items {
		elements[sameness(item)] = struct{}{}
	}
	if len(elements) < len(filled.Items) {
		return errors.New("an element stands twice in a Set")
	}
	return nil
}

func (r *graphReader) fillView(view *View, node *pb.ViewNode) error {
	buffer, err := r.at(node.GetBuffer())
	if err != nil {
		return err
	}
	content, ok := buffer.content.(*ArrayBuffer)
	if !ok {
		return errors.New("a view is not of an ArrayBuffer")
	}
	size := uint64(len(content.Data))
	if node.GetByteOffset() > size || node.GetLength() > size {
		return errors.New("a view reaches beyond its buffer")
	}
	view.Type, view.Buffer = ViewType(node.GetType()), content
	view.ByteOffset, view.Length = int(node.GetByteOffset()), int(node.GetLength())
	return view.check()
}

func (r *graphReader) fillError(filled *Error, node *pb.ErrorNode) error {
	for _, part := range []struct {
		number uint32
		text   bool
		to     **Value
	}{
		{node.GetMessage(), true, &filled.Message},
		{node.GetStack(), true, &filled.Stack},
		{node.GetCause(), false, &filled.Cause},
	} {
		if part.number == 0 {
			continue
		}
		value, err := r.at(part.number)
		if err != nil {
			return err
		}
		if kind := value.Kind(); part.text && kind != KindString && kind != KindUTF16 {
			return fmt.Errorf("the message or stack of an Error is a %v", kind)
		}
		*part.to = &value
	}
	return nil
}

func (r *graphReader) fillBoxed(boxed *Boxed, number uint32) error {
	value, err := r.at(number)
	if err != nil {
		return err
	}
	switch value.Kind() {
	case KindBoolean, KindNumber, KindString, KindUTF16, KindBigInt:
		boxed.Primitive = value
		return nil
	}
	return fmt.Errorf("a box holds a %v", value.Kind())
}
