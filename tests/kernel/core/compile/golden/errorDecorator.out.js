SyntaxError: Cannot decorate a parameter as JavaScript has decorators for classes and their members only
0:22 to 0:29
