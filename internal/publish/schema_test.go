package publish_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/lhcre/mpi/internal/publish"
)

// checker knows a schema.
type checker struct {
	schema *jsonschema.Schema
	known  map[string]bool // the members that the schema names
}

func newChecker(t *testing.T, topic string) checker {
	t.Helper()
	text, err := publish.Schema(topic)
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource(topic, document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile(topic)
	if err != nil {
		t.Fatal(err)
	}
	c := checker{schema, map[string]bool{}}
	for name := range schema.Properties {
		c.known[name] = true
	}
	return c
}

// problem says what is wrong with a message. Readers have to pass over members
// that the schema does not name, writers do not write any.
func (c checker) problem(message []byte) string {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(message))
	if err != nil {
		return err.Error()
	}
	if err := c.schema.Validate(value); err != nil {
		return err.Error()
	}
	members, _ := value.(map[string]any)
	for name := range members {
		if !c.known[name] {
			return "the schema does not name " + name
		}
	}
	return ""
}

// validate holds every message against its schema.
func (b *bench) validate() {
	b.Helper()
	for topic, schema := range map[string]string{
		b.identities(): publish.TopicIdentities, b.events(): publish.TopicEvents, b.notices(): publish.TopicNotices,
	} {
		c := newChecker(b.T, schema)
		for _, message := range b.messages(topic) {
			if problem := c.problem(message); problem != "" {
				b.Errorf("a message of %s: %s", topic, problem)
			}
		}
	}
}

// TestSchemasRefuse spoils good messages.
func TestSchemasRefuse(t *testing.T) {
	t.Parallel()
	change, notice := aChange(), aNotice()
	event, err := publish.NewEvent(&change)
	if err != nil {
		t.Fatal(err)
	}
	for topic, c := range map[string]struct {
		good  any
		spoil map[string]any // nil takes a member out
	}{
		publish.TopicIdentities: {publish.NewIdentity(&change), map[string]any{
			"schema": "mpi.identities.v2", "identity": "p", "version": 0, "state": "dead", "successor": change.ID,
			"restricted": true, "records": nil, "change_id": nil, "cause": nil, "model": 1, "more": true,
		}},
		publish.TopicEvents: {event, map[string]any{
			"schema": nil, "event_id": "1", "identity": nil, "version": 1.5, "type": "born", "successor": change.ID,
			"restricted": true, "joined": nil, "left": []string{"local id"}, "part": 0, "parts": nil, "at": "yesterday",
		}},
		publish.TopicNotices: {publish.NewNotice(&notice), map[string]any{
			"schema": "mpi.notices.v2", "notice": "1", "version": 0, "status": "retracted", "kind": "birth", "organisation": "r m3",
			"patient": []string{}, "hospital": 7, "since": "yesterday", "at": nil, "visit": "V55",
		}},
	} {
		check := newChecker(t, topic)
		members := asMap(t, c.good)
		if problem := check.problem(asJSON(t, members)); problem != "" {
			t.Errorf("a good message of %s: %s", topic, problem)
		}
		for name, value := range c.spoil {
			bad := maps.Clone(members)
			bad[name] = value
			if value == nil {
				delete(bad, name)
			}
			if check.problem(asJSON(t, bad)) == "" {
				t.Errorf("a message of %s with %s = %v passed", topic, name, value)
			}
		}
	}
}

// TestSchemasDescribeEverything wants a description of every member.
func TestSchemasDescribeEverything(t *testing.T) {
	t.Parallel()
	for _, topic := range publish.Topics() {
		schema := newChecker(t, topic.Name).schema
		for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
			if schema.Properties[name].Description == "" {
				t.Errorf("%s: %s is not described", topic.Name, name)
			}
		}
	}
}

func asJSON(t *testing.T, value any) []byte {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func asMap(t *testing.T, value any) map[string]any {
	t.Helper()
	var out map[string]any
	if err := json.Unmarshal(asJSON(t, value), &out); err != nil {
		t.Fatal(err)
	}
	return out
}
