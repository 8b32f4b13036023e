/** The AQL of the app. Values always travel as variables, never inside a text. */

/** The collections and their indexes; running it again changes nothing. */
export const SCHEMA = `schema {
  define collection shop if not exists { }
  define collection customers if not exists {
    name: String! @indexed
    email: String!
    city: String!
    country: String!
    since: DateTime!
  }
  define collection products if not exists {
    name: String!
    category: String! @indexed
    price: Float!
  }
  define collection orders if not exists {
    number: String! @unique
    status: String! @indexed
    createdAt: DateTime! @indexed
    total: Float! @indexed
    quantity: Int!
    customer: String!
    product: String!
    words: String!
  }
}`;

/** How far the shop is filled. */
export const PROGRESS = `query Progress { shop(where: { id: { eq: "seed" } }) { done today number } }`;

/** One batch of orders and the note of it: both are stored, or neither. */
export const SEED_ORDERS = `mutation SeedOrders($rows: [JSON!]!, $note: JSON!) {
  rows: insertMany(collection: "orders", data: $rows) { affected }
  note: upsert(collection: "shop", id: "seed", data: $note) { id }
}`;

/** The first batch: the people and the goods. */
export const SEED_BASE = `mutation SeedBase($people: [JSON!]!, $goods: [JSON!]!, $note: JSON!) {
  people: insertMany(collection: "customers", data: $people) { affected }
  goods: insertMany(collection: "products", data: $goods) { affected }
  note: upsert(collection: "shop", id: "seed", data: $note) { id }
}`;

const ROW = "id number status createdAt customer city country product quantity total";

/** A window of the table. */
export const ROWS = `query Rows($where: JSON!, $order: JSON!, $limit: Int!, $offset: Int!) {
  rows: orders(where: $where, orderBy: $order, limit: $limit, offset: $offset) { ${ROW} }
}`;

/** A window of the table and the figures above it, of one and the same moment. */
export const DESK = `query Desk($where: JSON!, $facet: JSON!, $order: JSON!, $limit: Int!, $offset: Int!) {
  rows: orders(where: $where, orderBy: $order, limit: $limit, offset: $offset) { ${ROW} }
  tiles: orders(where: $facet) {
    groupBy(field: "status") { key count aggregate { revenue: sum(field: "total") } }
  }
}`;

/** Moves an order to another status. */
export const SET_STATUS = `mutation SetStatus($id: String!, $status: String!) {
  update(collection: "orders", id: $id, set: { status: $status }) { id }
}`;

/** Changes how many pieces an order has. */
export const SET_QUANTITY = `mutation SetQuantity($id: String!, $quantity: Int!, $total: Float!) {
  update(collection: "orders", id: $id, set: { quantity: $quantity, total: $total }) { id }
}`;

/** Takes the next order number; two tabs never get the same one. */
export const NEXT_NUMBER = `mutation NextNumber {
  update(collection: "shop", id: "seed", set: { number: { increment: 1 } }) { number }
}`;

/** Stores one order. */
export const ADD = `mutation Add($order: JSON!) {
  insertInto(collection: "orders", data: $order) { id }
}`;

/** Deletes an order and answers the whole of it, for undo. */
export const REMOVE = `mutation Remove($id: String!) {
  deleteFrom(collection: "orders", id: $id)
}`;

/** Everything the "new order" dialog offers. */
export const CHOICES = `query Choices {
  customers(orderBy: { name: ASC }) { id name email city country since }
  products(orderBy: { name: ASC }) { id name category price }
}`;

/** Orders that still have a way to go, newest first: what simulated traffic works on. */
export const MOVING = `query Moving {
  orders(where: { status: { in: ["pending", "paid", "packed", "shipped"] } }, orderBy: { createdAt: DESC }, limit: 120) {
    id status quantity total
  }
}`;

/** What is stored, for the database view. */
export const INSPECT = `{ __schema { collections { name count fields { name type required unique indexed } indexes { name fields unique kind } } } }`;
