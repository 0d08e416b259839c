//go:build !linux && !darwin

package service

import "errors"

func roomIn(string) (room, error) { return room{}, errors.ErrUnsupported }
