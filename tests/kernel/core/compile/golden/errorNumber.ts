let 1a = 2
