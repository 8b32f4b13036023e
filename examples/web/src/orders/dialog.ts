import type { Customer, Product } from "../db/model";
import type { Choices } from "../db/shop";
import { h } from "../ui/dom";
import { euros } from "../ui/format";

/** What the dialog answers. */
export interface NewOrder {
  readonly customer: Customer;
  readonly product: Product;
  readonly quantity: number;
}

/** Asks for a new order; undefined when it was called off. */
export function askOrder(choices: Choices): Promise<NewOrder | undefined> {
  const customer = h("select", { id: "new-customer", required: true }, ...choices.customers.map((one) => h("option", { value: one.id }, `${one.name}, ${one.city}`)));
  const product = h("select", { id: "new-product", required: true }, ...choices.products.map((one) => h("option", { value: one.id }, `${one.name} · ${euros(one.price)}`)));
  const quantity = h("input", { id: "new-quantity", type: "number", min: 1, max: 99, step: 1, value: 1, required: true, inputmode: "numeric" });
  const sum = h("output", { class: "sum", for: "new-product new-quantity" });
  const chosen = (): Product | undefined => choices.products.find((one) => one.id === product.value);
  const pieces = (): number => Math.trunc(quantity.valueAsNumber);
  const show = (): void => void (sum.textContent = euros((chosen()?.price ?? 0) * (Number.isFinite(pieces()) ? pieces() : 0)));
  product.addEventListener("change", show);
  quantity.addEventListener("input", show);
  show();
  const dialog = h(
    "dialog",
    { class: "dialog", "aria-labelledby": "new-title" },
    h(
      "form",
      { method: "dialog" },
      h("h2", { id: "new-title" }, "New order"),
      h("label", { for: "new-customer" }, "Customer"),
      customer,
      h("label", { for: "new-product" }, "Product"),
      product,
      h("div", { class: "pair" }, h("div", null, h("label", { for: "new-quantity" }, "Pieces"), quantity), h("div", null, h("label", null, "Total"), sum)),
      h("div", { class: "dialog-actions" }, h("button", { value: "no", class: "button", formnovalidate: true }, "Cancel"), h("button", { value: "yes", class: "button primary" }, "Place order")),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      const buyer = choices.customers.find((one) => one.id === customer.value);
      const goods = chosen();
      const ok = dialog.returnValue === "yes" && buyer !== undefined && goods !== undefined && pieces() > 0;
      answer(ok ? { customer: buyer, product: goods, quantity: pieces() } : undefined);
    });
  });
}
