const r = /(/
