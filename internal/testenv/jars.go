package testenv

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// A pom pins a version; Maven finds what that version needs.
//
//go:embed testdata/kafka/pom.xml
var kafkaPom []byte

//go:embed testdata/hapi/pom.xml
var hapiPom []byte

// jarsOf gives the folder of a pom's jars, in the user's cache; whoever is first
// fetches them. The folder is named for the pom, so a new version has one of its own.
func jarsOf(ctx context.Context, name string, pom []byte) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("looking for a folder for the jars of %s: %w", name, err)
	}
	jars := filepath.Join(cache, "mpi", fmt.Sprintf("%s-%.6x", name, sha256.Sum256(pom)))
	if _, err := os.Stat(jars); err == nil {
		return jars, nil
	}
	if err := os.MkdirAll(filepath.Dir(jars), 0o700); err != nil {
		return "", fmt.Errorf("making the folder of the jars of %s: %w", name, err)
	}
	if err := fetchJars(ctx, jars, pom); err != nil {
		return "", fmt.Errorf("fetching the jars of %s: %w", name, err)
	}
	return jars, nil
}

// fetchJars fetches into a folder beside and renames it when all are there.
func fetchJars(ctx context.Context, jars string, pom []byte) (err error) {
	maven, err := lookUp("mvn", "maven")
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp(filepath.Dir(jars), "fetching-")
	if err != nil {
		return fmt.Errorf("making a folder to fetch into: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	file := filepath.Join(work, "pom.xml")
	if err := os.WriteFile(file, pom, 0o600); err != nil {
		return fmt.Errorf("writing the pom: %w", err)
	}
	fetched := filepath.Join(work, "jars")
	fetch := exec.CommandContext(ctx, maven, "--batch-mode", "--quiet", "--file", file,
		"dependency:copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory="+fetched)
	if said, err := fetch.CombinedOutput(); err != nil {
		return fmt.Errorf("running Maven: %w: %w: %s", ErrMissing, err, said)
	}
	if err := os.Rename(fetched, jars); err != nil && !errors.Is(err, os.ErrExist) {
		return fmt.Errorf("keeping the jars: %w", err)
	}
	return nil // another process may have been quicker: its jars are the same
}
