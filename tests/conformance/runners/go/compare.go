package main

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"strconv"
	"strings"
)

// differenceOf compares what came with what a case expects, and tells a difference in words. Without an expectation
// any success is right.
func differenceOf(came outcome, expect map[string]any) (string, error) {
	holds, err := isExpected(came, expect)
	if err != nil || holds {
		return "", err
	}
	wanted := "success"
	if expect != nil {
		wanted = show(expect)
	}
	return fmt.Sprintf("expected %s, got %s", wanted, show(came)), nil
}

const maxShown = 600

func show(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprintf("%v", value)
	}
	if len(text) > maxShown {
		return strings.ToValidUTF8(string(text[:maxShown]), "") + "…"
	}
	return string(text)
}

func isExpected(came outcome, expect map[string]any) (bool, error) {
	if expect == nil {
		return came["error"] == nil && came["exception"] == nil, nil
	}
	for kind, wanted := range expect {
		found, ok := came[kind]
		switch kind {
		case "value":
			return ok && isSame(found, wanted), nil
		case "exports":
			return ok && reflect.DeepEqual(found, wanted), nil
		case "completed":
			return ok, nil
		case "reference":
			return ok && hasParts(found, wanted), nil
		case "exception":
			return ok && isException(found, wanted), nil
		case "error":
			return ok && isError(found, wanted), nil
		case "response":
			return ok && matches(found, wanted), nil
		}
		return false, fmt.Errorf("a runner does not know the outcome %q", kind)
	}
	return false, fmt.Errorf("an expectation is empty")
}

func hasParts(found, wanted any) bool {
	parts, ok := found.(map[string]any)
	if !ok {
		return false
	}
	for key, part := range wanted.(map[string]any) {
		if !reflect.DeepEqual(parts[key], part) {
			return false
		}
	}
	return true
}

// isSame compares values in notation: numbers as numbers, and a hint only by what it tells.
func isSame(found, wanted any) bool {
	switch wanted := wanted.(type) {
	case []any:
		found, ok := found.([]any)
		if !ok || len(found) != len(wanted) {
			return false
		}
		if len(wanted) == 2 && found[0] == "number" && wanted[0] == "number" {
			return sameNumber(found[1], wanted[1])
		}
		if len(wanted) == 2 && found[0] == "reference" && wanted[0] == "reference" {
			return hasParts(found[1], wanted[1])
		}
		for i := range wanted {
			if !isSame(found[i], wanted[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		found, ok := found.(map[string]any)
		if !ok || len(found) != len(wanted) {
			return false
		}
		for key := range wanted {
			part, ok := found[key]
			if !ok || !isSame(part, wanted[key]) {
				return false
			}
		}
		return true
	}
	return found == wanted
}

func sameNumber(found, wanted any) bool {
	one, ok := found.(string)
	other, too := wanted.(string)
	if !ok || !too {
		return false
	}
	first, err := parseNumber(one)
	second, failed := parseNumber(other)
	if err != nil || failed != nil {
		return false
	}
	return first == second && math.Signbit(first) == math.Signbit(second) || math.IsNaN(first) && math.IsNaN(second)
}

func parseNumber(text string) (float64, error) { return strconv.ParseFloat(text, 64) }

func isException(found, wanted any) bool {
	exception, ok := found.(map[string]any)
	if !ok {
		return false
	}
	stack, _ := exception["stack"].(string)
	for key, part := range wanted.(map[string]any) {
		holds := false
		switch key {
		case "stackHas":
			holds = strings.Contains(stack, part.(string))
		case "stackHasNot":
			holds = !strings.Contains(stack, part.(string))
		case "cause":
			cause := exception["cause"]
			holds = part == nil && cause == nil || part != nil && cause != nil && isException(cause, part)
		case "errors":
			holds = areExceptions(exception["errors"], part.([]any))
		case "properties":
			holds = isSame(exception["properties"], part)
		case "thrown":
			holds = exception["thrown"] != nil && isSame(exception["thrown"], part)
		default:
			holds = reflect.DeepEqual(exception[key], part)
		}
		if !holds {
			return false
		}
	}
	return true
}

func areExceptions(found any, wanted []any) bool {
	errors, ok := found.([]any)
	if !ok || len(errors) != len(wanted) {
		return false
	}
	for i := range wanted {
		if !isException(errors[i], wanted[i]) {
			return false
		}
	}
	return true
}

func isError(found, wanted any) bool {
	parts := map[string]any{}
	for key, part := range wanted.(map[string]any) {
		parts[key] = part
	}
	if has, ok := parts["messageHas"].(string); ok {
		message, _ := found.(map[string]any)["message"].(string)
		if !strings.Contains(message, has) {
			return false
		}
		delete(parts, "messageHas")
	}
	return hasParts(found, parts)
}

var durationBounds = regexp.MustCompile(`^([0-9.]+)s\.\.([0-9.]+)s$`)

// matches compares a response in ProtoJSON with a pattern. Nil is what is absent.
func matches(found, pattern any) bool {
	switch pattern := pattern.(type) {
	case nil:
		return found == nil
	case []any:
		items, ok := found.([]any)
		if !ok || len(items) != len(pattern) {
			return false
		}
		for i := range pattern {
			if !matches(items[i], pattern[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		parts, ok := found.(map[string]any)
		if !ok {
			return false
		}
		for key := range pattern {
			if !matches(parts[key], pattern[key]) {
				return false
			}
		}
		return true
	case string:
		if pattern == "*" {
			return found != nil
		}
		if bounds := durationBounds.FindStringSubmatch(pattern); bounds != nil {
			return isWithin(found, bounds[1], bounds[2])
		}
	}
	return found == pattern
}

func isWithin(found any, least, most string) bool {
	text, ok := found.(string)
	if !ok || !strings.HasSuffix(text, "s") {
		return false
	}
	seconds, err := parseNumber(strings.TrimSuffix(text, "s"))
	low, noLow := parseNumber(least)
	high, noHigh := parseNumber(most)
	return err == nil && noLow == nil && noHigh == nil && low <= seconds && seconds <= high
}
