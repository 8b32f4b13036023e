package value

// byWords: a browser downloads the code for it, and calls each small function of it.
const byWords = false
