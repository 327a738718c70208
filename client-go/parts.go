package jsinterop

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"time"
	"unicode/utf8"

	pb "jsinterop/client-go/jsinteropv1"
)

const maxSafeInteger = 1<<53 - 1

var (
	undefinedMessage = &pb.Value{Kind: &pb.Value_Undefined{Undefined: &pb.Undefined{}}}
	nullMessage      = &pb.Value{Kind: &pb.Value_Null{Null: &pb.Null{}}}
)

// ownTypes are this package's types that are objects in JavaScript.
var ownTypes = map[reflect.Type]bool{
	reflect.TypeOf(Date{}): true, reflect.TypeOf(Bytes{}): true, reflect.TypeOf(Array{}): true,
	reflect.TypeOf(Object{}): true, reflect.TypeOf(Map{}): true, reflect.TypeOf(Set{}): true,
	reflect.TypeOf(ArrayBuffer{}): true, reflect.TypeOf(View{}): true, reflect.TypeOf(RegExp{}): true,
	reflect.TypeOf(Error{}): true, reflect.TypeOf(Boxed{}): true, reflect.TypeOf(Reference{}): true,
	reflect.TypeOf(Module{}): true,
}

// part says what a Go value becomes in JavaScript.
func (w *writer) part(value any) (part, error) {
	switch value := value.(type) {
	case nil, Null:
		return part{leaf: nullMessage}, nil
	case Value:
		if value.content == nil {
			return part{leaf: undefinedMessage}, nil
		}
		return w.part(value.content)
	case bool:
		return part{leaf: &pb.Value{Kind: &pb.Value_Boolean{Boolean: value}}}, nil
	case float64:
		return numberPart(value), nil
	case string:
		return stringPart(value)
	case time.Time:
		date := NewDate(value)
		if _, ok := date.Time(); !ok {
			return part{}, fmt.Errorf("JavaScript has no Date in the year %d", value.Year())
		}
		return datePart(date), nil
	case big.Int:
		return bigIntPart(&value), nil
	case json.RawMessage:
		if value == nil {
			return part{leaf: nullMessage}, nil
		}
		return jsonPart(JSON(value))
	case json.Number:
		return jsonNumberPart(value)
	case JSON:
		return jsonPart(value)
	case UTF16:
		return utf16Part(value), nil
	case Hole:
		return part{}, errors.New("a hole may stand only among the items of an Array")
	}
	if reflect.ValueOf(value).Kind() == reflect.Pointer && reflect.ValueOf(value).IsNil() {
		return part{leaf: nullMessage}, nil
	}
	if made, ok, err := w.ownPart(value); ok {
		return made, err
	}
	if made, ok, err := w.marshalledPart(value); ok {
		return made, err
	}
	if held := reflect.ValueOf(value); ownTypes[held.Type()] {
		// An object by value is an object of its own.
		pointer := reflect.New(held.Type())
		pointer.Elem().Set(held)
		return w.part(pointer.Interface())
	}
	return w.reflectedPart(reflect.ValueOf(value))
}

// ownPart is for pointers, which are not nil, to this package's own types and to what it knows besides.
func (w *writer) ownPart(value any) (made part, ok bool, err error) {
	switch value := value.(type) {
	case *big.Int:
		return bigIntPart(value), true, nil
	case *Value:
		made, err = w.part(*value)
	case *time.Time:
		made, err = w.part(*value)
	case *Reference:
		made, err = w.referencePart(value)
	case *Module:
		made, err = w.referencePart(&value.Reference)
	case *Date:
		made = datePart(value)
	case *Bytes:
		made = bytesPart(value.Data, value)
	case *Array:
		made = arrayPart(value)
	case *Object:
		made = objectPart(value)
	case *Map:
		made = mapPart(value)
	case *Set:
		made = setPart(value)
	case *ArrayBuffer:
		made = bufferPart(value)
	case *View:
		made, err = viewPart(value)
	case *RegExp:
		node := &pb.RegExpNode{Source: value.Source, Flags: value.Flags}
		made = part{node: &pb.Node{Kind: &pb.Node_Regexp{Regexp: node}}, identity: value}
		err = checkText(value.Source)
	case *Error:
		made = errorPart(value)
		err = checkText(value.Name)
	case *Boxed:
		made, err = boxedPart(value)
	default:
		return part{}, false, nil
	}
	return made, true, err
}

// marshalledPart is for types that say themselves what they become.
func (w *writer) marshalledPart(value any) (made part, ok bool, err error) {
	switch value := value.(type) {
	case Marshaler:
		var instead any
		if instead, err = value.MarshalJS(); err == nil {
			made, err = w.instead(instead)
		}
	case json.Marshaler:
		var text []byte
		if text, err = value.MarshalJSON(); err == nil {
			made, err = jsonPart(JSON(text))
		}
	case encoding.TextMarshaler:
		var text []byte
		if text, err = value.MarshalText(); err == nil {
			made, err = stringPart(string(text))
		}
	default:
		return part{}, false, nil
	}
	return made, true, err
}

// instead makes the part of what another Go value leads to.
func (w *writer) instead(value any) (part, error) {
	if w.indirections == maxIndirections {
		return part{}, fmt.Errorf("more than %d pointers or marshallers lead from one to the next", maxIndirections)
	}
	w.indirections++
	defer func() { w.indirections-- }()
	return w.part(value)
}

func checkText(text string) error {
	if !utf8.ValidString(text) {
		return errors.New("a string is not UTF-8; if it holds bytes, send []byte")
	}
	return nil
}

func stringPart(text string) (part, error) {
	return part{leaf: &pb.Value{Kind: &pb.Value_String_{String_: text}}}, checkText(text)
}

func jsonPart(text JSON) (part, error) {
	return part{leaf: &pb.Value{Kind: &pb.Value_Json{Json: string(text)}}}, checkText(string(text))
}

func utf16Part(units UTF16) part {
	return part{leaf: &pb.Value{Kind: &pb.Value_Utf16{Utf16: writeUTF16(units)}}}
}

func numberPart(number float64) part {
	return part{leaf: &pb.Value{Kind: &pb.Value_Number{Number: number}}}
}

// jsonNumberPart sends a number and not a text, which it is for Go. An integer is checked as all others are.
func jsonNumberPart(number json.Number) (part, error) {
	if whole, ok := new(big.Int).SetString(string(number), 10); ok && whole.CmpAbs(big.NewInt(maxSafeInteger)) > 0 {
		return part{}, notExact(whole)
	}
	float, err := number.Float64()
	if err != nil {
		return part{}, fmt.Errorf("%q is not a number of JSON", string(number))
	}
	return numberPart(float), nil
}

func bigIntPart(number *big.Int) part {
	return part{leaf: &pb.Value{Kind: &pb.Value_Bigint{Bigint: number.String()}}}
}

func datePart(date *Date) part {
	return part{leaf: &pb.Value{Kind: &pb.Value_Date{Date: date.Milliseconds}}, identity: date}
}

func bytesPart(data []byte, identity any) part {
	return part{leaf: &pb.Value{Kind: &pb.Value_Bytes{Bytes: data}}, identity: identity}
}

func bufferPart(buffer *ArrayBuffer) part {
	return part{node: &pb.Node{Kind: &pb.Node_ArrayBuffer{ArrayBuffer: buffer.Data}}, identity: buffer}
}

func (w *writer) referencePart(reference *Reference) (part, error) {
	message, err := w.reference(reference)
	return part{leaf: message}, err
}
