package jsinterop

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Ten times what a worker sends unless it is told otherwise; a goroutine's stack bears it.
const maxDepth = 100_000

var errNotJSON = errors.New("JSON text is not well-formed")

// readJSON makes of JSON text what JSON.parse would. (Go's own package loses lone surrogates, the order of keys, and
// all below the 10,000th level.)
func readJSON(text string) (Value, error) {
	reader := jsonReader{text: text}
	value, err := reader.value(0)
	if err != nil {
		return Undefined, err
	}
	reader.space()
	if reader.at != len(text) {
		return Undefined, errNotJSON
	}
	return value, nil
}

type jsonReader struct {
	text string
	at   int
}

func (r *jsonReader) space() {
	for r.at < len(r.text) {
		switch r.text[r.at] {
		case ' ', '\t', '\r', '\n':
			r.at++
		default:
			return
		}
	}
}

// next is the first character that says something, or 0.
func (r *jsonReader) next() byte {
	r.space()
	if r.at == len(r.text) {
		return 0
	}
	return r.text[r.at]
}

// take skips the character if it comes next.
func (r *jsonReader) take(c byte) bool {
	if r.next() != c {
		return false
	}
	r.at++
	return true
}

func (r *jsonReader) value(depth int) (Value, error) {
	if depth > maxDepth {
		return Undefined, fmt.Errorf("JSON text is nested deeper than %d", maxDepth)
	}
	switch c := r.next(); {
	case c == '{':
		return r.object(depth)
	case c == '[':
		return r.array(depth)
	case c == '"':
		key, units, err := r.string()
		if units != nil {
			return Value{units}, err
		}
		return Value{key}, err
	case c == '-' || c >= '0' && c <= '9':
		return r.number()
	}
	switch {
	case r.word("true"):
		return Value{true}, nil
	case r.word("false"):
		return Value{false}, nil
	case r.word("null"):
		return Value{Null{}}, nil
	}
	return Undefined, errNotJSON
}

func (r *jsonReader) word(word string) bool {
	if !strings.HasPrefix(r.text[r.at:], word) {
		return false
	}
	r.at += len(word)
	return true
}

func (r *jsonReader) array(depth int) (Value, error) {
	r.at++
	if r.take(']') {
		return Value{&Array{Items: []Value{}}}, nil
	}
	array := &Array{Items: make([]Value, 0, few)}
	for {
		item, err := r.value(depth + 1)
		if err != nil {
			return Undefined, err
		}
		array.Items = append(array.Items, item)
		if r.take(']') {
			return Value{array}, nil
		}
		if !r.take(',') {
			return Undefined, errNotJSON
		}
	}
}

func (r *jsonReader) object(depth int) (Value, error) {
	r.at++
	if r.take('}') {
		return Value{&Object{Properties: []Property{}}}, nil
	}
	properties := propertyList{properties: make([]Property, 0, few)}
	for {
		if r.next() != '"' {
			return Undefined, errNotJSON
		}
		key, units, err := r.string()
		if err != nil {
			return Undefined, err
		}
		if !r.take(':') {
			return Undefined, errNotJSON
		}
		value, err := r.value(depth + 1)
		if err != nil {
			return Undefined, err
		}
		properties.set(Property{Key: key, KeyUTF16: units, Value: value})
		if r.take('}') {
			return Value{&Object{Properties: properties.inOrder()}}, nil
		}
		if !r.take(',') {
			return Undefined, errNotJSON
		}
	}
}

func (r *jsonReader) digits() bool {
	start := r.at
	for r.at < len(r.text) && r.text[r.at] >= '0' && r.text[r.at] <= '9' {
		r.at++
	}
	return r.at > start
}

func (r *jsonReader) has(chars string) bool {
	if r.at == len(r.text) {
		return false
	}
	for i := 0; i < len(chars); i++ {
		if r.text[r.at] == chars[i] {
			r.at++
			return true
		}
	}
	return false
}

func (r *jsonReader) number() (Value, error) {
	start := r.at
	r.has("-")
	ok := r.has("0") || r.digits()
	if ok && r.has(".") {
		ok = r.digits()
	}
	if ok && r.has("eE") {
		r.has("+-")
		ok = r.digits()
	}
	if !ok {
		return Undefined, errNotJSON
	}
	// Beyond the largest number it says Infinity and an error; JSON.parse too says Infinity.
	number, err := strconv.ParseFloat(r.text[start:r.at], 64)
	if err != nil && !math.IsInf(number, 0) {
		return Undefined, errNotJSON
	}
	return Value{number}, nil
}
