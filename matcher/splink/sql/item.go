package sql

import "strings"

// item reads what stands for a value of its own.
func (p *parser) item(depth int) (Node, error) {
	if err := p.deep(depth); err != nil {
		return Node{}, err
	}
	held, pos := p.token.text, p.token.pos
	switch p.token.kind {
	case numeral:
		return p.numeral()
	case literal:
		return Node{Kind: Text, Name: held, Pos: pos}, p.advance()
	case quoted:
		return p.column(depth)
	case word:
		return p.worded(depth)
	case sign:
		switch held {
		case "(":
			return p.bracketed(depth)
		case "[":
			args, err := p.list("]", depth)
			return Node{Kind: List, Args: args, Pos: pos}, err
		}
	case end:
	}
	return Node{}, p.expected("a column, a function, a number or a text")
}

// bracketed reads an expression in brackets, or the parameters of a lambda.
func (p *parser) bracketed(depth int) (Node, error) {
	pos := p.token.pos
	nodes, err := p.list(")", depth)
	if err != nil {
		return Node{}, err
	}
	if p.at("->") {
		return p.lambda(nodes, pos, depth)
	}
	if len(nodes) != 1 {
		return Node{}, p.expected("-> after several names in brackets")
	}
	return nodes[0], nil
}

// list reads expressions with commas between, to a closing bracket. The opening
// one comes next.
func (p *parser) list(shut string, depth int) ([]Node, error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	var nodes []Node
	for !p.at(shut) {
		if len(nodes) > 0 {
			if err := p.need(","); err != nil {
				return nil, err
			}
		}
		node, err := p.or(depth + 1)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, node)
	}
	return nodes, p.advance()
}

func (p *parser) lambda(parameters []Node, pos, depth int) (Node, error) {
	names := make([]string, len(parameters))
	for i, parameter := range parameters {
		if parameter.Kind != Column || parameter.Table != "" || strings.Contains(parameter.Name, " ") {
			return Node{}, p.expected("names before ->")
		}
		names[i] = parameter.Name
	}
	if err := p.need("->"); err != nil {
		return Node{}, err
	}
	body, err := p.or(depth + 1)
	return Node{Kind: Lambda, Table: strings.Join(names, " "), Args: []Node{body}, Pos: pos}, err
}

// worded reads what begins with an unquoted word.
func (p *parser) worded(depth int) (Node, error) {
	name, pos := strings.ToLower(p.token.text), p.token.pos
	switch name {
	case "and", "or", "is", "then", "when", "else", "end", "from", "as", "between":
		return Node{}, p.expected("a column, a function, a number or a text")
	case "null":
		return Node{Kind: Null, Pos: pos}, p.advance()
	case "case":
		return p.cases(depth)
	}
	return p.column(depth)
}

// column reads a column, with its table or without, or a call or a lambda's name.
func (p *parser) column(depth int) (Node, error) {
	node := Node{Kind: Column, Name: p.token.text, Pos: p.token.pos}
	plain := p.token.kind == word
	if err := p.advance(); err != nil {
		return Node{}, err
	}
	switch {
	case p.at("."):
		if err := p.advance(); err != nil {
			return Node{}, err
		}
		if p.token.kind != word && p.token.kind != quoted {
			return Node{}, p.expected("a column")
		}
		node.Table, node.Name = node.Name, p.token.text
		return node, p.advance()
	case p.at("(") && plain:
		return p.call(node, depth)
	case p.at("->"):
		return p.lambda([]Node{node}, node.Pos, depth)
	}
	return node, nil
}

// cases reads CASE WHEN condition THEN value … ELSE value END.
func (p *parser) cases(depth int) (Node, error) {
	node := Node{Kind: Case, Pos: p.token.pos}
	if err := p.advance(); err != nil {
		return Node{}, err
	}
	for p.at("when") {
		for _, follows := range []string{"when", "then"} {
			if err := p.arm(&node, follows, depth); err != nil {
				return Node{}, err
			}
		}
	}
	if len(node.Args) == 0 {
		return Node{}, p.expected("when")
	}
	if p.at("else") {
		if err := p.arm(&node, "else", depth); err != nil {
			return Node{}, err
		}
	}
	return node, p.need("end")
}

// arm adds what follows a word of a CASE.
func (p *parser) arm(into *Node, follows string, depth int) error {
	if err := p.need(follows); err != nil {
		return err
	}
	node, err := p.or(depth + 1)
	into.Args = append(into.Args, node)
	return err
}
