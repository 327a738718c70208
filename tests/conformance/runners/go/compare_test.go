package main

import (
	"encoding/json"
	"testing"

	"jsinterop/client-go"
)

// document reads JSON as the cases are read.
func document(t *testing.T, text string) any {
	t.Helper()
	var read any
	if err := json.Unmarshal([]byte(text), &read); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return read
}

// A comparison that lets everything pass would make every case pass.
func TestWhatDiffers(t *testing.T) {
	for _, test := range []struct{ came, expect string }{
		{`{"value": ["number", "0"]}`, `{"value": ["number", "-0"]}`},
		{`{"value": ["number", "1"]}`, `{"value": ["number", "2"]}`},
		{`{"value": ["number", "NaN"]}`, `{"value": ["number", "0"]}`},
		{`{"value": ["number", "1"]}`, `{"value": ["string", "1"]}`},
		{`{"value": ["undefined"]}`, `{"value": ["null"]}`},
		{`{"value": ["array", []]}`, `{"value": ["array", [["null"]]]}`},
		{`{"value": ["array", []]}`, `{"value": ["array", [], {"length": 2}]}`},
		{`{"value": ["array", [], {"length": 3}]}`, `{"value": ["array", [], {"length": 2}]}`},
		{`{"value": ["object", [["a", ["null"]], ["b", ["null"]]]]}`, `{"value": ["object", [["b", ["null"]], ["a", ["null"]]]]}`},
		{`{"value": ["error", {"name": "Error"}]}`, `{"value": ["error", {"name": "Error", "message": ""}]}`},
		{`{"value": ["error", {"name": "Error", "message": ""}]}`, `{"value": ["error", {"name": "Error"}]}`},
		{`{"value": ["reference", {"kind": "OBJECT", "class_name": "A"}]}`, `{"value": ["reference", {"class_name": "B"}]}`},
		{`{"value": ["#", 1, ["object", []]]}`, `{"value": ["object", []]}`},
		{`{"completed": true}`, `{"value": ["undefined"]}`},
		{`{"value": ["undefined"]}`, `{"completed": true}`},
		{`{"reference": {"kind": "OBJECT"}}`, `{"reference": {"kind": "FUNCTION"}}`},
		{`{"exports": [["a", "FUNCTION"]]}`, `{"exports": []}`},
		{`{"error": {"code": "NOT_FOUND"}}`, `{"error": {"code": "ABORTED"}}`},
		{`{"error": {"message": "abc"}}`, `{"error": {"messageHas": "x"}}`},
		{`{"error": {"code": "NOT_FOUND"}}`, `{"exception": {}}`},
		{`{"exception": {"message": "a"}}`, `{"exception": {"message": "b"}}`},
		{`{"exception": {"stack": "a"}}`, `{"exception": {"stackHas": "b"}}`},
		{`{"exception": {"stack": "a"}}`, `{"exception": {"stackHasNot": "a"}}`},
		{`{"exception": {"cause": {"name": "a"}}}`, `{"exception": {"cause": null}}`},
		{`{"exception": {}}`, `{"exception": {"cause": {}}}`},
		{`{"exception": {"errors": []}}`, `{"exception": {"errors": [{}]}}`},
		{`{"exception": {"errors": [{"name": "a"}]}}`, `{"exception": {"errors": [{"name": "b"}]}}`},
		{`{"exception": {"properties": []}}`, `{"exception": {"properties": [["a", ["null"]]]}}`},
		{`{"exception": {}}`, `{"exception": {"thrown": ["null"]}}`},
		{`{"exception": {"truncated": false}}`, `{"exception": {"truncated": true}}`},
		{`{"response": {}}`, `{"response": {"lease": "*"}}`},
		{`{"response": {"lease": {}}}`, `{"response": {"lease": null}}`},
		{`{"response": {"a": [1]}}`, `{"response": {"a": []}}`},
		{`{"response": {"a": "7s"}}`, `{"response": {"a": "4s..5s"}}`},
		{`{"response": {"a": "x"}}`, `{"response": {"a": "4s..5s"}}`},
		{`{"response": {"a": true}}`, `{"response": {"a": false}}`},
		{`{"error": {"code": "NOT_FOUND"}}`, `null`},
		{`{"exception": {}}`, `null`},
	} {
		expect, _ := document(t, test.expect).(map[string]any)
		difference, err := differenceOf(outcome(document(t, test.came).(map[string]any)), expect)
		if err != nil || difference == "" {
			t.Errorf("%s is taken for %s (%v)", test.came, test.expect, err)
		}
	}
	if _, err := differenceOf(outcome{}, map[string]any{"unheard": 1.0}); err == nil {
		t.Error("an outcome that the runner does not know is an error")
	}
}

