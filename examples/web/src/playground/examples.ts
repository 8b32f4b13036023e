/** Texts to start from. */
export interface Example {
  readonly name: string;
  readonly text: string;
  readonly variables?: string;
}

export const EXAMPLES: readonly Example[] = [
  {
    name: "Latest big orders",
    text: `query Big($min: Float = 800) {
  orders(
    where: { total: { gte: $min }, status: { ne: "cancelled" } }
    orderBy: { createdAt: DESC }
    limit: 25
  ) {
    number
    placed: createdAt
    customer
    city
    product
    quantity
    total
  }
}`,
    variables: `{ "min": 1200 }`,
  },
  {
    name: "Revenue by country",
    text: `query Revenue {
  orders(where: { status: { in: ["shipped", "delivered"] } }) {
    groupBy(field: "country") {
      key
      count
      aggregate {
        revenue: sum(field: "total")
        average: avg(field: "total")
        largest: max(field: "total")
      }
    }
  }
}`,
  },
  {
    name: "Two questions, one snapshot",
    text: `query Overview {
  waiting: orders(
    where: {
      or: [{ status: { eq: "pending" } }, { status: { eq: "paid" } }]
    }
    orderBy: [{ total: DESC }, { number: ASC }]
    limit: 5
  ) { ...line }

  north: orders(
    where: {
      country: { in: ["Norway", "Sweden", "Finland"] }
      not: { quantity: { eq: 1 } }
    }
    orderBy: { createdAt: DESC }
    limit: 5
  ) { ...line }
}

fragment line on orders {
  number customer country product quantity total status
}`,
  },
  {
    name: "Find text",
    text: `query Find($word: String!) {
  products(
    where: { name: { contains: $word } }
    orderBy: { price: DESC }
  ) {
    name
    category
    price
  }
  customers(where: { name: { startsWith: $word } }, limit: 5) {
    name
    city
  }
}`,
    variables: `{ "word": "Ma" }`,
  },
  {
    name: "Watch changes (subscription)",
    text: `# Runs until you stop it. Switch "Simulate traffic" on,
# or change an order in another tab.
subscription Watch {
  orders(where: { total: { gt: 50 } }) {
    number
    status
    total
  }
}`,
  },
  {
    name: "Write atomically (mutation)",
    text: `# One mutation block is one transaction.
mutation Discount {
  cheaper: update(
    collection: "products"
    where: { category: { eq: "Snow" } }
    set: { price: { decrement: 1.0 }, sale: true }
  ) { name price sale }

  note: upsert(
    collection: "shop"
    id: "sale"
    data: { text: "Snow goods are on sale", times: { increment: 1 } }
  ) { id text times }
}`,
  },
  {
    name: "The schema itself",
    text: `{
  __schema {
    collections {
      name
      count
      fields { name type required unique indexed }
      indexes { name fields unique kind }
    }
  }
}`,
  },
  {
    name: "A mistake, on purpose",
    text: `# Nothing is silently ignored: run it and see where it points.
query Oops {
  orders(where: { total: { above: 500 } }, limit: 5) {
    number
    total
  }
}`,
  },
];
