package jsinterop

import (
	"context"
	"fmt"
	"strings"
	"testing"

	pb "jsinterop/client-go/jsinteropv1"
)

// bigJSON is plain data of more than a megabyte, as a result has it.
func bigJSON() *pb.Value {
	var text strings.Builder
	text.WriteString("[null")
	for i := 0; text.Len() < 1_200_000; i++ {
		fmt.Fprintf(&text, `,{"id":%d,"name":"item %d","price":%d.5,"tags":["new","a\nb"],"sold":false}`, i, i, i)
	}
	return &pb.Value{Kind: &pb.Value_Json{Json: text.String() + "]"}}
}

func BenchmarkPlainDataIntoAny(b *testing.B) {
	broker := &fakeBroker{}
	js, _ := dialFake(b, broker)
	answer := &pb.InvokeResponse{Outcome: &pb.InvokeResponse_Value{Value: bigJSON()}}
	broker.onInvoke = func(context.Context, *pb.InvokeRequest) (*pb.InvokeResponse, error) { return answer, nil }
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		if _, err := Invoke[any](bg, js.From("./data.js"), "all"); err != nil {
			b.Fatal(err)
		}
	}
}
