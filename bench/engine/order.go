package main

// order is the document that everybody stores: eleven fields, about 300 bytes
// as JSON. Indexes are on number (unique), customer and placed.
type order struct {
	ID       string  `json:"id"`
	Number   int64   `json:"number" boltholdUnique:"Number" badgerhold:"unique"`
	Customer string  `json:"customer" boltholdIndex:"Customer" badgerholdIndex:"Customer"`
	Placed   int64   `json:"placed" boltholdIndex:"Placed" badgerholdIndex:"Placed"`
	Total    float64 `json:"total"`
	Status   string  `json:"status"`
	City     string  `json:"city"`
	Email    string  `json:"email"`
	Paid     bool    `json:"paid"`
	Lines    int64   `json:"lines"`
	Note     string  `json:"note"`
}

// perCustomer is how many of the loaded orders one customer has.
const perCustomer = 100

var statuses = [...]string{"open", "paid", "packed", "shipped", "closed"}

// makeOrder returns the order of a number, one of docs loaded ones or, from
// docs on, one that is inserted later.
func makeOrder(n, docs int) order {
	o := order{
		ID: orderID(n), Number: int64(n), Customer: customer(n % (docs / perCustomer)),
		Placed: placed(n, docs), Total: total(n), Status: statuses[n%len(statuses)],
		City: "Springfield on the River", Email: numbered("person.", n, 7) + "@example.com",
		Paid: n%2 == 0, Lines: int64(n % 9),
		Note: "please ring twice and leave the parcel with the neighbour if nobody opens",
	}
	if n >= docs {
		o.Customer = "new"
	}
	return o
}

func orderID(n int) string  { return numbered("order-", n, 8) }
func customer(n int) string { return numbered("customer-", n, 6) }

// numbered returns a name with a number of some digits. It is called inside what is
// measured, so it takes little time.
func numbered(name string, n, digits int) string {
	var room [32]byte
	b := append(room[:0], name...)
	end := len(b) + digits
	b = b[:end]
	for i := range digits {
		b[end-1-i] = byte('0' + n%10)
		n /= 10
	}
	return string(b)
}

// placed is a permutation of the numbers below docs.
func placed(n, docs int) int64 {
	if n >= docs {
		return int64(n)
	}
	return int64(n) * 7919 % int64(docs) // 7919 is a prime that divides no power of ten
}

func total(n int) float64 { return float64(n*37%1000) / 4 }

// scanAbove is what the unindexed filter asks for: 4 of 1,000 totals are above.
const scanAbove = 248.9
