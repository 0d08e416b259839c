package sql

import "strings"

// call reads a function with its arguments. The opening bracket comes next.
func (p *parser) call(function Node, depth int) (Node, error) {
	node := Node{Kind: Call, Name: strings.ToLower(function.Name), Pos: function.Pos}
	switch node.Name {
	case "cast", "try_cast":
		return p.cast(node.Pos, depth)
	case "extract":
		return p.extract(node.Pos, depth)
	case "substring", "substr":
		return p.substring(node, depth)
	}
	var err error
	node.Args, err = p.list(")", depth)
	return node, err
}

// cast reads CAST(value AS type).
func (p *parser) cast(pos, depth int) (Node, error) {
	value, err := p.first(depth)
	if err != nil {
		return Node{}, err
	}
	if err := p.need("as"); err != nil {
		return Node{}, err
	}
	node, err := p.typed(value)
	if err != nil {
		return Node{}, err
	}
	node.Pos = pos
	return node, p.need(")")
}

// first reads an opening bracket and the first argument behind it.
func (p *parser) first(depth int) (Node, error) {
	if err := p.need("("); err != nil {
		return Node{}, err
	}
	return p.or(depth + 1)
}

// extract reads EXTRACT(EPOCH FROM value), which is epoch(value).
func (p *parser) extract(pos, depth int) (Node, error) {
	if err := p.need("("); err != nil {
		return Node{}, err
	}
	if err := p.need("epoch"); err != nil {
		return Node{}, err
	}
	if err := p.need("from"); err != nil {
		return Node{}, err
	}
	value, err := p.or(depth + 1)
	if err != nil {
		return Node{}, err
	}
	return Node{Kind: Call, Name: "epoch", Args: []Node{value}, Pos: pos}, p.need(")")
}

// substring reads the three spellings: with commas, FROM place FOR length, and
// FROM 'pattern', which PostgreSQL takes for a regular expression.
func (p *parser) substring(node Node, depth int) (Node, error) {
	value, err := p.first(depth)
	if err != nil {
		return Node{}, err
	}
	node.Name, node.Args = "substring", []Node{value}
	for p.at(",") || p.at("from") || p.at("for") {
		if err := p.advance(); err != nil {
			return Node{}, err
		}
		next, err := p.sum(depth + 1)
		if err != nil {
			return Node{}, err
		}
		node.Args = append(node.Args, next)
	}
	return node, p.need(")")
}
