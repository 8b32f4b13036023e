// The TextMate grammar of the package in the engine that editors use.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

const require = createRequire(import.meta.url);
const { INITIAL, Registry, parseRawGrammar } = require("vscode-textmate");
const { OnigScanner, OnigString, loadWASM } = require("vscode-oniguruma");

const file = new URL("../../npm/aql.tmLanguage.json", import.meta.url);

async function grammar() {
  await loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")));
  const onigLib = Promise.resolve({ createOnigScanner: (patterns) => new OnigScanner(patterns), createOnigString: (text) => new OnigString(text) });
  const registry = new Registry({ onigLib, loadGrammar: async () => parseRawGrammar(readFileSync(file, "utf8"), "aql.json") });
  return registry.loadGrammar("source.aql");
}

/** The innermost scope of each token that is not white space, as "text scope". */
function scopes(rules, text) {
  let stack = INITIAL;
  return text.split("\n").flatMap((line) => {
    const { tokens, ruleStack } = rules.tokenizeLine(line, stack);
    stack = ruleStack;
    return tokens.map((t) => [line.slice(t.startIndex, t.endIndex).trim(), t.scopes.at(-1).replace(/\.aql$/, "")]).filter(([word]) => word !== "").map((pair) => pair.join(" "));
  });
}

test("the grammar knows the parts of the language", async () => {
  const rules = await grammar();
  assert.deepEqual(scopes(rules, 'query($n: Int!) @explain { o: books(where: {price: {gte: -1.5e3}}) { t: $x } }'), [
    "query keyword.control", "( punctuation", "$n variable.parameter", ": punctuation", "Int support.type", "! punctuation", ") punctuation", "@explain entity.name.function.decorator",
    "{ punctuation", "o variable.other.member", ": punctuation", "books variable.other", "( punctuation", "where variable.other.member", ": punctuation", "{ punctuation",
    "price variable.other.member", ": punctuation", "{ punctuation", "gte variable.other.member", ": punctuation", "-1.5e3 constant.numeric", "} punctuation", "} punctuation", ") punctuation",
    "{ punctuation", "t variable.other.member", ": punctuation", "$x variable.parameter", "} punctuation", "} punctuation",
  ]);
  assert.deepEqual(scopes(rules, '"a \\n ${b} \\u{1F600}" # c\n"""x\n\\""" y""" true'), [
    '" string.quoted.double', "a string.quoted.double", "\\n constant.character.escape", "${b} meta.template.expression", "\\u{1F600} constant.character.escape", '" string.quoted.double', "# c comment.line.number-sign",
    '""" string.quoted.triple', "x string.quoted.triple", '\\""" constant.character.escape', "y string.quoted.triple", '""" string.quoted.triple', "true constant.language",
  ]);
  assert.deepEqual(scopes(rules, '"open\nschema { define collection c @@strict }'), [ // a text ends with its line
    '" string.quoted.double', "open string.quoted.double", "schema keyword.control", "{ punctuation", "define keyword.control", "collection keyword.control", "c variable.other",
    "@@strict entity.name.function.decorator", "} punctuation",
  ]);
});

test("no name in the examples of the documentation is left without a scope", async () => {
  const rules = await grammar();
  const blocks = [...readFileSync(new URL("../../docs/language.md", import.meta.url), "utf8").matchAll(/```aql\n([\s\S]*?)```/g)];
  assert.ok(blocks.length > 10, `${blocks.length} blocks`);
  for (const [, text] of blocks) {
    for (const token of scopes(rules, text)) assert.ok(!/^\w+ source$/.test(token), `${token} in ${text}`);
  }
});
