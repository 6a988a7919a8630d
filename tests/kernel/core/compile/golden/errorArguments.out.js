SyntaxError: `arguments` exists only inside a function
0:2 to 0:11
