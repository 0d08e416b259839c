package testenv

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

//go:embed testdata/hapi/Check.java
var hapiCheck []byte

// CheckFHIR asks a FHIR server for everything it has, with HAPI FHIR's client, and has
// HAPI's validator look at every answer. It gives what was said; an error tells that
// something could not be read, or is not valid.
func CheckFHIR(ctx context.Context, base, token, organisation, system, value string) (said string, err error) {
	java, err := lookUp("java", "default-jdk-headless")
	if err != nil {
		return "", err
	}
	if _, err := lookUp("javac", "default-jdk-headless"); err != nil { // what runs a source file has it
		return "", err
	}
	jars, err := jarsOf(ctx, "hapi", hapiPom)
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "hapi-")
	if err != nil {
		return "", fmt.Errorf("making a folder for the check: %w", err)
	}
	defer os.RemoveAll(dir) //nolint:errcheck // of no use any more
	source := filepath.Join(dir, "Check.java")
	if err := os.WriteFile(source, hapiCheck, 0o600); err != nil {
		return "", fmt.Errorf("writing the check: %w", err)
	}
	check := exec.CommandContext(ctx, java, "-XX:TieredStopAtLevel=1", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
		"-cp", filepath.Join(jars, "*"), source, base, token, organisation, system, value)
	out, err := check.CombinedOutput()
	if err != nil {
		return string(out), fmt.Errorf("checking with HAPI FHIR: %w", err)
	}
	return string(out), nil
}
