package files

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Columns maps native columns and the model's to a file's own: family_name to
// surname. A nil map says that a file must use the names as they are.
type Columns map[string]string

// ReadColumns reads a columns.yaml: one "family_name: surname" a line.
func ReadColumns(path string) (Columns, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading columns: %w", err)
	}
	columns, err := parseColumns(text)
	if err != nil {
		return nil, fmt.Errorf("reading columns of %s: %w", path, err)
	}
	return columns, nil
}

func parseColumns(text []byte) (Columns, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	columns := Columns{}
	var document yaml.Node
	if err := decoder.Decode(&document); err != nil {
		if errors.Is(err, io.EOF) {
			return columns, nil // an empty file maps nothing
		}
		return nil, fmt.Errorf("expected YAML: %w", err)
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, errors.New("expected one YAML document")
	}
	return columns, columns.fill(document.Content[0])
}

// fill takes the pairs from the nodes, which still know their lines.
func (c Columns) fill(mapping *yaml.Node) error {
	if mapping.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: expected lines of the form \"family_name: surname\"", mapping.Line)
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if err := c.add(mapping.Content[i], mapping.Content[i+1]); err != nil {
			return err
		}
	}
	return nil
}

func (c Columns) add(key, value *yaml.Node) error {
	target, ok := columnName(key)
	if !ok {
		return fmt.Errorf("line %d: expected the name of a native column or one of the model's", key.Line)
	}
	own, ok := columnName(value)
	if !ok {
		return fmt.Errorf("line %d: %s: expected the name of one column of the file", value.Line, target)
	}
	if _, twice := c[target]; twice {
		return fmt.Errorf("line %d: %s: expected each column once", key.Line, target)
	}
	c[target] = own
	return nil
}

func columnName(node *yaml.Node) (string, bool) {
	name := strings.TrimSpace(node.Value)
	return name, node.Kind == yaml.ScalarNode && node.Tag != "!!null" && isName(name)
}
