package jsinterop

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

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