func TestWhatIsTheSame(t *testing.T) {
	for _, test := range []struct{ came, expect string }{
		{`{"value": ["number", "1e+21"]}`, `{"value": ["number", "1e21"]}`},
		{`{"value": ["number", "NaN"]}`, `{"value": ["number", "NaN"]}`},
		{`{"value": ["reference", {"kind": "OBJECT", "class_name": "A"}]}`, `{"value": ["reference", {"kind": "OBJECT"}]}`},
		{`{"error": {"code": "ABORTED", "message": "abc"}}`, `{"error": {"messageHas": "b"}}`},
		{`{"exception": {"name": "E", "stack": "abc", "errors": []}}`, `{"exception": {"stackHas": "b", "cause": null, "errors": []}}`},
		{`{"response": {"a": "4.5s", "b": 1}}`, `{"response": {"a": "4s..5s", "c": null}}`},
		{`{"value": ["null"]}`, `null`},
	} {
		expect, _ := document(t, test.expect).(map[string]any)
		difference, err := differenceOf(outcome(document(t, test.came).(map[string]any)), expect)
		if err != nil || difference != "" {
			t.Errorf("%s is not taken for %s: %s (%v)", test.came, test.expect, difference, err)
		}
	}
}

// What is read from the notation is written as it was.
func TestNotation(t *testing.T) {
	for _, text := range []string{
		`["undefined"]`, `["null"]`, `["boolean", true]`, `["number", "-0"]`, `["number", "NaN"]`, `["number", "-Infinity"]`,
		`["bigint", "-123"]`, `["string", "ü"]`, `["utf16", [55357, 97]]`, `["date", "NaN"]`, `["bytes", "00ff"]`,
		`["array", [["null"], ["hole"], ["boolean", false]]]`, `["array", [], {"length": 4294967295}]`,
		`["array", [["null"]], {"properties": [["a", ["null"]], [["utf16", [55296]], ["null"]]]}]`,
		`["object", [["b", ["null"]], ["a", ["object", []]]]]`, `["map", [[["number", "1"], ["null"]]]]`, `["set", [["null"]]]`,
		`["array_buffer", "00ff"]`, `["view", "Int16Array", ["array_buffer", "00000000"], 2, 1]`,
		`["view", "DataView", ["array_buffer", "0000"], 0, 2]`, `["regexp", "a+", "gi"]`,
		`["error", {"name": "TypeError", "message": "m", "cause": ["null"]}]`, `["error", {"name": "Error"}]`,
		`["boxed", ["number", "1"]]`, `["#", 1, ["object", [["self", ["@", 1]]]]]`,
		`["array", [["#", 1, ["date", "5"]], ["@", 1]]]`,
		`["array", [["view", "Uint8Array", ["#", 1, ["array_buffer", "00"]], 0, 1], ["@", 1]]]`,
	} {
		reads := reader{labels: map[float64]jsinterop.Value{}}
		value, err := reads.read(document(t, text))
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := written(value); !isSame(got, document(t, text)) {
			t.Errorf("%s is written as %s", text, show(got))
		}
	}
}
