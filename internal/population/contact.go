package population

import (
	"strconv"
	"strings"
)

// equip gives a person telephone and e-mail.
func (b *builder) equip(h *household, p *person) {
	rates := b.cfg.Profile.People
	switch {
	case p.age() < 16 && p.mother != nil && b.r.chance(rates.ParentsPhone):
		p.mobile = p.mother.mobile
	case p.age() >= 12 && b.r.chance(rates.HasMobile):
		p.mobile = "071" + padded(b.mobiles.of(p.number%b.mobiles.size), 8)
	}
	switch {
	case b.r.chance(rates.SharedFamilyEmail):
		p.email = mailbox(h.members[0].family) + ".family" + strconv.FormatUint(h.number, 10) + "@example.net"
	case p.age() >= 14 && b.r.chance(rates.HasEmail):
		p.email = mailbox(p.givenOf.first) + "." + mailbox(p.family) + strconv.Itoa(b.r.IntN(1000)) + "@example.org"
	}
}

// mailbox keeps the letters of a name, in small letters.
func mailbox(name string) string {
	return strings.Map(func(letter rune) rune {
		if letter < 'A' || letter > 'Z' {
			return -1
		}
		return letter + 'a' - 'A'
	}, name)
}

// padded writes a number with leading zeros.
func padded(n uint64, width int) string {
	digits := make([]byte, width)
	for i := width - 1; i >= 0; i-- {
		digits[i] = byte('0' + n%10)
		n /= 10
	}
	return string(digits)
}
