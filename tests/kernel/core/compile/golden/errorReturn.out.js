SyntaxError: `return` works only inside a function; a cell's value is its last expression
1:2 to 1:8
