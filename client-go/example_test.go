package jsinterop_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"jsinterop/client-go"
)

// These show what users write. They are compiled, but not run: there is no broker at this address.

func Example() {
	js, err := jsinterop.Dial("127.0.0.1:7543")
	if err != nil {
		log.Fatal(err)
	}
	defer js.Close()

	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	math, err := js.Import(ctx, "./math.js")
	if err != nil {
		log.Fatal(err)
	}
	defer math.Close()
	sum, err := jsinterop.Invoke[int](ctx, math, "add", 20, 22)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(sum)
}

// A function can be called without holding its module. Then nothing has to be closed, and calls spread over all
// workers.
func ExampleClient_From() {
	js, _ := jsinterop.Dial("127.0.0.1:7543")
	defer js.Close()
	html, err := jsinterop.Invoke[string](context.Background(), js.From("./markdown.js"), "toHtml", "# Hello")
	fmt.Println(html, err)
}

// An object lives in the worker until it is closed.
func ExampleCallable_Construct() {
	type line struct {
		SKU   string `js:"sku"`
		Name  string `js:"name"`
		Cents int    `js:"cents"`
	}
	ctx := context.Background()
	js, _ := jsinterop.Dial("127.0.0.1:7543")
	defer js.Close()

	cart, err := js.From("./cart.js").Construct(ctx, "Cart")
	if err != nil {
		log.Fatal(err)
	}
	defer cart.Close()
	if err := cart.InvokeVoid(ctx, "add", line{"tea", "Tea", 350}); err != nil {
		log.Fatal(err)
	}
	count, err := jsinterop.Get[int](ctx, cart, "count")
	fmt.Println(count, err)
}

// JavaScript that throws is one kind of error, and a call that could not be run is the other.
func ExampleJsException() {
	js, _ := jsinterop.Dial("127.0.0.1:7543")
	defer js.Close()
	_, err := js.From("./math.js").Invoke(context.Background(), "divide", 1, 0)
	var thrown *jsinterop.JsException
	var failed *jsinterop.CallError
	switch {
	case errors.As(err, &thrown):
		fmt.Println(thrown.Name, thrown.Message, thrown.Stack)
	case errors.As(err, &failed) && failed.Executed == jsinterop.ExecutedNo:
		fmt.Println("nothing ran, try again later:", failed.Reason)
	case err != nil:
		fmt.Println("it may have run:", err)
	}
}

// The context says how long to wait.
func ExampleInvokeAsync() {
	js, _ := jsinterop.Dial("127.0.0.1:7543")
	defer js.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	sum, err := jsinterop.InvokeAsync[float64](ctx, js.From("./math.js"), "delayedAdd", 1, 2)
	if errors.Is(err, context.DeadlineExceeded) {
		fmt.Println("too slow")
	}
	fmt.Println(sum, err)
}

// A lease of its own keeps a group of objects, which end together.
func ExampleClient_NewLease() {
	ctx := context.Background()
	js, _ := jsinterop.Dial("127.0.0.1:7543")
	defer js.Close()
	session, err := js.NewLease(ctx, time.Minute)
	if err != nil {
		log.Fatal(err)
	}
	defer session.Close()
	carts := js.From("./cart.js").With(jsinterop.CallOptions{Lease: session})
	for i := 0; i < 100; i++ {
		if _, err := carts.Construct(ctx, "Cart"); err != nil {
			log.Fatal(err)
		}
	}
}

// Where the order of keys matters, or a type of JavaScript's that Go has not, values are made by hand.
func ExampleMustValueOf() {
	js, _ := jsinterop.Dial("127.0.0.1:7543")
	defer js.Close()
	ordered := &jsinterop.Object{Properties: []jsinterop.Property{
		{Key: "second", Value: jsinterop.MustValueOf(2)},
		{Key: "first", Value: jsinterop.MustValueOf([]string{"a", "b"})},
	}}
	prices := jsinterop.NewTypedArray([]float64{0.5, 1.25})
	value, err := js.Invoke(context.Background(), jsinterop.Function{Module: "./report.js", Member: "make"}, ordered, prices)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(value.Get("rows").At(0).Kind(), value)
}
