import { h } from "./dom";

/** Asks a yes-or-no question in a dialog. */
export function confirm(title: string, advice: string, yes: string): Promise<boolean> {
  return new Promise((answer) => {
    const dialog = h(
      "dialog",
      { class: "dialog", "aria-labelledby": "confirm-title" },
      h(
        "form",
        { method: "dialog" },
        h("h2", { id: "confirm-title" }, title),
        h("p", { class: "muted" }, advice),
        h("div", { class: "dialog-actions" }, h("button", { value: "no", class: "button" }, "Cancel"), h("button", { value: "yes", class: "button danger" }, yes)),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      answer(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
