package publish

import (
	"embed"
	"fmt"
)

//go:embed schema/*.json
var schemas embed.FS

// Schema gives the JSON Schema of a topic's messages.
func Schema(topic string) ([]byte, error) {
	text, err := schemas.ReadFile("schema/" + topic + ".json")
	if err != nil {
		return nil, fmt.Errorf("the messages of %s have no schema here: %w", topic, err)
	}
	return text, nil
}
