package daemon

import (
	"fmt"

	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/proto"
)

// codec writes messages as grpc's own does, into buffers of a size that fits.
// grpc's have 32 KiB or 1 MiB and are cleared whole each time: for a list of
// facts that is as dear as writing it.
type codec struct{ buffers mem.BufferPool }

// newCodec has buffers of 4 KiB, 8 KiB, ... 1 MiB.
func newCodec() codec {
	buffers, err := mem.NewBinaryTieredBufferPool(12, 13, 14, 15, 16, 17, 18, 19, 20)
	if err != nil {
		panic(err) // the sizes stand above
	}
	return codec{buffers}
}

// Name is that of grpc's own codec: what is on the wire is the same.
func (codec) Name() string { return "proto" }

// Marshal writes a message.
func (c codec) Marshal(v any) (mem.BufferSlice, error) {
	m, ok := v.(proto.Message)
	if !ok {
		return nil, fmt.Errorf("%T is no message", v)
	}
	size := proto.Size(m)
	options := proto.MarshalOptions{UseCachedSize: true}
	if mem.IsBelowBufferPoolingThreshold(size) {
		b, err := options.Marshal(m)
		return mem.BufferSlice{mem.SliceBuffer(b)}, err
	}
	buffer := c.buffers.Get(size)
	if _, err := options.MarshalAppend((*buffer)[:0], m); err != nil {
		c.buffers.Put(buffer)
		return nil, err
	}
	return mem.BufferSlice{mem.NewBuffer(buffer, c.buffers)}, nil
}

// Unmarshal reads a message.
func (c codec) Unmarshal(data mem.BufferSlice, v any) error {
	buffer := data.MaterializeToBuffer(c.buffers)
	switch v := v.(type) {
	case *Undecoded:
		v.Free()
		v.buffer = buffer
		return nil
	case proto.Message:
		defer buffer.Free()
		return proto.Unmarshal(buffer.ReadOnlyData(), v)
	default:
		buffer.Free()
		return fmt.Errorf("%T is no message", v)
	}
}

// Undecoded is a response as it came over the wire, for who does not look into
// it: give a client of this package a pointer to one instead of a message.
type Undecoded struct{ buffer mem.Buffer }

// Bytes are the message's encoding. They are valid until Free.
func (u *Undecoded) Bytes() []byte {
	if u.buffer == nil {
		return nil
	}
	return u.buffer.ReadOnlyData()
}

// Free gives the bytes back.
func (u *Undecoded) Free() {
	if u.buffer != nil {
		u.buffer.Free()
		u.buffer = nil
	}
}
