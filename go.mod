module isnad

go 1.26
