// The schema is one for GraphQL's own tools, and what the clients send is answered as they expect.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ApolloClient, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { codegen } from "@graphql-codegen/core";
import * as operationsPlugin from "@graphql-codegen/typescript-operations";
import * as typescriptPlugin from "@graphql-codegen/typescript";
import { cacheExchange, Client, fetchExchange } from "@urql/core";
import { buildClientSchema, getIntrospectionQuery, parse, printSchema, validate, validateSchema } from "graphql";
import { homes, open } from "./homes.mjs";

const operations = `
  query Books($where: BookFilter, $order: [BookOrder!], $n: Int) {
    books(where: $where, orderBy: $order, limit: $n) { ...Book }
    one: book(id: "b1") { meta { maker size { w } } author { name booksByAuthorId(limit: 1) { id } } }
  }
  query Page($after: String) {
    booksConnection(first: 2, after: $after, orderBy: {title: ASC}) { totalCount pageInfo { hasNextPage endCursor } edges { cursor node { ...Book } } }
  }
  mutation Add($data: [BookInput!]!) { insertBooks(data: $data) { ...Book } }
  subscription Changes { booksChanges(where: {price: {gt: 3}}) { seq type document { ...Book } old { id } changed } }
  fragment Book on Book { id title price tags seen }
`;

// The query that tools send, with everything that newer ones ask for.
const everything = getIntrospectionQuery({ descriptions: true, specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true, inputValueDeprecation: true, oneOf: true });

for (const name of homes) {
  describe(name, () => {
    let home, schema;
    before(async () => {
      home = await open(name);
      const { data, errors } = await home.request(everything);
      assert.equal(errors, undefined);
      schema = buildClientSchema(data);
    });
    after(() => home.close());

    test("the schema is valid and so are requests over it", () => {
      assert.deepEqual(validateSchema(schema), []);
      assert.deepEqual(validate(schema, parse(operations)), []);
      assert.match(printSchema(schema), /booksConnection\(where: BookFilter, orderBy: \[BookOrder!\]/);
      assert.notDeepEqual(validate(schema, parse(`{ books { nope } }`)), []);
    });

    test("the plain introspection query works, too", async () => {
      const { data } = await home.request(getIntrospectionQuery());
      assert.equal(data.__schema.queryType.name, "Query");
      assert.doesNotThrow(() => buildClientSchema(data));
    });

    test("code is generated for it", async () => {
      const code = await codegen({
        filename: "types.ts",
        schema: parse(printSchema(schema)),
        documents: [{ location: "operations.graphql", document: parse(operations) }],
        config: { scalars: { Int64: "number" } },
        plugins: [{ typescript: {} }, { operations: {} }],
        pluginMap: { typescript: typescriptPlugin, operations: operationsPlugin },
      });
      for (const part of ["export type BooksQuery =", "export type AddMutationVariables", "export type BookInput = {", "export type ChangesSubscription ="]) {
        assert.ok(code.includes(part), part);
      }
    });

    test("urql", async () => {
      const client = new Client({ url: home.url, fetch: home.fetch, exchanges: [cacheExchange, fetchExchange], preferGetMethod: false });
      const read = await client.query(`query($w: BookFilter) { books(where: $w) { id title } }`, { w: { price: { gt: 3 } } }).toPromise();
      assert.equal(read.error, undefined);
      assert.deepEqual(read.data.books, [{ id: "b1", title: "Engines", __typename: "Book" }]);
      const written = await client.mutation(`mutation($d: [AuthorInput!]!) { insertAuthors(data: $d) { name } }`, { d: [{ name: "Urq" }] }).toPromise();
      assert.deepEqual(written.data, { insertAuthors: [{ name: "Urq", __typename: "Author" }] });
      const failed = await client.query(`{ books(where: {price: {gtt: 1}}) { id } }`, {}).toPromise();
      assert.equal(failed.error.graphQLErrors[0].extensions.code, "UNKNOWN_OPERATOR");
    });

    test("Apollo", async () => {
      const client = new ApolloClient({ link: new HttpLink({ uri: home.url, fetch: home.fetch }), cache: new InMemoryCache() });
      const page = gql`
        query Page($after: String) {
          booksConnection(first: 2, after: $after, orderBy: { title: ASC }) { totalCount pageInfo { hasNextPage endCursor } edges { cursor node { id title } } }
        }
      `;
      const first = (await client.query({ query: page })).data.booksConnection;
      assert.equal(first.totalCount, 3);
      assert.deepEqual(first.edges.map((e) => e.node.title), ["Engines", "Notes"]);
      const second = (await client.query({ query: page, variables: { after: first.pageInfo.endCursor } })).data.booksConnection;
      assert.deepEqual(second.edges.map((e) => e.node.title), ["Other"]);
      assert.equal(second.pageInfo.hasNextPage, false);
      // A mutation's answer reaches the cache by __typename and id.
      await client.query({ query: gql`{ book(id: "b2") { id price } }` });
      await client.mutate({ mutation: gql`mutation { updateBooks(id: "b2", set: { price: 7 }) { id price } }` });
      const cached = await client.query({ query: gql`{ book(id: "b2") { id price } }`, fetchPolicy: "cache-only" });
      assert.equal(cached.data.book.price, 7);
    });

    test("subscriptions", async () => {
      const changes = home.subscribe(operations, "Changes");
      const next = changes.next();
      // A subscription is open when its first answer has begun; until then writes go on.
      let got;
      for (let i = 0; got === undefined && i < 100; i++) {
        assert.equal((await home.request(`mutation { updateBooks(id: "b1", set: {price: ${10 + i}}) { id } }`)).errors, undefined);
        got = await Promise.race([next, new Promise((resolve) => setTimeout(resolve, 100))]);
      }
      const { booksChanges: change } = got.value.data;
      assert.equal(change.type, "update");
      assert.equal(change.document.title, "Engines");
      assert.deepEqual(change.changed, ["price"]);
      await changes.return();
    });
  });
}
