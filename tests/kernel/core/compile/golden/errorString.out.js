SyntaxError: This string has no closing quote
0:10 to 1:0
