// The browser's twin of doanso.lib.expressions: the same nodes, the same results. Manual: docs/expressions.md.
// A number is a BigInt of millionths, a day is a Day, no data is null.

const SCALE = 10n ** 6n;
const LIMIT = 10n ** 15n * SCALE;
const BILLION = 10n ** 9n;
const DIGITS = "không một hai ba bốn năm sáu bảy tám chín".split(" ");

export class Day {
  constructor(iso) {
    this.iso = iso;
  }
}

/** `-1234.5` as a number, or null. */
export function number(text) {
  const [, minus, whole, part = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) || [];
  if (!whole) return null;
  const size = BigInt(whole + part.slice(0, 6).padEnd(6, "0")) + (part[6] >= "5" ? 1n : 0n);
  return bound(minus ? -size : size);
}

/** The canonical text of a number. */
export function show(n) {
  const part = `${abs(n) % SCALE}`.padStart(6, "0").replace(/0+$/, "");
  return (n < 0n ? "-" : "") + abs(n) / SCALE + (part && `.${part}`);
}

const abs = (n) => (n < 0n ? -n : n);
const bound = (n) => (abs(n) > LIMIT ? null : n);
const whole = (n) => BigInt(n) * SCALE;
const floor = (n) => n - (((n % SCALE) + SCALE) % SCALE);
const nfc = (text) => text.normalize();
const trim = (text) => text.replace(/^[ \t\n\r\xa0]+|[ \t\n\r\xa0]+$/g, "");
const isText = (value) => typeof value === "string";
const isBool = (value) => typeof value === "boolean";

/** The nearest, half away from zero. */
function divide(a, b) {
  const size = (2n * abs(a) + abs(b)) / (2n * abs(b));
  return a < 0n === b < 0n ? size : -size;
}

function inside(value) {
  if (value === undefined) return null;
  if (typeof value === "number") return number(String(value));
  if (typeof value === "bigint") return bound(value);
  return isText(value) ? nfc(value) : value;
}

function member(value, name) {
  if (Array.isArray(value)) return value.flatMap((item) => member(item, name));
  return value instanceof Object && !(value instanceof Day) && Object.hasOwn(value, name) ? value[name] : null;
}

function lookUp(scope, path) {
  const value = inside(path.reduce(member, scope));
  return Array.isArray(value) ? value.map(inside) : value;
}

/** The number that a value counts for: yes is 1, no is 0. */
function num(value) {
  if (isBool(value)) return whole(value);
  return typeof value === "bigint" ? value : null;
}

function kind(value) {
  if (num(value) !== null) return "number";
  if (value instanceof Day) return "date";
  return isText(value) ? "text" : "";
}

const plain = (value) => (value instanceof Day ? value.iso : num(value) ?? value);
const present = (values) => values.flat().filter((item) => item !== null);

function equal(a, b) {
  return kind(a) && kind(b) ? kind(a) === kind(b) && plain(a) === plain(b) : null;
}

const not = (value) => (isBool(value) ? !value : null);

const ordered = (compare) => (a, b) =>
  kind(a) === kind(b) && ["number", "date"].includes(kind(a)) ? compare(plain(a), plain(b)) : null;

const numbers = (apply) => (...operands) => {
  const values = operands.map(num);
  if (values.includes(null)) return null;
  const result = apply(...values);
  return result === null ? null : bound(result);
};

const texts = (apply) => (value) => (isText(value) ? nfc(apply(value)) : null);
const days = (apply) => (a, b) => (a instanceof Day && b instanceof Day ? apply(a.iso, b.iso) : null);

const extreme = (better) => (...operands) => {
  const items = present(operands);
  const kinds = new Set(items.map(kind));
  if (kinds.size !== 1 || kinds.has("text") || kinds.has("")) return null;
  return items.map((item) => num(item) ?? item).reduce((a, b) => (better(plain(b), plain(a)) ? b : a));
};

function sum(...operands) {
  const values = present(operands).map(num);
  if (values.includes(null) || operands.every((operand) => operand === null)) return null;
  return bound(values.reduce((a, b) => a + b, 0n));
}

function round(n, places = 0n) {
  const digits = places / SCALE;
  if (places % SCALE || digits < -15n || digits > 6n) return null;
  const step = 10n ** (6n - digits);
  return divide(n, step) * step;
}

function contains(all, part) {
  if (part === null) return null;
  if (Array.isArray(all)) return all.some((item) => equal(item, part));
  return isText(all) && isText(part) ? all.includes(part) : null;
}

function empty(value) {
  if (Array.isArray(value)) return !value.length;
  return value === null || (isText(value) && !trim(value));
}

