/** How numbers, money, dates and sizes are written everywhere in the app. */

const money = new Intl.NumberFormat("en-GB", { style: "currency", currency: "EUR" });
const roundMoney = new Intl.NumberFormat("en-GB", { style: "currency", currency: "EUR", maximumFractionDigits: 0 });
const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
const day = new Intl.DateTimeFormat("en-GB", { day: "2-digit", month: "short", year: "numeric" });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

export const euros = (value: number): string => money.format(value);
export const roundEuros = (value: number): string => roundMoney.format(value);
export const count = (value: number): string => whole.format(value);

/** Writes a count with its noun: "1 order", "12,000 orders". */
export const plural = (value: number, noun: string): string => `${count(value)} ${noun}${value === 1 ? "" : "s"}`;

/** Writes the day of an RFC 3339 text; empty for anything else. */
export function date(value: string | null | undefined): string {
  const at = new Date(value ?? "");
  return Number.isNaN(at.getTime()) ? "" : day.format(at);
}

/** Writes the time of day of an RFC 3339 text. */
export function time(value: string | null | undefined): string {
  const at = new Date(value ?? "");
  return Number.isNaN(at.getTime()) ? "" : clock.format(at);
}

/** Writes a number of bytes in the unit that reads best. */
export function bytes(value: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let at = 0;
  let rest = value;
  while (rest >= 1000 && at < units.length - 1) {
    rest /= 1000;
    at++;
  }
  return `${at === 0 || rest >= 100 ? Math.round(rest) : rest.toFixed(rest >= 10 ? 1 : 2)} ${units[at]}`;
}

/** Writes a duration in milliseconds with as many digits as mean something. */
export function ms(value: number): string {
  if (value >= 1000) return `${(value / 1000).toFixed(2)} s`;
  return `${value >= 100 ? Math.round(value) : value >= 10 ? value.toFixed(1) : value.toFixed(2)} ms`;
}
