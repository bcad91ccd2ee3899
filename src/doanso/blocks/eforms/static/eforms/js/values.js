// What people type, as the server reads it (kinds/numbers.py, kinds/dates.py).

/** Canonical text of a number, `-1234.5`, or null. */
export function parseNumber(text, decimals = 0) {
  let plain = text.normalize("NFKC").trim().replace("−", "-").replace(/\s*(đồng|vnđ|vnd|đ|₫)$/i, "");
  const sign = plain.startsWith("-") ? "-" : "";
  plain = plain.replace(/^[-+]\s*/, "");
  const signs = new Set(plain.match(/[., ]/g));
  const grouped = /^\d{1,3}([., ]\d{3})+$/.test(plain) && signs.size === 1;
  if (grouped && (!signs.has(",") || !decimals || plain.split(",").length > 2)) plain = plain.replace(/[., ]/g, "");
  else if (plain.includes(",")) plain = plain.replace(/[. ]/g, "").replace(",", ".");
  return /^\d{1,18}(\.\d{1,12})?$/.test(plain) ? sign + plain : null;
}

/** `1250000.5` → `1.250.000,5` */
export function showNumber(canonical) {
  const [whole, part] = canonical.split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, ".") + (part ? `,${part}` : "");
}

/** `2026`, `2026-03` or `2026-03-05`, or null; `parts` demands how many are known. */
export function parseDate(text, parts = 0) {
  const run = /^(\d\d)?(\d\d)(\d{4})$/.exec(text.trim());
  let pieces = run ? run.slice(1).filter(Boolean) : text.trim().split(/(?:[\s/.\-]|ngày|tháng|năm)+/i).filter(Boolean);
  if (pieces[0]?.length !== 4) pieces = pieces.reverse();
  if (pieces.length < 1 || pieces.length > 3 || (parts && pieces.length !== parts)) return null;
  if (!/^\d{4}$/.test(pieces[0]) || !pieces.slice(1).every((piece) => /^\d{1,2}$/.test(piece))) return null;
  const iso = pieces.map((piece) => piece.padStart(2, "0")).join("-");
  const whole = iso + "-01-01".slice((pieces.length - 1) * 3);
  const day = new Date(`${whole}T00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(whole) ? iso : null;
}
