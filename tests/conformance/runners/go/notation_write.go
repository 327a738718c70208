package main

import (
	"encoding/hex"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"

	"jsinterop/client-go"
)

// written gives a value in the notation of the suite.
func written(value jsinterop.Value) any {
	writer := writer{meetings: map[any]int{}, labels: map[any]int{}}
	writer.count(value)
	writer.counted = true
	return writer.write(value)
}

// writer labels what is met more than once.
type writer struct {
	meetings map[any]int
	counted  bool // The meetings are known.
	labels   map[any]int
}

// isObject says whether the value has an identity in JavaScript; its content is a pointer then.
func isObject(value jsinterop.Value) bool {
	switch value.Kind() {
	case jsinterop.KindDate, jsinterop.KindBytes, jsinterop.KindArray, jsinterop.KindObject, jsinterop.KindMap,
		jsinterop.KindSet, jsinterop.KindArrayBuffer, jsinterop.KindView, jsinterop.KindRegExp, jsinterop.KindError,
		jsinterop.KindBoxed, jsinterop.KindReference:
		return true
	}
	return false
}

func (w *writer) count(value jsinterop.Value) {
	if !isObject(value) {
		return
	}
	w.meetings[value.Content()]++
	if w.meetings[value.Content()] > 1 {
		return
	}
	w.open(value, func(part jsinterop.Value) any {
		w.count(part)
		return nil
	})
}

func (w *writer) write(value jsinterop.Value) any {
	if !isObject(value) {
		return writtenPrimitive(value)
	}
	object := value.Content()
	if w.meetings[object] == 1 {
		return w.open(value, w.write)
	}
	if label, ok := w.labels[object]; ok {
		return []any{"@", float64(label)}
	}
	label := len(w.labels) + 1
	w.labels[object] = label
	return []any{"#", float64(label), w.open(value, w.write)}
}

type parts func(jsinterop.Value) any

// open is the one place that knows the parts of each kind, and their order: part is given each of them.
func (w *writer) open(value jsinterop.Value, part parts) any {
	switch object := value.Content().(type) {
	case *jsinterop.Date:
		return []any{"date", writtenNumber(object.Milliseconds)}
	case *jsinterop.Bytes:
		return []any{"bytes", hex.EncodeToString(object.Data)}
	case *jsinterop.Array:
		return openArray(object, part)
	case *jsinterop.Object:
		return []any{"object", writtenProperties(object.Properties, part)}
	case *jsinterop.Map:
		entries := []any{}
		for _, entry := range object.Entries {
			entries = append(entries, []any{part(entry.Key), part(entry.Value)})
		}
		return []any{"map", entries}
	case *jsinterop.Set:
		return []any{"set", writtenAll(object.Items, part)}
	case *jsinterop.ArrayBuffer:
		return []any{"array_buffer", hex.EncodeToString(object.Data)}
	case *jsinterop.View:
		return w.openView(object, part)
	case *jsinterop.RegExp:
		return []any{"regexp", object.Source, object.Flags}
	case *jsinterop.Error:
		return openError(object, part)
	case *jsinterop.Boxed:
		return []any{"boxed", part(object.Primitive)}
	case *jsinterop.Reference:
		return []any{"reference", hintOf(object)}
	}
	panic(fmt.Sprintf("a %v has no notation", value.Kind()))
}

// openArray writes holes at the end as a length.
func openArray(array *jsinterop.Array, part parts) any {
	end := len(array.Items)
	for end > 0 && array.Items[end-1].Kind() == jsinterop.KindHole {
		end--
	}
	result := []any{"array", writtenAll(array.Items[:end], part)}
	extras := map[string]any{}
	if length := len(array.Items) + int(array.HolesAtEnd); length > end {
		extras["length"] = float64(length)
	}
	if len(array.Properties) > 0 {
		extras["properties"] = writtenProperties(array.Properties, part)
	}
	if len(extras) > 0 {
		result = append(result, extras)
	}
	return result
}

// openView: a Uint8Array that alone has the whole of its buffer is `bytes`, however it came.
func (w *writer) openView(view *jsinterop.View, part parts) any {
	if w.counted && view.Type == jsinterop.Uint8Array && len(view.Bytes()) == len(view.Buffer.Data) &&
		w.meetings[view.Buffer] == 1 {
		return []any{"bytes", hex.EncodeToString(view.Buffer.Data)}
	}
	return []any{
		"view", view.Type.String(), part(jsinterop.MustValueOf(view.Buffer)), float64(view.ByteOffset),
		float64(view.Length),
	}
}

func openError(from *jsinterop.Error, part parts) any {
	content := map[string]any{"name": from.Name}
	if from.Message != nil {
		text, _ := from.Message.Content().(string)
		content["message"] = text
	}
	if from.Cause != nil {
		content["cause"] = part(*from.Cause)
	}
	return []any{"error", content}
}

func writtenAll(values []jsinterop.Value, part parts) []any {
	all := []any{}
	for _, value := range values {
		all = append(all, part(value))
	}
	return all
}

func writtenProperties(properties []jsinterop.Property, part parts) []any {
	all := []any{}
	for _, property := range properties {
		var key any = property.Key
		if property.KeyUTF16 != nil {
			key = []any{"utf16", codeUnits(property.KeyUTF16)}
		}
		all = append(all, []any{key, part(property.Value)})
	}
	return all
}

func writtenPrimitive(value jsinterop.Value) any {
	switch content := value.Content().(type) {
	case nil:
		return []any{"undefined"}
	case jsinterop.Null:
		return []any{"null"}
	case jsinterop.Hole:
		return []any{"hole"}
	case bool:
		return []any{"boolean", content}
	case float64:
		return []any{"number", writtenNumber(content)}
	case string:
		return []any{"string", content}
	case jsinterop.UTF16:
		return []any{"utf16", codeUnits(content)}
	case *big.Int:
		return []any{"bigint", content.String()}
	}
	panic(fmt.Sprintf("a %v has no notation", value.Kind()))
}

func codeUnits(units jsinterop.UTF16) []any {
	all := []any{}
	for _, unit := range units {
		all = append(all, float64(unit))
	}
	return all
}

func writtenNumber(number float64) string {
	switch {
	case math.IsInf(number, 1):
		return "Infinity"
	case math.IsInf(number, -1):
		return "-Infinity"
	case number == math.Trunc(number) && math.Abs(number) < 1e21:
		return strconv.FormatFloat(number, 'f', -1, 64)
	}
	return strconv.FormatFloat(number, 'g', -1, 64)
}

func hintOf(reference *jsinterop.Reference) map[string]any {
	return map[string]any{
		"kind": strings.ToUpper(reference.Kind().String()), "class_name": reference.ClassName(),
	}
}
