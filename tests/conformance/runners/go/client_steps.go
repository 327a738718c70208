package main

import (
	"context"
	"errors"
	"fmt"

	"google.golang.org/genproto/googleapis/rpc/code"

	"jsinterop/client-go"
)

// clients plays steps of a client, by the Go client as its users know it. One connection serves all cases.
type clients struct {
	js *jsinterop.Client
}

func newClients(target string) (*clients, error) {
	js, err := jsinterop.Dial(target)
	return &clients{js}, err
}

func (c *clients) close() { _ = c.js.Close() }

func (c *clients) begin() *clientPlay {
	return &clientPlay{js: c.js, named: map[string]*jsinterop.Reference{}}
}

// clientPlay is one case.
type clientPlay struct {
	js    *jsinterop.Client
	named map[string]*jsinterop.Reference
	// All references that the case was given.
	held []*jsinterop.Reference
	// The reference that the last step gave.
	last *jsinterop.Reference
}

// importCall is the call of an `import` step.
type importCall struct{ Module string }

// invokeCall is the call of an `invoke` or `invokeAsync` step.
type invokeCall struct {
	Target, Module, Member      string
	Operation, Result, Encoding string
	Arguments                   []any
}

func (p *clientPlay) keep(done step, _ outcome) {
	if done.As != "" {
		p.named[done.As] = p.last
	}
}

func (p *clientPlay) end() {
	for _, reference := range p.held {
		_ = reference.Close()
	}
}

func (p *clientPlay) play(next step) (outcome, error) {
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	came, err := p.perform(ctx, next)
	var thrown *jsinterop.JsException
	var failed *jsinterop.CallError
	switch {
	case errors.As(err, &thrown):
		return outcome{"exception": writtenException(thrown)}, nil
	case errors.As(err, &failed):
		return outcome{"error": map[string]any{
			"code": code.Code(failed.Code).String(), "reason": failed.Reason, "executed": failed.Executed.String(),
			"message": failed.Message, "field": failed.Field, "subject": failed.Subject,
		}}, nil
	}
	return came, err
}

func (p *clientPlay) perform(ctx context.Context, next step) (outcome, error) {
	switch {
	case next.Import != nil:
		return p.imported(p.js.Import(ctx, next.Import.Module))
	case next.Dispose != nil:
		held, ok := p.named[*next.Dispose]
		if !ok {
			return nil, fmt.Errorf("no step named %q", *next.Dispose)
		}
		_, err := held.Dispose(ctx)
		return outcome{"completed": true}, err
	case next.Invoke != nil:
		return p.call(ctx, next.Invoke, false)
	case next.InvokeAsync != nil:
		return p.call(ctx, next.InvokeAsync, true)
	}
	return nil, errors.New("the step has no verb that this runner knows")
}

func (p *clientPlay) imported(module *jsinterop.Module, err error) (outcome, error) {
	if err != nil {
		return nil, err
	}
	p.take(&module.Reference)
	exports := []any{}
	for _, export := range module.Exports {
		exports = append(exports, []any{export.Name, exportKinds[export.Kind]})
	}
	return outcome{"reference": hintOf(&module.Reference), "exports": exports}, nil
}

var exportKinds = map[jsinterop.ExportKind]string{
	jsinterop.ExportFunction: "FUNCTION", jsinterop.ExportClass: "CLASS", jsinterop.ExportObject: "OBJECT",
	jsinterop.ExportPrimitive: "PRIMITIVE",
}

var operations = map[string]jsinterop.Operation{
	"": jsinterop.OperationCall, "CALL": jsinterop.OperationCall, "CONSTRUCT": jsinterop.OperationConstruct,
	"GET": jsinterop.OperationGet, "SET": jsinterop.OperationSet,
}

var results = map[string]jsinterop.Result{
	"": jsinterop.ResultValue, "VALUE": jsinterop.ResultValue, "REFERENCE": jsinterop.ResultReference,
	"VOID": jsinterop.ResultVoid,
}

var encodings = map[string]jsinterop.Encoding{
	"": jsinterop.EncodingAuto, "AUTO": jsinterop.EncodingAuto, "JSON": jsinterop.EncodingJSON,
	"STRUCTURED": jsinterop.EncodingStructured,
}

func (p *clientPlay) call(ctx context.Context, call *invokeCall, async bool) (outcome, error) {
	place, err := p.placeOf(call)
	if err != nil {
		return nil, err
	}
	reads := reader{named: p.named, labels: map[float64]jsinterop.Value{}}
	var arguments []any
	for _, notation := range call.Arguments {
		argument, err := reads.argument(notation)
		if err != nil {
			return nil, err
		}
		arguments = append(arguments, argument)
	}
	verb := jsinterop.Verb{Operation: operations[call.Operation], Async: async}
	options := jsinterop.CallOptions{Result: results[call.Result], Encoding: encodings[call.Encoding]}
	value, err := place.With(options).Do(ctx, verb, call.Member, arguments...)
	if err != nil {
		return nil, err
	}
	if call.Result == "VOID" && value.IsUndefined() {
		return outcome{"completed": true}, nil
	}
	return p.outcomeOf(value), nil
}

func (p *clientPlay) placeOf(call *invokeCall) (jsinterop.Callable, error) {
	switch {
	case call.Target != "":
		held, ok := p.named[call.Target]
		if !ok {
			return jsinterop.Callable{}, fmt.Errorf("no step named %q", call.Target)
		}
		return held.Callable, nil
	case call.Module != "":
		return p.js.From(call.Module), nil
	}
	return p.js.Exposed(), nil
}

// outcomeOf writes a result. For this client, a result by reference is a value that is one.
func (p *clientPlay) outcomeOf(value jsinterop.Value) outcome {
	came := outcome{"value": p.written(value)}
	if reference := value.Reference(); reference != nil {
		p.take(reference)
		came["reference"] = hintOf(reference)
	}
	return came
}

func (p *clientPlay) written(value jsinterop.Value) any {
	for _, reference := range value.References() {
		p.held = append(p.held, reference)
	}
	return written(value)
}

func (p *clientPlay) take(reference *jsinterop.Reference) {
	p.last = reference
	p.held = append(p.held, reference)
}

func writtenException(thrown *jsinterop.JsException) map[string]any {
	errs, properties := []any{}, []any{}
	for _, one := range thrown.Errors {
		errs = append(errs, writtenException(one))
	}
	for _, property := range thrown.Properties {
		properties = append(properties, []any{property.Key, written(property.Value)})
	}
	result := map[string]any{
		"name": thrown.Name, "message": thrown.Message, "code": thrown.Code, "stack": thrown.Stack,
		"truncated": thrown.Truncated, "errors": errs, "properties": properties,
	}
	if thrown.Cause != nil {
		result["cause"] = writtenException(thrown.Cause)
	}
	if thrown.Thrown != nil {
		result["thrown"] = written(*thrown.Thrown)
	}
	return result
}
