package jsinterop

import (
	"math"
	"math/big"
)

// What is equal in JavaScript, but not as the content of a Value.
type (
	anyNaN     struct{}
	codeUnits  string
	wholeValue struct {
		isNegative bool
		magnitude  string
	}
)

// sameness is equal for two values if a JavaScript Map takes them for the same key: equal primitives, or the same
// object. (Go's maps take the two zeros for the same number, as JavaScript's do.)
func sameness(value Value) any {
	switch content := value.content.(type) {
	case float64:
		if math.IsNaN(content) {
			return anyNaN{}
		}
	case UTF16:
		return codeUnits(writeUTF16(content))
	case *big.Int:
		// In decimal, it would take time that grows with the square.
		return wholeValue{content.Sign() < 0, string(content.Bytes())}
	}
	return value.content
}
