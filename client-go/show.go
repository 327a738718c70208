package jsinterop

import (
	"encoding/hex"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// As much as one wants to read in a log.
const (
	maxText       = 1000
	maxShownDepth = 8
)

// String shows the value to people, cut where it is long. Live objects are shown without their secrets.
func (v Value) String() string { return show(v, maxText) }

func show(value Value, limit int) string {
	var shower shower
	shower.limit = limit
	shower.value(value, 0)
	text := shower.text.String()
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit] + "…"
}

type shower struct {
	text  strings.Builder
	limit int
}

func (s *shower) full() bool { return s.text.Len() > s.limit }

func (s *shower) value(value Value, depth int) {
	if s.full() {
		return
	}
	if depth > maxShownDepth {
		s.text.WriteString("…")
		return
	}
	switch content := value.content.(type) {
	case float64:
		s.text.WriteString(showNumber(content))
	case string:
		s.text.WriteString(s.quote(content))
	case *big.Int:
		s.bigInt(content)
	case *Array:
		s.list("[", "]", content.Items, depth)
	case *Object:
		s.object(content, depth)
	case *Map:
		s.text.WriteString("Map {")
		for i, entry := range content.Entries {
			if s.separate(i) {
				return
			}
			s.value(entry.Key, depth+1)
			s.text.WriteString(" => ")
			s.value(entry.Value, depth+1)
		}
		s.text.WriteString("}")
	case *Set:
		s.list("Set {", "}", content.Items, depth)
	case *Error:
		s.text.WriteString(content.Name)
		if content.Message != nil {
			s.text.WriteString(": ")
			s.value(*content.Message, depth+1)
		}
	case *Boxed:
		s.text.WriteString("Object(")
		s.value(content.Primitive, depth+1)
		s.text.WriteString(")")
	default:
		s.text.WriteString(s.plain(value))
	}
}

// plain is for what has no parts.
func (s *shower) plain(value Value) string {
	switch content := value.content.(type) {
	case bool:
		return strconv.FormatBool(content)
	case UTF16:
		return s.quote(fmt.Sprintf("%d UTF-16 code units with lone surrogates", len(content)))
	case *Date:
		if moment, ok := content.Time(); ok {
			return "Date(" + moment.Format(time.RFC3339Nano) + ")"
		}
		return "Date(invalid)"
	case *Bytes:
		return s.bytes("Uint8Array", content.Data)
	case *ArrayBuffer:
		return s.bytes("ArrayBuffer", content.Data)
	case *View:
		return s.bytes(content.Type.String(), content.Bytes())
	case *RegExp:
		return "/" + content.Source + "/" + content.Flags
	case *Reference:
		return "a reference to a " + content.describe()
	case JSON:
		return string(content)
	}
	return value.Kind().String()
}

func (s *shower) bytes(name string, data []byte) string {
	shown := data
	if len(shown) > 16 {
		shown = shown[:16]
	}
	return fmt.Sprintf("%s(%d bytes: %s)", name, len(data), hex.EncodeToString(shown))
}

func (s *shower) quote(text string) string {
	if len(text) > s.limit {
		text = strings.ToValidUTF8(text[:s.limit], "")
	}
	return strconv.Quote(text)
}

func (s *shower) bigInt(number *big.Int) {
	// Printing takes time that grows with the square.
	if number.BitLen() > 4*maxText {
		fmt.Fprintf(&s.text, "a bigint of %d bits", number.BitLen())
		return
	}
	s.text.WriteString(number.String() + "n")
}

func (s *shower) separate(i int) (full bool) {
	if i > 0 {
		s.text.WriteString(", ")
	}
	return s.full()
}

func (s *shower) list(begin, end string, items []Value, depth int) {
	s.text.WriteString(begin)
	for i, item := range items {
		if s.separate(i) {
			return
		}
		s.value(item, depth+1)
	}
	s.text.WriteString(end)
}

func (s *shower) object(object *Object, depth int) {
	s.text.WriteString("{")
	for i, property := range object.Properties {
		if s.separate(i) {
			return
		}
		s.text.WriteString(s.quote(property.Key) + ": ")
		s.value(property.Value, depth+1)
	}
	s.text.WriteString("}")
}

// showNumber writes a number as JavaScript would, nearly.
func showNumber(number float64) string {
	switch {
	case math.IsNaN(number):
		return "NaN"
	case math.IsInf(number, 1):
		return "Infinity"
	case math.IsInf(number, -1):
		return "-Infinity"
	}
	return strconv.FormatFloat(number, 'g', -1, 64)
}
