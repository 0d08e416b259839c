package config

import (
	"errors"
	"net"
	"time"
)

// API says who may ask the engine, and how they are answered. Without an issuer they
// are those who have the token of this machine, and it listens on this machine alone.
type API struct {
	// Organisations is the file organisations.yaml; without it any authority is taken.
	Organisations string `yaml:"organisations"`
	// Issuer is the URL of the OpenID provider whose tokens are taken, Audience what
	// they have to be meant for.
	Issuer   string `yaml:"issuer"`
	Audience string `yaml:"audience"`
	// Certificate and Key are files, for TLS.
	Certificate string `yaml:"certificate"`
	Key         string `yaml:"key"`
	// Rate is how many requests a second one caller may send.
	Rate int `yaml:"rate"`
	// Late is how long the index may not have heard of what others published before
	// questions are answered by "identity unknown".
	Late time.Duration `yaml:"late"`
	// Notices is how old an admission or a discharge may be for organisations to be told
	// of it: what a first load brings in is no news.
	Notices time.Duration `yaml:"notices"`
	// Prefer ranks organisations whose values are taken where records differ: for a
	// column, or for all under *.
	Prefer map[string][]string `yaml:"prefer"`
}

const (
	defaultRate    = 200
	defaultLate    = 10 * time.Second
	defaultNotices = 7 * 24 * time.Hour
)

func (a *API) complete() {
	setDefault(&a.Rate, defaultRate)
	setDefault(&a.Late, defaultLate)
	setDefault(&a.Notices, defaultNotices)
}

// check wants that nobody can listen to tokens, or ask without one of somebody.
func (a *API) check(listen string) error {
	open, encrypted := !loopback(listen), a.Certificate != ""
	switch {
	case (a.Issuer == "") != (a.Audience == ""):
		return errors.New("the configuration's api.issuer and api.audience go together")
	case encrypted != (a.Key != ""):
		return errors.New("the configuration's api.certificate and api.key go together")
	case open && a.Issuer == "":
		return errors.New("the configuration's listen is more than this machine, which needs api.issuer")
	case open && !encrypted:
		return errors.New("the configuration's listen is more than this machine, which needs api.certificate")
	case a.Rate < 1:
		return errors.New("the configuration's api.rate is not positive")
	case a.Late < time.Second:
		return errors.New("the configuration's api.late is less than a second")
	case a.Notices < 0:
		return errors.New("the configuration's api.notices is negative")
	}
	return nil
}

// loopback tells whether only this machine can reach an address.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
