package quality

// twinNames are the two children's given names and sexes (1 male, 2 female).
type twinNames struct {
	names, sexes [2]string
	hospital     [2]string // what the hospital wrote instead of the names, if so
	// alike marks names that are one name spelt in two ways, or no names at all.
	alike bool
}

func twinNamePairs() []twinNames {
	boys, girls, both := [2]string{"1", "1"}, [2]string{"2", "2"}, [2]string{"1", "2"}
	pair := func(first, second string, sexes [2]string) twinNames {
		return twinNames{names: [2]string{first, second}, sexes: sexes}
	}
	placeholder := func(n twinNames, first, second string) twinNames {
		n.hospital, n.alike = [2]string{first, second}, first == second
		return n
	}
	spelling := func(n twinNames) twinNames {
		n.alike = true
		return n
	}
	return []twinNames{
		pair("DANIEL", "DANIELLE", both),
		pair("MARIA", "MARIAM", girls),
		pair("JAYDEN", "KAYDEN", boys),
		pair("AMELIA", "AMELIE", girls),
		pair("HASSAN", "HUSSAIN", boys),
		pair("ZARA", "ZAHRA", girls),
		pair("AMINA", "AMNA", girls),
		pair("AMIR", "AMIRA", both),
		pair("MOHAMMED", "MAHMOUD", boys),
		pair("MOHAMMED ALI", "MOHAMMED OMAR", boys),
		pair("CHRISTIAN", "CHRISTINA", both),
		pair("ELLA", "BELLA", girls),
		pair("MIA", "MYA", girls),
		pair("LOUIS", "LOUISA", both),
		pair("EMILY", "EMILIA", girls),
		pair("SOPHIE", "SOPHIA", girls),
		pair("JACK", "JAKE", boys),
		pair("GEORGE", "OLIVIA", both),
		spelling(pair("JAYDEN", "JAYDAN", boys)),
		placeholder(pair("HARRY", "GRACE", both), "BABY ONE", "TWIN TWO"),
		placeholder(pair("LEO", "ARTHUR", boys), "TWIN ONE", "TWIN TWO"),
		placeholder(pair("ROSIE", "EVIE", girls), "BABY ONE", "BABY TWO"),
		placeholder(pair("IBRAHIM", "ISMAIL", boys), "BABY", "BABY"),
	}
}