function shown(value) {
  if (value === null) return "";
  if (value instanceof Day) return value.iso.split("-").reverse().join("/");
  if (typeof value === "bigint") return show(value);
  return isText(value) ? value : null;
}

function concat(...operands) {
  const parts = operands.map(shown);
  const text = nfc(parts.join(""));
  return parts.includes(null) || [...text].length > 10000 ? null : text;
}

function date(...operands) {
  const parts = operands.map(num);
  if (parts.some((part) => part === null || part % SCALE)) return null;
  const iso = parts.map((part) => `${part / SCALE}`.padStart(2, "0")).join("-");
  const real = /^[1-9]\d{3}-\d\d-\d\d$/.test(iso) && new Date(`${iso}T00:00Z`).toJSON()?.startsWith(iso);
  return real ? new Day(iso) : null;
}

function age(born, on) {
  return on < born ? null : whole(on.slice(0, 4) - born.slice(0, 4) - (on.slice(5) < born.slice(5)));
}

function group(n, full) {
  const [hundreds, tens, unit] = [n / 100n, (n / 10n) % 10n, n % 10n];
  const said = full || hundreds;
  const out = said ? [DIGITS[hundreds], "trăm"] : [];
  if (tens) out.push(...(tens === 1n ? ["mười"] : [DIGITS[tens], "mươi"]));
  else if (said && unit) out.push("lẻ");
  if (unit === 5n && tens) out.push("lăm");
  else if (tens > 1n && (unit === 1n || unit === 4n)) out.push(unit === 1n ? "mốt" : "tư");
  else if (unit) out.push(DIGITS[unit]);
  return out;
}

function read(n, leading) {
  if (n >= BILLION) return [...read(n / BILLION, leading), "tỷ", ...read(n % BILLION, false)];
  const out = [];
  for (const [value, unit] of [[n / 10n ** 6n, "triệu"], [(n / 1000n) % 1000n, "nghìn"], [n % 1000n]]) {
    if (value) out.push(...group(value, !leading || out.length), ...(unit ? [unit] : []));
  }
  return out;
}

/** Money in words; n counts whole đồng, not millionths. */
export function words(n) {
  const text = [...(n < 0n ? ["âm"] : []), ...(n ? read(abs(n), true) : ["không"]), "đồng"].join(" ");
  return text[0].toUpperCase() + text.slice(1);
}

const TABLE = {
  "==": equal,
  "!=": (a, b) => not(equal(a, b)),
  "<": ordered((a, b) => a < b),
  "<=": ordered((a, b) => a <= b),
  ">": ordered((a, b) => a > b),
  ">=": ordered((a, b) => a >= b),
  "+": numbers((...terms) => terms.reduce((a, b) => a + b)),
  "*": numbers((...factors) => factors.reduce((a, b) => (a === null ? null : bound(divide(a * b, SCALE))))),
  "/": numbers((a, b) => (b ? divide(a * SCALE, b) : null)),
  neg: numbers((n) => -n),
  not,
  sum,
  count: (value) => whole(present([value]).length),
  min: extreme((a, b) => a < b),
  max: extreme((a, b) => a > b),
  round: numbers(round),
  floor: numbers(floor),
  ceil: numbers((n) => -floor(-n)),
  abs: numbers(abs),
  len: (value) => (Array.isArray(value) || isText(value) ? whole([...value].length) : null),
  contains,
  empty,
  upper: texts((text) => text.toUpperCase()),
  lower: texts((text) => text.toLowerCase()),
  trim: texts(trim),
  concat,
  words: (value) => (num(value) === null ? null : words(divide(num(value), SCALE))),
  date,
  age: days(age),
  days_between: days((a, b) => whole((Date.parse(b) - Date.parse(a)) / 864e5)),
};

/** `scope`: name → null, boolean, string, number, BigInt, Day, array of these or of rows. `today`: a Day. */
export function evaluate(node, scope, today) {
  if (!Array.isArray(node)) return node;
  const [head, ...operands] = node;
  const value = (operand) => evaluate(operand, scope, today);
  if (head === "#") return number(operands[0]);
  if (head === "'") return operands[0];
  if (head === "$") return lookUp(scope, operands);
  if (head === "today") return today;
  if (head === "if") {
    const condition = value(operands[0]);
    return isBool(condition) ? value(operands[condition ? 1 : 2]) : null;
  }
  const values = operands.map(value);
  if (head === "and" || head === "or") {
    const decisive = head === "or";
    if (values.includes(decisive)) return decisive;
    return values.every(isBool) ? !decisive : null;
  }
  return TABLE[head](...values);
}
