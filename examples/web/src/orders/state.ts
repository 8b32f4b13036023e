import { STATUSES, type Status } from "../db/model";
import type { SortField, View } from "../db/shop";
import { keep } from "../ui/route";

const SORTS: readonly SortField[] = ["number", "createdAt", "customer", "product", "city", "quantity", "total", "status"];

/** What the orders page shows, as it stands in the URL. */
export class OrdersState implements View {
  text = "";
  statuses: Status[] = [];
  min = 0;
  sort: SortField = "createdAt";
  descending = true;
  /** Index of the first visible row. */
  top = 0;

  /** Takes the state over from the URL; what makes no sense there is left out. */
  load(from: URLSearchParams): void {
    this.text = from.get("q") ?? "";
    this.statuses = (from.get("status") ?? "").split(",").filter((name): name is Status => STATUSES.includes(name as Status));
    this.min = positive(from.get("min"));
    const sort = from.get("sort") ?? "-createdAt";
    const field = SORTS.find((name) => name === sort.replace(/^-/, ""));
    this.sort = field ?? "createdAt";
    this.descending = field === undefined || sort.startsWith("-");
    this.top = Math.floor(positive(from.get("row")));
  }

  /** Writes the state into the URL. */
  save(): void {
    const sort = `${this.descending ? "-" : ""}${this.sort}`;
    keep("orders", { q: this.text, status: this.statuses.join(","), min: this.min, sort: sort === "-createdAt" ? "" : sort, row: this.top });
  }

  /** Whether anything narrows the list. */
  get filtered(): boolean {
    return this.text.trim() !== "" || this.statuses.length > 0 || this.min > 0;
  }

  clear(): void {
    this.text = "";
    this.statuses = [];
    this.min = 0;
    this.top = 0;
  }

  /** Sorts by a column; the second click turns the order round. */
  sortBy(field: SortField): void {
    if (this.sort === field) this.descending = !this.descending;
    else {
      this.sort = field;
      this.descending = field === "createdAt" || field === "total" || field === "quantity";
    }
    this.top = 0;
  }

  toggle(status: Status): void {
    this.statuses = this.statuses.includes(status) ? this.statuses.filter((one) => one !== status) : [...this.statuses, status];
    this.top = 0;
  }
}

function positive(value: string | null): number {
  const number = Number(value ?? 0);
  return Number.isFinite(number) && number > 0 ? number : 0;
}
