package files

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

const (
	readBuffer = 256 << 10
	longestRow = 4 << 20 // bytes; a longer line is skipped, not held
)

// line is one line of a file, without its end.
type line struct {
	text   string
	number int  // from 1
	over   bool // longer than longestRow: the text is left out
}

func (l line) blank() bool { return !l.over && strings.TrimSpace(l.text) == "" }

// lineReader reads lines one by one and takes some back.
type lineReader struct {
	in     *bufio.Reader
	number int
	back   []line // to be read again, the next one first
	texts  arena
}

func newLineReader(in io.Reader) *lineReader {
	return &lineReader{in: bufio.NewReaderSize(in, readBuffer)}
}

// checkEncoding skips a byte-order mark of UTF-8 and refuses those of UTF-16.
func (l *lineReader) checkEncoding() error {
	mark, err := l.in.Peek(3)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("line 1: %w", err)
	}
	start := string(mark)
	if strings.HasPrefix(start, "\xFE\xFF") || strings.HasPrefix(start, "\xFF\xFE") {
		return errors.New("line 1, column 1: found UTF-16, expected UTF-8 text")
	}
	if start == "\xEF\xBB\xBF" {
		_, _ = l.in.Discard(len(start)) // cannot fail: it was peeked
	}
	return nil
}

// next gives the next line; io.EOF after the last.
func (l *lineReader) next() (line, error) {
	if len(l.back) > 0 {
		again := l.back[0]
		l.back = l.back[1:]
		return again, nil
	}
	text, over, err := l.read()
	if err != nil {
		return line{}, err
	}
	l.number++
	return line{text: text, number: l.number, over: over}, nil
}

// nextFull gives the next line that is not blank.
func (l *lineReader) nextFull() (line, error) {
	next, err := l.next()
	for err == nil && next.blank() {
		next, err = l.next()
	}
	return next, err
}

// unread takes lines back, to be read again in the same order.
func (l *lineReader) unread(lines []line) {
	l.back = append(lines, l.back...)
}

func (l *lineReader) read() (text string, over bool, err error) {
	piece, err := l.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		return l.readLong(piece)
	}
	return l.finish(piece, len(piece), err)
}

// readLong puts a line together that does not fit the buffer.
func (l *lineReader) readLong(piece []byte) (text string, over bool, err error) {
	var whole []byte
	size := 0
	for err = bufio.ErrBufferFull; ; {
		size += len(piece)
		if size <= longestRow {
			whole = append(whole, piece...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return l.finish(whole, size, err)
		}
		piece, err = l.in.ReadSlice('\n')
	}
}

// finish turns the bytes of a line into text. The last line may lack its end.
func (l *lineReader) finish(whole []byte, size int, err error) (text string, over bool, _ error) {
	if err != nil && (!errors.Is(err, io.EOF) || size == 0) {
		return "", false, err
	}
	if size > longestRow {
		return "", true, nil
	}
	text = strings.TrimSuffix(l.texts.keep(whole), "\n")
	return strings.TrimSuffix(text, "\r"), false, nil
}
