package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	pb "jsinterop/client-go/jsinteropv1"
)

// protocol plays steps of the protocol: messages as the cases write them, sent without any client library.
type protocol struct {
	target      string
	connections map[string]*grpc.ClientConn
}

func newProtocol(target string) *protocol {
	return &protocol{target: target, connections: map[string]*grpc.ClientConn{}}
}

func (p *protocol) close() {
	for _, connection := range p.connections {
		_ = connection.Close()
	}
}

func (p *protocol) begin() *protocolPlay {
	return &protocolPlay{protocol: p, bound: map[string]string{}}
}

func (p *protocol) connection(name string) (*grpc.ClientConn, error) {
	if known, ok := p.connections[name]; ok {
		return known, nil
	}
	// The broker's limits are what is tested, not those of the library.
	limits := grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(math.MaxInt32), grpc.MaxCallSendMsgSize(math.MaxInt32))
	made, err := grpc.NewClient(p.target, grpc.WithTransportCredentials(insecure.NewCredentials()), limits)
	if err == nil {
		p.connections[name] = made
	}
	return made, err
}

// messages are the requests and responses of each rpc.
var messages = map[string]struct{ request, response proto.Message }{
	"Import":      {&pb.ImportRequest{}, &pb.ImportResponse{}},
	"Invoke":      {&pb.InvokeRequest{}, &pb.InvokeResponse{}},
	"InvokeAsync": {&pb.InvokeRequest{}, &pb.InvokeResponse{}},
	"Dispose":     {&pb.DisposeRequest{}, &pb.DisposeResponse{}},
	"GrantLease":  {&pb.GrantLeaseRequest{}, &pb.GrantLeaseResponse{}},
	"RenewLease":  {&pb.RenewLeaseRequest{}, &pb.RenewLeaseResponse{}},
}

// protocolPlay is one case.
type protocolPlay struct {
	*protocol
	bound map[string]string
}

func (p *protocolPlay) end() {}

func (p *protocolPlay) play(next step) (outcome, error) {
	if _, ok := messages[next.RPC]; !ok {
		return nil, fmt.Errorf("there is no rpc %q", next.RPC)
	}
	request, err := p.bytesOf(next)
	if err != nil {
		return nil, err
	}
	connection, err := p.connection(next.Connection)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	var answer []byte
	err = connection.Invoke(ctx, "/jsinterop.v1.Interop/"+next.RPC, &request, &answer, grpc.ForceCodec(asTheyAre{}))
	if err != nil {
		return outcome{"error": writtenError(err)}, nil
	}
	response := proto.Clone(messages[next.RPC].response)
	if err := proto.Unmarshal(answer, response); err != nil {
		return nil, err
	}
	text, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(response)
	if err != nil {
		return nil, err
	}
	var read any
	err = json.Unmarshal(text, &read)
	return outcome{"response": read}, err
}

func (p *protocolPlay) bytesOf(next step) ([]byte, error) {
	if next.Bytes != nil {
		return hex.DecodeString(*next.Bytes)
	}
	filled := p.filled(next.Request)
	if filled == nil {
		filled = map[string]any{}
	}
	text, err := json.Marshal(filled)
	if err != nil {
		return nil, err
	}
	request := proto.Clone(messages[next.RPC].request)
	if err := protojson.Unmarshal(text, request); err != nil {
		return nil, err
	}
	return proto.Marshal(request)
}

var binding = regexp.MustCompile(`\$\{(\w+)\}`)

// filled is the request with what earlier steps bound.
func (p *protocolPlay) filled(part any) any {
	switch part := part.(type) {
	case string:
		return binding.ReplaceAllStringFunc(part, func(found string) string { return p.bound[found[2:len(found)-1]] })
	case []any:
		all := []any{}
		for _, one := range part {
			all = append(all, p.filled(one))
		}
		return all
	case map[string]any:
		all := map[string]any{}
		for key, one := range part {
			all[key] = p.filled(one)
		}
		return all
	}
	return part
}

func (p *protocolPlay) keep(done step, came outcome) {
	for name, path := range done.Bind {
		found, _ := at(came["response"], path).(string)
		p.bound[name] = found
	}
}

// at is the part of a document at a path such as `references.0.token`.
func at(document any, path string) any {
	for _, key := range strings.Split(path, ".") {
		switch parts := document.(type) {
		case map[string]any:
			document = parts[key]
		case []any:
			index, err := strconv.Atoi(key)
			if err != nil || index < 0 || index >= len(parts) {
				return nil
			}
			document = parts[index]
		default:
			return nil
		}
	}
	return document
}

func writtenError(err error) map[string]any {
	failed := status.Convert(err)
	result := map[string]any{"code": code.Code(failed.Code()).String(), "message": failed.Message()}
	for _, detail := range failed.Details() {
		if info, ok := detail.(*errdetails.ErrorInfo); ok {
			result["reason"] = info.GetReason()
			for key, value := range info.GetMetadata() {
				result[key] = value
			}
		}
	}
	return result
}

// asTheyAre sends and receives messages that are serialised already.
type asTheyAre struct{}

func (asTheyAre) Name() string { return "proto" }

func (asTheyAre) Marshal(message any) ([]byte, error) { return *message.(*[]byte), nil }

func (asTheyAre) Unmarshal(data []byte, message any) error {
	// gRPC uses the memory again.
	*message.(*[]byte) = append([]byte{}, data...)
	return nil
}
