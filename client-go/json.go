package jsinterop

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
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

// string reads a literal: as text, or as code units if it has lone surrogates.
func (r *jsonReader) string() (string, UTF16, error) {
	r.at++
	start := r.at
	for r.at < len(r.text) {
		switch c := r.text[r.at]; {
		case c == '"':
			text := r.text[start:r.at]
			r.at++
			return text, nil, nil
		case c == '\\':
			return r.escapedString(start)
		case c < 0x20:
			return "", nil, errNotJSON
		}
		r.at++
	}
	return "", nil, errNotJSON
}

// escapedString reads on at the first escape of a literal that began at start.
func (r *jsonReader) escapedString(start int) (string, UTF16, error) {
	text := append(make([]byte, 0, 2*(r.at-start)+16), r.text[start:r.at]...)
	for r.at < len(r.text) {
		switch c := r.text[r.at]; {
		case c == '"':
			r.at++
			return string(text), nil, nil
		case c == '\\':
			unit, err := r.escape()
			if err != nil {
				return "", nil, err
			}
			char := rune(unit)
			if utf16.IsSurrogate(char) {
				if char = r.pair(char); char == utf8.RuneError {
					r.at = start
					return r.loneSurrogates()
				}
			}
			text = utf8.AppendRune(text, char)
		case c < 0x20:
			return "", nil, errNotJSON
		default:
			text = append(text, c)
			r.at++
		}
	}
	return "", nil, errNotJSON
}

// pair reads the second half of a character whose first was escaped; utf8.RuneError if it does not follow.
func (r *jsonReader) pair(first rune) rune {
	if !strings.HasPrefix(r.text[r.at:], `\u`) {
		return utf8.RuneError
	}
	second, err := r.escape()
	if err != nil {
		return utf8.RuneError // Whoever reads it again will say so.
	}
	return utf16.DecodeRune(first, rune(second))
}

// loneSurrogates reads a literal, from after its quotation mark, by code units.
func (r *jsonReader) loneSurrogates() (string, UTF16, error) {
	var units UTF16
	for r.at < len(r.text) {
		switch c := r.text[r.at]; {
		case c == '"':
			r.at++
			return "", units, nil
		case c == '\\':
			unit, err := r.escape()
			if err != nil {
				return "", nil, err
			}
			units = append(units, unit)
		case c < 0x20:
			return "", nil, errNotJSON
		default:
			char, size := utf8.DecodeRuneInString(r.text[r.at:])
			units = utf16.AppendRune(units, char)
			r.at += size
		}
	}
	return "", nil, errNotJSON
}

var jsonEscapes = map[byte]uint16{
	'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t',
}

func (r *jsonReader) escape() (uint16, error) {
	if len(r.text)-r.at < 2 {
		return 0, errNotJSON
	}
	c := r.text[r.at+1]
	if unit, ok := jsonEscapes[c]; ok {
		r.at += 2
		return unit, nil
	}
	if c != 'u' || len(r.text)-r.at < 6 {
		return 0, errNotJSON
	}
	digits := r.text[r.at+2 : r.at+6]
	unit, err := strconv.ParseUint(digits, 16, 16)
	if err != nil || digits[0] == '+' {
		return 0, errNotJSON
	}
	r.at += 6
	return uint16(unit), nil
}

func hasLoneSurrogate(units []uint16) bool {
	for i := 0; i < len(units); i++ {
		unit := units[i]
		if unit < 0xd800 || unit > 0xdfff {
			continue
		}
		if unit > 0xdbff || i+1 == len(units) || units[i+1] < 0xdc00 || units[i+1] > 0xdfff {
			return true
		}
		i++
	}
	return false
}
