// Package auth says who may do what. It comes first on every way in from outside:
// a token tells who calls (Verifier), the rules tell what the caller may do (Rules),
// and only then is anything looked up.
//
// The rules are testdata/authorisation.txt: a table of roles and operations that an
// information governance lead can read, and the tests of every endpoint walk
// through. What is not in it is refused. Reading people needs the purpose direct
// care, whatever the role.
//
// Not obvious:
//   - Without an OpenID provider there is one token, kept in the data folder's file
//     token, and whoever may read that file may do everything. It is for a machine
//     of one's own: the server then listens on 127.0.0.1 alone.
//   - A provider that does not answer is not a wrong token: who calls is unknown,
//     which is 503, not 401.
//   - Errors of this package may be shown and logged: they hold nothing of a token.
package auth
