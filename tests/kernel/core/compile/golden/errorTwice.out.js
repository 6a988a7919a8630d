SyntaxError: `a` is declared twice in this cell
1:4 to 1:5
