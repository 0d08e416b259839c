// Package config is what an engine is told before it starts: a YAML file, and
// environment variables that take the place of what the file says. With neither,
// everything runs embedded, in one folder, on 127.0.0.1.
package config
