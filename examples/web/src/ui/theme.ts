import { fill, h, icon } from "./dom";

type Theme = "light" | "dark";
const KEY = "nordlicht-theme";

/** The button that switches between light and dark; without a choice the system decides. */
export function themeButton(): HTMLButtonElement {
  const button = h("button", { type: "button", class: "round", onclick: () => set(current() === "dark" ? "light" : "dark") });
  const show = (): void => {
    const other = current() === "dark" ? "light" : "dark";
    fill(button, icon(other === "dark" ? "moon" : "sun"));
    button.setAttribute("aria-label", `Use the ${other} theme`);
    button.title = `Use the ${other} theme`;
  };
  const set = (theme: Theme): void => {
    document.documentElement.dataset["theme"] = theme;
    remember(theme);
    show();
  };
  const stored = recall();
  if (stored !== undefined) document.documentElement.dataset["theme"] = stored;
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  show();
  return button;
}

function current(): Theme {
  const chosen = document.documentElement.dataset["theme"];
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** Browsers with blocked site data throw on any touch of localStorage. */
function recall(): Theme | undefined {
  try {
    const value = localStorage.getItem(KEY);
    return value === "light" || value === "dark" ? value : undefined;
  } catch {
    return undefined;
  }
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // The choice then holds until the page is closed.
  }
}
