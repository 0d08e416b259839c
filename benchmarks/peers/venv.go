package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const requirementsFolder = "benchmarks/peers/requirements"

func requirements(venv string) string { return filepath.Join(requirementsFolder, venv+".txt") }

func (o options) venv(name string) string { return filepath.Join(o.build, "venv-"+name) }

func (o options) venvPython(name string) string { return filepath.Join(o.venv(name), "bin", "python") }

// installVenv makes a Python environment with the libraries that are pinned for
// it, unless it is there: the pins that it was made from lie in it.
func (b *bench) installVenv(ctx context.Context, name string) error {
	pins, err := os.ReadFile(requirements(name))
	if err != nil {
		return fmt.Errorf("reading the pinned versions: %w", err)
	}
	made := filepath.Join(b.venv(name), "requirements.txt")
	if have, err := os.ReadFile(made); err == nil && bytes.Equal(have, pins) {
		return nil
	}
	b.say("installing %s", name)
	if err := b.command(ctx, b.python, "-m", "venv", "--clear", b.venv(name)); err != nil {
		return err
	}
	if err := b.command(ctx, b.venvPython(name), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
		"--require-hashes", "--only-binary", ":all:", "-r", requirements(name)); err != nil {
		return err
	}
	return saveText(made, string(pins))
}

func (b *bench) command(ctx context.Context, name string, args ...string) error {
	command := exec.CommandContext(ctx, name, args...)
	command.Stdout, command.Stderr = b.stderr, b.stderr
	if err := command.Run(); err != nil {
		return fmt.Errorf("running %s: %w", name, err)
	}
	return nil
}

// fingerprint changes with all that an engine's results depend on: the binary,
// or the program and the versions of its libraries.
func (b *bench) fingerprint(e Engine) (string, error) {
	files := []string{b.mpi}
	if e.Needs != "" {
		files = []string{requirements(e.Needs)}
		for _, pattern := range e.Files {
			found, err := filepath.Glob(filepath.Join(enginesFolder, pattern))
			if err != nil || len(found) == 0 {
				return "", fmt.Errorf("looking for the files of %s: expected some of %s", e.Name, pattern)
			}
			files = append(files, found...)
		}
	}
	sum := sha256.New()
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			return "", fmt.Errorf("looking at the files of %s: %w", e.Name, err)
		}
		sum.Write(text)
	}
	return hex.EncodeToString(sum.Sum(nil)[:8]), nil
}

// version is what the engine is called in the report.
func (b *bench) version(ctx context.Context, e Engine) (string, error) {
	if e.Needs != "" {
		return pinnedVersions(requirements(e.Needs), e.Needs, "duckdb", "pandas", "numpy")
	}
	//nolint:gosec // the command line names the binary
	text, err := exec.CommandContext(ctx, b.mpi, "version").Output()
	if err != nil {
		return "", fmt.Errorf("asking %s for its version: %w", b.mpi, err)
	}
	return strings.Join(strings.Fields(string(text)), " "), nil
}

// pinnedVersions reads the versions of the libraries named, where pinned.
func pinnedVersions(path string, names ...string) (string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("reading the pinned versions: %w", err)
	}
	var found []string
	for _, name := range names {
		for line := range strings.Lines(string(text)) {
			if version, ok := strings.CutPrefix(line, name+"=="); ok {
				found = append(found, name+" "+strings.Fields(version)[0])
			}
		}
	}
	return strings.Join(found, ", "), nil
}
