package hl7v2

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
)

// The bytes that MLLP puts around a message.
const (
	blockStart = 0x0b
	blockEnd   = 0x1c
)

// unframed gives the message without what the transport put around it, as
// bytes of ASCII and more; wide says that it was UTF-16 and is now UTF-8.
func unframed(raw []byte) (text []byte, wide bool, err error) {
	if text, err = unblocked(raw); err != nil {
		return nil, false, err
	}
	switch {
	case bytes.HasPrefix(text, []byte("\xef\xbb\xbf")):
		return text[3:], true, nil
	case bytes.HasPrefix(text, []byte("\xff\xfe")):
		text, err = fromUTF16(text[2:], binary.LittleEndian)
		return text, true, err
	case bytes.HasPrefix(text, []byte("\xfe\xff")):
		text, err = fromUTF16(text[2:], binary.BigEndian)
		return text, true, err
	}
	return bytes.Trim(text, "\r\n"), false, nil
}

// unblocked takes the bytes of MLLP away. A block that does not end was cut off.
func unblocked(raw []byte) ([]byte, error) {
	if len(raw) == 0 || raw[0] != blockStart {
		return raw, nil
	}
	at := bytes.LastIndexByte(raw, blockEnd)
	if at < 0 {
		return nil, &ParseError{Expected: "the end of the MLLP block"}
	}
	if len(bytes.Trim(raw[at+1:], "\r\n")) > 0 {
		return nil, &ParseError{Expected: "nothing behind the end of the MLLP block"}
	}
	return raw[1:at], nil
}

func fromUTF16(raw []byte, order binary.ByteOrder) ([]byte, error) {
	if len(raw)%2 != 0 {
		return nil, &ParseError{Expected: "UTF-16 of an even number of bytes"}
	}
	units := make([]uint16, len(raw)/2)
	for i := range units {
		units[i] = order.Uint16(raw[2*i:])
	}
	if !paired(units) {
		return nil, &ParseError{Expected: "UTF-16 whose surrogates come in pairs"}
	}
	return []byte(string(utf16.Decode(units))), nil
}

func paired(units []uint16) bool {
	high := func(u uint16) bool { return u >= 0xd800 && u < 0xdc00 }
	low := func(u uint16) bool { return u >= 0xdc00 && u < 0xe000 }
	for i := 0; i < len(units); i++ {
		switch {
		case low(units[i]):
			return false
		case high(units[i]):
			if i++; i == len(units) || !low(units[i]) {
				return false
			}
		}
	}
	return true
}
