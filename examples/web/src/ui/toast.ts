import { h } from "./dom";

/** Short messages at the lower edge, read out politely; at most one button each. */
export class Toasts {
  readonly node = h("div", { class: "toasts", role: "status", "aria-live": "polite" });

  /** Shows a message for a while. */
  say(message: string, action?: { readonly label: string; readonly run: () => void }): void {
    const toast = h("div", { class: "toast" }, h("span", null, message));
    const close = (): void => toast.remove();
    if (action !== undefined) {
      const run = (): void => {
        close();
        action.run();
      };
      toast.append(h("button", { type: "button", class: "link", onclick: run }, action.label));
    }
    this.node.append(toast);
    while (this.node.childElementCount > 3) this.node.firstElementChild?.remove();
    setTimeout(close, action === undefined ? 4000 : 9000);
  }
}
