package intake

import (
	"errors"
	"fmt"
	"mime"
	"strings"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/matcher/demographics"
)

// The content types of messages, as the header content-type has them.
const (
	TypeHL7v2  = "x-application/hl7-v2+er7"
	TypeFHIR   = "application/fhir+json"
	TypeNative = "application/json"
)

// Decode gives what a message says. An error tells the place in the message and
// what was expected there, never what was found.
func Decode(contentType string, message []byte, received time.Time, opt demographics.Options) ([]facts.Fact, error) {
	decode, checks, err := decoderOf(contentType)
	if err != nil {
		return nil, err
	}
	all, err := decode(message, received)
	if err != nil {
		return nil, err
	}
	for i := range all {
		all[i].Stamp.Part = i
		if checks {
			continue
		}
		if err := all[i].Check(received, opt); err != nil {
			return nil, fmt.Errorf("%w: %w", errImpossible, err)
		}
	}
	return all, nil
}

// errImpossible begins errors about what a message says, not how.
var errImpossible = errors.New("what the message says is not possible")

type decoder func(message []byte, received time.Time) ([]facts.Fact, error)

// decoderOf gives the decoder of a content type, and says whether it checks the
// facts that it gives itself: what passes depends on no options.
func decoderOf(contentType string) (decode decoder, checks bool, err error) {
	if contentType == TypeNative {
		return decodeNative, true, nil // as nearly all are written, without a look at parameters
	}
	if contentType == "" {
		return nil, false, errors.New("the header content-type is missing")
	}
	base, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return nil, false, errors.New("the header content-type is not a media type")
	}
	switch strings.ToLower(base) {
	case TypeHL7v2, "application/hl7-v2", "x-application/hl7-v2", "application/edi-hl7":
		return decodeADT, false, nil
	case TypeFHIR, "application/json+fhir":
		return decodePatient, false, nil
	case TypeNative:
		return decodeNative, true, nil
	}
	return nil, false, fmt.Errorf("the content type is none of %s, %s and %s", TypeHL7v2, TypeFHIR, TypeNative)
}
