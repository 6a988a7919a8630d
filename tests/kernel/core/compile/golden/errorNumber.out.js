SyntaxError: A number ends here; a name cannot begin with a digit
0:5 to 0:6
