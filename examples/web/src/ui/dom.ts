/** Builds DOM nodes without a framework: `h("button", { class: "quiet", onclick }, "Undo")`. */

type Child = Node | string | number | null | undefined | false;
type Handler = (event: never) => unknown;
type Props = Readonly<Record<string, string | number | boolean | null | undefined | Handler>>;

/** Makes an element. Functions become listeners, booleans become attributes that are there or not. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props?: Props | null, ...children: Child[]): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  apply(node, props);
  put(node, children);
  return node;
}

/** Makes an SVG element. */
export function svg(tag: string, props?: Props | null, ...children: Child[]): SVGElement {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  apply(node, props);
  put(node, children);
  return node;
}

/** Makes one of the icons of `icons.svg`, hidden from assistive technology. */
export function icon(name: string): SVGElement {
  return svg("svg", { class: "icon", "aria-hidden": "true", width: 16, height: 16 }, svg("use", { href: `#i-${name}` }));
}

/** Replaces everything inside a node. */
export function fill(node: Element, ...children: Child[]): void {
  node.replaceChildren();
  put(node, children);
}

/** Sets a text only when it changed, so that live figures do not disturb a selection. */
export function text(node: Element, value: string): void {
  if (node.textContent !== value) node.textContent = value;
}

/** Delays a call until things have been quiet for a while. */
export function debounce(ms: number, run: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(run, ms);
  };
}

function apply(node: Element, props: Props | null | undefined): void {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.replace(/^on/, ""), value as EventListener);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
}

function put(node: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : String(child));
  }
}
