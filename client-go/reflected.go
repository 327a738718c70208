package jsinterop

import (
	"encoding"
	"fmt"
	"reflect"
	"sort"
	"strconv"
	"unsafe"

	pb "jsinterop/client-go/jsinteropv1"
)

// identity tells that two Go values share what they point to, and so are the same object in JavaScript. Holding the
// pointer keeps it from being used for something else meanwhile.
type identity struct {
	pointer unsafe.Pointer
	length  int
	kind    reflect.Type
}

// reflectedPart is for all types that this package has not heard of.
func (w *writer) reflectedPart(value reflect.Value) (part, error) {
	switch value.Kind() {
	case reflect.Bool:
		return w.part(value.Bool())
	case reflect.String:
		return stringPart(value.String())
	case reflect.Float32, reflect.Float64:
		return numberPart(value.Float()), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return wholePart(value.Int() >= -maxSafeInteger && value.Int() <= maxSafeInteger, float64(value.Int()), value)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return wholePart(value.Uint() <= maxSafeInteger, float64(value.Uint()), value)
	case reflect.Pointer:
		return w.pointedPart(value)
	case reflect.Slice, reflect.Array:
		return sequencePart(value, sliceIdentity(value)), nil
	case reflect.Map:
		return goMapPart(value), nil
	case reflect.Struct:
		return structPart(value, nil)
	}
	return part{}, fmt.Errorf("a %v cannot be sent", value.Type())
}

func wholePart(fits bool, number float64, value reflect.Value) (part, error) {
	if !fits {
		return part{}, notExact(value.Interface())
	}
	return numberPart(number), nil
}

func notExact(whole any) error {
	return fmt.Errorf("a JavaScript number cannot hold %v exactly; if a bigint is meant, send a *big.Int", whole)
}

// pointedPart is what the pointer points to; a struct or array that is pointed to from two places is one object.
func (w *writer) pointedPart(pointer reflect.Value) (part, error) {
	held := pointer.Elem()
	var same any
	if held.Type().Size() > 0 { // Else all have the same address.
		same = identity{pointer: pointer.UnsafePointer(), kind: pointer.Type()}
	}
	switch held.Kind() {
	case reflect.Struct:
		return structPart(held, same)
	case reflect.Array:
		return sequencePart(held, same), nil
	}
	return w.instead(held.Interface())
}

func sliceIdentity(value reflect.Value) any {
	if value.Kind() != reflect.Slice || value.Len() == 0 || value.Type().Elem().Size() == 0 {
		return nil
	}
	return identity{pointer: value.UnsafePointer(), length: value.Len(), kind: value.Type()}
}

func sequencePart(value reflect.Value, same any) part {
	if value.Kind() == reflect.Slice && value.IsNil() {
		return part{leaf: nullMessage}
	}
	if value.Type().Elem().Kind() == reflect.Uint8 {
		return bytesPart(bytesOf(value), same)
	}
	node := &pb.ArrayNode{Length: uint32(value.Len())}
	fill := func(g *graphWriter) error {
		for i := 0; i < value.Len(); i++ {
			number, err := g.child(value.Index(i).Interface(), step{index: i})
			if err != nil {
				return err
			}
			node.Items = append(node.Items, number)
		}
		return nil
	}
	return part{node: &pb.Node{Kind: &pb.Node_Array{Array: node}}, fill: fill, identity: same}
}

func bytesOf(value reflect.Value) []byte {
	if value.Kind() == reflect.Slice {
		return value.Bytes()
	}
	data := make([]byte, value.Len())
	for i := range data {
		data[i] = byte(value.Index(i).Uint())
	}
	return data
}

// goMapPart makes an object with its keys sorted, since a Go map has no order.
func goMapPart(value reflect.Value) part {
	if value.IsNil() {
		return part{leaf: nullMessage}
	}
	node := &pb.ObjectNode{}
	fill := func(g *graphWriter) error {
		keys, err := textKeys(value)
		if err != nil {
			return g.fail(err)
		}
		for _, key := range keys {
			number, err := g.child(value.MapIndex(key.key).Interface(), step{key: key.text})
			if err != nil {
				return err
			}
			node.Properties = append(node.Properties, &pb.Property{Key: key.text, Value: number})
		}
		return nil
	}
	same := identity{pointer: value.UnsafePointer(), kind: value.Type()}
	return part{node: &pb.Node{Kind: &pb.Node_Object{Object: node}}, fill: fill, identity: same}
}

type textKey struct {
	text string
	key  reflect.Value
}

func textKeys(value reflect.Value) ([]textKey, error) {
	keys := make([]textKey, 0, value.Len())
	for _, key := range value.MapKeys() {
		text, err := keyText(key)
		if err != nil {
			return nil, err
		}
		keys = append(keys, textKey{text, key})
	}
	sort.Slice(keys, func(i, j int) bool { return keys[i].text < keys[j].text })
	for i := 1; i < len(keys); i++ {
		if keys[i].text == keys[i-1].text {
			return nil, fmt.Errorf("two keys of a map are %q as text", keys[i].text)
		}
	}
	return keys, nil
}

func keyText(key reflect.Value) (string, error) {
	if key.Kind() == reflect.String {
		return key.String(), checkText(key.String())
	}
	if marshaler, ok := key.Interface().(encoding.TextMarshaler); ok {
		text, err := marshaler.MarshalText()
		if err == nil {
			err = checkText(string(text))
		}
		return string(text), err
	}
	switch key.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.FormatInt(key.Int(), 10), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return strconv.FormatUint(key.Uint(), 10), nil
	}
	return "", fmt.Errorf("a %v cannot be the key of an object; if a Map is meant, send a *jsinterop.Map", key.Type())
}

func structPart(value reflect.Value, same any) (part, error) {
	fields, err := fieldsOf(value.Type())
	if err != nil {
		return part{}, err
	}
	node := &pb.ObjectNode{}
	fill := func(g *graphWriter) error {
		for _, field := range fields {
			held, ok := field.in(value)
			if !ok || field.omitEmpty && isEmpty(held) {
				continue
			}
			number, err := g.child(held.Interface(), step{key: field.name})
			if err != nil {
				return err
			}
			node.Properties = append(node.Properties, &pb.Property{Key: field.name, Value: number})
		}
		return nil
	}
	return part{node: &pb.Node{Kind: &pb.Node_Object{Object: node}}, fill: fill, identity: same}, nil
}

func isEmpty(value reflect.Value) bool {
	switch value.Kind() {
	case reflect.Slice, reflect.Map, reflect.Array, reflect.String:
		return value.Len() == 0
	case reflect.Struct:
		return false // As encoding/json has it.
	}
	return value.IsZero()
}
