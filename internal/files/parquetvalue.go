package files

import (
	"cmp"
	"fmt"
	"strconv"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/format"
)

// leaf is a column that is taken, and how its values become text.
type leaf struct {
	cell    int
	between string // what stands between several values
	append  func(out []byte, value parquet.Value) []byte
}

// leavesOf finds the leaf columns of the columns that are taken: the column
// itself, or the elements of a list.
func leavesOf(schema *parquet.Schema, columns *layout) ([]*leaf, error) {
	taken := map[string]leaf{} // by the file's own name
	for column, place := range columns.index {
		own := columns.own[place]
		taken[own] = leaf{cell: place, between: cmp.Or(taken[own].between, betweenValues(column))}
	}
	leaves := make([]*leaf, len(schema.Columns()))
	seen := map[string]bool{}
	for i, path := range schema.Columns() {
		one, wanted := taken[path[0]]
		if !wanted {
			continue
		}
		found, _ := schema.Lookup(path...)
		text := textOf(found.Node.Type())
		if text == nil || seen[path[0]] || found.MaxRepetitionLevel > 1 {
			return nil, fmt.Errorf("column %s: expected text, numbers, dates, timestamps, booleans or lists of them", path[0])
		}
		seen[path[0]] = true
		one.append = text
		leaves[i] = &one
	}
	return leaves, nil
}

// row puts the values of a row into cells.
func (s *parquetSource) row(values parquet.Row) row {
	out := row{line: s.number, cells: make([]string, len(s.columns.own))}
	var buffer [256]byte
	var last *leaf
	text := buffer[:0]
	keep := func() {
		if last != nil && len(text) > 0 {
			out.cells[last.cell] = s.texts.keep(text)
		}
	}
	for _, value := range values {
		at := s.leaves[value.Column()]
		if at == nil || value.IsNull() {
			continue
		}
		if at != last {
			keep()
			last, text = at, text[:0]
		} else if len(text) > 0 {
			text = append(text, at.between...)
			if at.between == "" {
				out.reason, out.fault = expectedOne, at.cell
			}
		}
		text = at.append(text, value)
	}
	keep()
	return out
}

// textOf says how values of a type become text, nil for types that do not.
func textOf(kind parquet.Type) func([]byte, parquet.Value) []byte {
	switch kind.Kind() {
	case parquet.ByteArray, parquet.FixedLenByteArray:
		return bytesOf(kind)
	case parquet.Int32, parquet.Int64:
		return integersOf(kind)
	case parquet.Boolean:
		return func(out []byte, v parquet.Value) []byte { return strconv.AppendBool(out, v.Boolean()) }
	case parquet.Float, parquet.Double:
		return appendNumber
	case parquet.Int96:
		return appendInt96
	}
	return nil
}

// bytesOf takes bytes as text, unless they are told to be something else.
func bytesOf(kind parquet.Type) func([]byte, parquet.Value) []byte {
	if logical := kind.LogicalType(); logical != nil {
		switch logical.Value.(type) {
		case nil, *format.StringType, *format.EnumType, *format.JsonType:
		default:
			return nil
		}
	}
	return func(out []byte, v parquet.Value) []byte { return append(out, v.ByteArray()...) }
}

func integersOf(kind parquet.Type) func([]byte, parquet.Value) []byte {
	unsigned := false
	if logical := kind.LogicalType(); logical != nil {
		switch told := logical.Value.(type) {
		case *format.DateType:
			return appendDate
		case *format.TimestampType:
			if told.Unit.Value == nil {
				return nil
			}
			return timesOf(told.Unit.Value.Duration())
		case *format.IntType:
			unsigned = !told.IsSigned
		case nil, *format.NullType:
		default:
			return nil
		}
	} else if converted := kind.ConvertedType(); converted != nil {
		switch *converted { //nolint:exhaustive // the others are numbers
		case deprecated.Date:
			return appendDate
		case deprecated.TimestampMillis:
			return timesOf(time.Millisecond)
		case deprecated.TimestampMicros:
			return timesOf(time.Microsecond)
		}
	}
	return numbersOf(kind.Kind(), unsigned)
}

func numbersOf(kind parquet.Kind, unsigned bool) func([]byte, parquet.Value) []byte {
	switch {
	case unsigned && kind == parquet.Int32:
		return func(out []byte, v parquet.Value) []byte { return strconv.AppendUint(out, uint64(v.Uint32()), 10) }
	case unsigned:
		return func(out []byte, v parquet.Value) []byte { return strconv.AppendUint(out, v.Uint64(), 10) }
	case kind == parquet.Int32:
		return func(out []byte, v parquet.Value) []byte { return strconv.AppendInt(out, int64(v.Int32()), 10) }
	}
	return func(out []byte, v parquet.Value) []byte { return strconv.AppendInt(out, v.Int64(), 10) }
}

// appendNumber writes whole numbers as such: tools that know no missing integer
// store integers in a floating-point column.
func appendNumber(out []byte, v parquet.Value) []byte {
	if v.Kind() == parquet.Float {
		return appendFloat(out, float64(v.Float()), 32)
	}
	return appendFloat(out, v.Double(), 64)
}

func appendFloat(out []byte, f float64, bits int) []byte {
	if f != f { // not a number is how such tools write that there is none
		return out
	}
	return strconv.AppendFloat(out, f, 'f', -1, bits)
}

func appendDate(out []byte, v parquet.Value) []byte {
	const day = 24 * time.Hour
	return time.Unix(int64(v.Int32())*int64(day/time.Second), 0).UTC().AppendFormat(out, time.DateOnly)
}

// timesOf writes instants; without a zone they are taken to be of UTC.
func timesOf(unit time.Duration) func([]byte, parquet.Value) []byte {
	perSecond := int64(time.Second / unit)
	return func(out []byte, v parquet.Value) []byte {
		seconds, rest := v.Int64()/perSecond, v.Int64()%perSecond
		return time.Unix(seconds, rest*int64(unit)).UTC().AppendFormat(out, time.RFC3339Nano)
	}
}

// appendInt96 writes the timestamps of older tools: nanoseconds of a Julian day.
func appendInt96(out []byte, v parquet.Value) []byte {
	const epoch, secondsPerDay = 2_440_588, 24 * 60 * 60
	stamp := v.Int96()
	nanoseconds := int64(stamp[1])<<32 | int64(stamp[0])
	return time.Unix((int64(stamp[2])-epoch)*secondsPerDay, nanoseconds).UTC().AppendFormat(out, time.RFC3339Nano)
}
