package main

import (
	"encoding/hex"
	"fmt"
	"math/big"

	"jsinterop/client-go"
)

// reader builds the values that notations stand for.
type reader struct {
	named  map[string]*jsinterop.Reference
	labels map[float64]jsinterop.Value
}

// read gives the argument that a notation stands for. JSON text is an argument, and no value.
func (r *reader) argument(notation any) (any, error) {
	if parts, ok := notation.([]any); ok && len(parts) == 2 && parts[0] == "json" {
		return jsinterop.JSON(parts[1].(string)), nil
	}
	return r.read(notation)
}

func (r *reader) read(notation any) (jsinterop.Value, error) {
	parts, ok := notation.([]any)
	if !ok || len(parts) == 0 {
		return jsinterop.Undefined, fmt.Errorf("%v is no notation", notation)
	}
	switch parts[0] {
	case "@":
		known, ok := r.labels[parts[1].(float64)]
		if !ok {
			return known, fmt.Errorf("nothing is labelled %v", parts[1])
		}
		return known, nil
	case "#":
		// The object is known by its label before its parts are read, since they may name it.
		return r.make(parts[2].([]any), func(made jsinterop.Value) { r.labels[parts[1].(float64)] = made })
	}
	return r.make(parts, func(jsinterop.Value) {})
}

func (r *reader) make(parts []any, made func(jsinterop.Value)) (jsinterop.Value, error) {
	content, fill, err := r.begin(parts)
	if err != nil {
		return jsinterop.Undefined, err
	}
	value, err := jsinterop.ValueOf(content)
	if err != nil || fill == nil {
		made(value)
		return value, err
	}
	made(value)
	return value, fill()
}

// begin makes what a notation stands for. fill puts in what stands below it.
func (r *reader) begin(parts []any) (content any, fill func() error, err error) {
	switch kind := parts[0]; kind {
	case "undefined":
		return jsinterop.Undefined, nil, nil
	case "null":
		return nil, nil, nil
	case "boolean", "string":
		return parts[1], nil, nil
	case "number":
		number, err := parseNumber(parts[1].(string))
		return number, nil, err
	case "bigint":
		number, ok := new(big.Int).SetString(parts[1].(string), 10)
		if !ok {
			err = fmt.Errorf("%v is no bigint", parts[1])
		}
		return number, nil, err
	case "utf16":
		return unitsOf(parts[1]), nil, nil
	case "date":
		number, err := parseNumber(parts[1].(string))
		return &jsinterop.Date{Milliseconds: number}, nil, err
	case "bytes":
		data, err := hex.DecodeString(parts[1].(string))
		return &jsinterop.Bytes{Data: data}, nil, err
	case "array_buffer":
		data, err := hex.DecodeString(parts[1].(string))
		return &jsinterop.ArrayBuffer{Data: data}, nil, err
	case "regexp":
		return &jsinterop.RegExp{Source: parts[1].(string), Flags: parts[2].(string)}, nil, nil
	case "reference":
		held, ok := r.named[parts[1].(string)]
		if !ok {
			return nil, nil, fmt.Errorf("no step named %v", parts[1])
		}
		return held, nil, nil
	case "json":
		return nil, nil, skip("this client sends JSON text only as a whole argument")
	}
	return r.beginComposite(parts)
}

func (r *reader) beginComposite(parts []any) (content any, fill func() error, err error) {
	switch kind := parts[0]; kind {
	case "array":
		array := &jsinterop.Array{}
		return array, func() error { return r.fillArray(array, parts) }, nil
	case "object":
		object := &jsinterop.Object{}
		return object, func() (err error) {
			object.Properties, err = r.properties(parts[1])
			return err
		}, nil
	case "map":
		made := &jsinterop.Map{}
		return made, func() error { return r.fillMap(made, parts[1].([]any)) }, nil
	case "set":
		set := &jsinterop.Set{}
		return set, func() (err error) {
			set.Items, err = r.all(parts[1].([]any))
			return err
		}, nil
	case "view":
		view := &jsinterop.View{ByteOffset: int(parts[3].(float64)), Length: int(parts[4].(float64))}
		return view, func() error { return r.fillView(view, parts) }, nil
	case "error":
		made := &jsinterop.Error{}
		return made, func() error { return r.fillError(made, parts[1].(map[string]any)) }, nil
	case "boxed":
		boxed := &jsinterop.Boxed{}
		return boxed, func() (err error) {
			boxed.Primitive, err = r.read(parts[1])
			return err
		}, nil
	}
	return nil, nil, fmt.Errorf("unknown notation %v", parts[0])
}

func (r *reader) all(notations []any) ([]jsinterop.Value, error) {
	values := make([]jsinterop.Value, 0, len(notations))
	for _, notation := range notations {
		if parts, ok := notation.([]any); ok && len(parts) == 1 && parts[0] == "hole" {
			values = append(values, jsinterop.MissingItem)
			continue
		}
		value, err := r.read(notation)
		if err != nil {
			return nil, err
		}
		values = append(values, value)
	}
	return values, nil
}

func (r *reader) properties(notation any) ([]jsinterop.Property, error) {
	var properties []jsinterop.Property
	for _, pair := range notation.([]any) {
		value, err := r.read(pair.([]any)[1])
		if err != nil {
			return nil, err
		}
		property := jsinterop.Property{Value: value}
		if units, ok := pair.([]any)[0].([]any); ok {
			property.KeyUTF16 = unitsOf(units[1])
		} else {
			property.Key = pair.([]any)[0].(string)
		}
		properties = append(properties, property)
	}
	return properties, nil
}

func (r *reader) fillArray(array *jsinterop.Array, parts []any) (err error) {
	if array.Items, err = r.all(parts[1].([]any)); err != nil || len(parts) < 3 {
		return err
	}
	extras := parts[2].(map[string]any)
	if length, ok := extras["length"].(float64); ok {
		array.HolesAtEnd = uint32(length) - uint32(len(array.Items))
	}
	if extras["properties"] != nil {
		array.Properties, err = r.properties(extras["properties"])
	}
	return err
}

func (r *reader) fillMap(made *jsinterop.Map, entries []any) error {
	for _, entry := range entries {
		pair, err := r.all(entry.([]any))
		if err != nil {
			return err
		}
		made.Entries = append(made.Entries, jsinterop.Entry{Key: pair[0], Value: pair[1]})
	}
	return nil
}

func (r *reader) fillView(view *jsinterop.View, parts []any) error {
	for class := jsinterop.Int8Array; class <= jsinterop.DataView; class++ {
		if class.String() == parts[1] {
			view.Type = class
		}
	}
	buffer, err := r.read(parts[2])
	if err != nil {
		return err
	}
	var ok bool
	if view.Buffer, ok = buffer.Content().(*jsinterop.ArrayBuffer); !ok {
		return fmt.Errorf("a view of a %v", buffer.Kind())
	}
	return nil
}

func (r *reader) fillError(made *jsinterop.Error, content map[string]any) error {
	made.Name = content["name"].(string)
	if text, ok := content["message"].(string); ok {
		message := jsinterop.MustValueOf(text)
		made.Message = &message
	}
	if notation, ok := content["cause"]; ok {
		cause, err := r.read(notation)
		if err != nil {
			return err
		}
		made.Cause = &cause
	}
	return nil
}

func unitsOf(notation any) jsinterop.UTF16 {
	units := jsinterop.UTF16{}
	for _, unit := range notation.([]any) {
		units = append(units, uint16(unit.(float64)))
	}
	return units
}
