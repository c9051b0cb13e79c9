module github.com/callfacts/callfacts

go 1.26
