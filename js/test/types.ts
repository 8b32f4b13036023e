// The package's types as a user sees them; compiled, never run.
import { Aurora, AqlError, ConflictError, LaggedError, type AqlResponse, type Change, type ErrorCode, type OpenOptions } from "../../npm/dist/index.js";

interface Good {
  readonly sku: string;
  readonly price: number;
}

export async function use(signal: AbortSignal): Promise<void> {
  await using db = await Aurora.open("shop", { durability: "strict", mode: "page", int64: "bigint", signal });
  const typed: AqlResponse<{ goods: Good[] }> = await db.execute<{ goods: Good[] }>("{ goods { sku price } }", { n: 1n, d: new Date() }, { signal });
  const sku: string | undefined = typed.data.goods[0]?.sku;
  const untyped = await db.execute("{ goods { sku } }");
  const goods: unknown = untyped.data["goods"];
  // @ts-expect-error untyped data is unknown, not any
  const wrong: string = untyped.data["goods"];
  for await (const change of db.stream<Good>("subscription { goods { sku price } }", {}, { signal })) {
    const { seq, document }: Change<Good> = change;
    const price: number | undefined = document?.price;
    // @ts-expect-error a deletion has no document
    const missing: number = document.price;
    console.assert(seq > 0 && price !== missing);
  }
  for await (const { type } of db.listen("goods", { after: 5 })) {
    const known: "insert" | "update" | "delete" = type;
    console.assert(known === type);
  }
  console.log(sku, goods, wrong);
}

export function handle(error: unknown): ErrorCode | undefined {
  if (error instanceof ConflictError) {
    const code: "CONFLICT" = error.code;
    return code;
  }
  if (error instanceof LaggedError) console.log(error.seq);
  if (error instanceof AqlError) return error.code;
  return undefined;
}

// @ts-expect-error there is no such mode
export const badMode: OpenOptions = { mode: "tab" };
// @ts-expect-error there is no such option
export const badOption: OpenOptions = { storge: "memory" };
// @ts-expect-error options are read-only
export const assign = (options: OpenOptions): void => void (options.mode = "page");
// @ts-expect-error the name is needed
export const noName = (): Promise<Aurora> => Aurora.open();
