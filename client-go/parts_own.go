package jsinterop

import (
	"errors"
	"fmt"

	pb "jsinterop/client-go/jsinteropv1"
)

// What this package's own types become that have parts.

func arrayPart(array *Array) part {
	node := &pb.ArrayNode{Length: uint32(len(array.Items)) + array.HolesAtEnd}
	fill := func(g *graphWriter) (err error) {
		if int64(len(array.Items))+int64(array.HolesAtEnd) > int64(^uint32(0)) {
			return g.fail(errors.New("an Array is longer than JavaScript's"))
		}
		for i, item := range array.Items {
			number := uint32(0)
			if item.Kind() != KindHole {
				if number, err = g.child(item, step{index: i}); err != nil {
					return err
				}
			}
			node.Items = append(node.Items, number)
		}
		node.Properties, err = g.properties(array.Properties)
		return err
	}
	return part{node: &pb.Node{Kind: &pb.Node_Array{Array: node}}, fill: fill, identity: array}
}

func objectPart(object *Object) part {
	node := &pb.ObjectNode{}
	fill := func(g *graphWriter) (err error) {
		node.Properties, err = g.properties(object.Properties)
		return err
	}
	return part{node: &pb.Node{Kind: &pb.Node_Object{Object: node}}, fill: fill, identity: object}
}

func (g *graphWriter) properties(properties []Property) ([]*pb.Property, error) {
	var messages []*pb.Property
	for _, property := range properties {
		key := property.Key
		if property.KeyUTF16 != nil {
			key = "…"
		}
		number, err := g.child(property.Value, step{key: key})
		if err != nil {
			return nil, err
		}
		message := &pb.Property{Value: number}
		if len(property.KeyUTF16) > 0 {
			message.KeyUtf16 = writeUTF16(property.KeyUTF16)
		} else if message.Key = property.Key; checkText(property.Key) != nil {
			return nil, g.fail(errors.New("a key is not UTF-8"))
		}
		messages = append(messages, message)
	}
	return messages, nil
}

func mapPart(from *Map) part {
	node := &pb.MapNode{}
	fill := func(g *graphWriter) error {
		for i, entry := range from.Entries {
			key, err := g.child(entry.Key, step{index: i})
			if err != nil {
				return err
			}
			value, err := g.child(entry.Value, step{index: i})
			if err != nil {
				return err
			}
			node.Entries = append(node.Entries, key, value)
		}
		return nil
	}
	return part{node: &pb.Node{Kind: &pb.Node_Map{Map: node}}, fill: fill, identity: from}
}

func setPart(set *Set) part {
	node := &pb.SetNode{}
	fill := func(g *graphWriter) error {
		for i, item := range set.Items {
			number, err := g.child(item, step{index: i})
			if err != nil {
				return err
			}
			node.Items = append(node.Items, number)
		}
		return nil
	}
	return part{node: &pb.Node{Kind: &pb.Node_Set{Set: node}}, fill: fill, identity: set}
}

func viewPart(view *View) (part, error) {
	if err := view.check(); err != nil {
		return part{}, err
	}
	node := &pb.ViewNode{
		Type: pb.ViewNode_Type(view.Type), ByteOffset: uint64(view.ByteOffset), Length: uint64(view.Length),
	}
	fill := func(g *graphWriter) (err error) {
		node.Buffer, err = g.child(view.Buffer, step{key: "buffer"})
		return err
	}
	return part{node: &pb.Node{Kind: &pb.Node_View{View: node}}, fill: fill, identity: view}, nil
}

func errorPart(from *Error) part {
	node := &pb.ErrorNode{Name: from.Name}
	fill := func(g *graphWriter) (err error) {
		for _, field := range []struct {
			name string
			from *Value
			to   *uint32
		}{
			{"message", from.Message, &node.Message}, {"stack", from.Stack, &node.Stack}, {"cause", from.Cause, &node.Cause},
		} {
			if field.from == nil {
				continue
			}
			if *field.to, err = g.child(*field.from, step{key: field.name}); err != nil {
				return err
			}
		}
		return nil
	}
	return part{node: &pb.Node{Kind: &pb.Node_Error{Error: node}}, fill: fill, identity: from}
}

func boxedPart(boxed *Boxed) (part, error) {
	switch kind := boxed.Primitive.Kind(); kind {
	case KindBoolean, KindNumber, KindString, KindUTF16, KindBigInt:
	default:
		return part{}, fmt.Errorf("a %v cannot be boxed", kind)
	}
	node := &pb.Node_Boxed{}
	fill := func(g *graphWriter) (err error) {
		node.Boxed, err = g.child(boxed.Primitive, step{key: "valueOf()"})
		return err
	}
	return part{node: &pb.Node{Kind: node}, fill: fill, identity: boxed}, nil
}
