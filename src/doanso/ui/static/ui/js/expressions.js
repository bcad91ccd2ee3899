// Computes in the browser what doanso.lib.expressions computes on the server, from the same nodes, to the last digit.
// A number is a BigInt of millionths, a day is a Day, no data is null. docs/expressions.md is the manual.

const SCALE = 10n ** 6n
const LIMIT = 10n ** 15n * SCALE
const DAY = 86400000

export class Day {
  constructor(iso) { this.iso = iso }
}

export const number = text => {
  const [, minus, whole, part = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) || []
  if (!whole) return null
  const size = BigInt(whole + part.slice(0, 6).padEnd(6, 0)) + (part[6] >= 5 ? 1n : 0n)
  return bound(minus ? -size : size)
}

export const show = n => {
  const size = abs(n)
  const part = `${size % SCALE}`.padStart(6, 0).replace(/0+$/, '')
  return (n < 0n ? '-' : '') + size / SCALE + (part && '.' + part)
}

const abs = n => n < 0n ? -n : n
const bound = n => abs(n) > LIMIT ? null : n
const whole = n => BigInt(n) * SCALE
const nfc = text => text.normalize()

const divide = (a, b) => {
  const size = (2n * abs(a) + abs(b)) / (2n * abs(b))
  return a < 0n === b < 0n ? size : -size
}

const inside = value => {
  if (value === undefined) return null
  if (typeof value === 'number') return number(String(value))
  if (typeof value === 'bigint') return bound(value)
  return typeof value === 'string' ? nfc(value) : value
}

const member = (value, name) => {
  if (Array.isArray(value)) return value.flatMap(item => member(item, name))
  return value instanceof Object && !(value instanceof Day) && Object.hasOwn(value, name) ? value[name] : null
}

const lookUp = (scope, path) => {
  const value = inside(path.reduce(member, scope))
  return Array.isArray(value) ? value.map(inside) : value
}

const num = value => typeof value === 'boolean' ? whole(value) : typeof value === 'bigint' ? value : null

const kind = value => {
  if (num(value) !== null) return 'number'
  return typeof value === 'string' ? 'text' : value instanceof Day ? 'date' : ''
}

const plain = value => value instanceof Day ? value.iso : num(value) ?? value

const equal = (a, b) => kind(a) && kind(b) ? kind(a) === kind(b) && plain(a) === plain(b) : null

const ordered = compare => (a, b) => {
  const fits = kind(a) === kind(b) && ['number', 'date'].includes(kind(a))
  return fits ? compare(plain(a), plain(b)) : null
}

const numbers = apply => (...args) => {
  const values = args.map(num)
  if (values.includes(null)) return null
  const result = apply(...values)
  return result === null ? null : bound(result)
}

const texts = apply => value => typeof value === 'string' ? nfc(apply(value)) : null

const present = args => args.flat().filter(item => item !== null)

const extreme = better => (...args) => {
  const items = present(args)
  const kinds = new Set(items.map(kind))
  if (kinds.size !== 1 || kinds.has('text') || kinds.has('')) return null
  return items.map(item => num(item) ?? item).reduce((a, b) => better(plain(b), plain(a)) ? b : a)
}

const round = (n, places = 0n) => {
  const digits = places / SCALE
  if (places % SCALE || digits < -15n || digits > 6n) return null
  const step = 10n ** (6n - digits)
  return divide(n, step) * step
}

const floor = n => (n - ((n % SCALE) + SCALE) % SCALE)

const trim = text => text.replace(/^[ \t\n\r\xa0]+|[ \t\n\r\xa0]+$/g, '')

const shown = value => {
  if (value === null) return ''
  if (value instanceof Day) return value.iso.split('-').reverse().join('/')
  return typeof value === 'bigint' ? show(value) : typeof value === 'string' ? value : null
}

const concat = (...args) => {
  const parts = args.map(shown)
  const text = nfc(parts.join(''))
  return parts.includes(null) || [...text].length > 10000 ? null : text
}

const date = (...args) => {
  if (args.map(num).some(n => n === null || n % SCALE)) return null
  const [y, m, d] = args.map(n => `${num(n) / SCALE}`.padStart(2, 0))
  const iso = `${y}-${m}-${d}`
  return /^[1-9]\d{3}-\d\d-\d\d$/.test(iso) && new Date(iso + 'T00:00Z').toJSON()?.startsWith(iso) ? new Day(iso) : null
}

const days = apply => (a, b) => a instanceof Day && b instanceof Day ? apply(a.iso, b.iso) : null

const age = (born, on) => on < born ? null : whole(on.slice(0, 4) - born.slice(0, 4) - (on.slice(5) < born.slice(5)))

const DIGITS = 'không một hai ba bốn năm sáu bảy tám chín'.split(' ')

const group = (n, full) => {
  const [hundreds, tens, unit] = [n / 100n, n / 10n % 10n, n % 10n]
  const said = full || hundreds
  const out = said ? [DIGITS[hundreds], 'trăm'] : []
  if (tens) out.push(...tens === 1n ? ['mười'] : [DIGITS[tens], 'mươi'])
  else if (said && unit) out.push('lẻ')
  if (unit === 5n && tens) out.push('lăm')
  else if (tens > 1n && (unit === 1n || unit === 4n)) out.push(unit === 1n ? 'mốt' : 'tư')
  else if (unit) out.push(DIGITS[unit])
  return out
}

const read = (n, leading) => {
  const billion = 10n ** 9n
  if (n >= billion) return [...read(n / billion, leading), 'tỷ', ...read(n % billion, false)]
  const out = []
  for (const [value, unit] of [[n / 10n ** 6n, 'triệu'], [n / 1000n % 1000n, 'nghìn'], [n % 1000n]]) {
    if (value) out.push(...group(value, !leading || out.length), ...unit ? [unit] : [])
  }
  return out
}

export const words = n => {
  const text = [...n < 0n ? ['âm'] : [], ...n ? read(abs(n), true) : ['không'], 'đồng'].join(' ')
  return text[0].toUpperCase() + text.slice(1)
}

const TABLE = {
  '==': equal,
  '!=': (a, b) => { const same = equal(a, b); return same === null ? null : !same },
  '<': ordered((a, b) => a < b),
  '<=': ordered((a, b) => a <= b),
  '>': ordered((a, b) => a > b),
  '>=': ordered((a, b) => a >= b),
  '+': numbers((...terms) => terms.reduce((a, b) => a + b)),
  '*': numbers((...factors) => factors.reduce((a, b) => a === null ? null : bound(divide(a * b, SCALE)))),
  '/': numbers((a, b) => b ? divide(a * SCALE, b) : null),
  neg: numbers(n => -n),
  not: value => typeof value === 'boolean' ? !value : null,
  sum: (...args) => {
    const values = present(args).map(num)
    return values.includes(null) || args.every(arg => arg === null) ? null : bound(values.reduce((a, b) => a + b, 0n))
  },
  count: value => whole(present([value]).length),
  min: extreme((a, b) => a < b),
  max: extreme((a, b) => a > b),
  round: numbers(round),
  floor: numbers(floor),
  ceil: numbers(n => -floor(-n)),
  abs: numbers(abs),
  len: value => Array.isArray(value) || typeof value === 'string' ? whole([...value].length) : null,
  contains: (all, part) => {
    if (part === null) return null
    if (Array.isArray(all)) return all.some(item => equal(item, part))
    return typeof all === 'string' && typeof part === 'string' ? all.includes(part) : null
  },
  empty: value => value === null || !value.length && Array.isArray(value) || typeof value === 'string' && !trim(value),
  upper: texts(text => text.toUpperCase()),
  lower: texts(text => text.toLowerCase()),
  trim: texts(trim),
  concat,
  words: value => num(value) === null ? null : words(divide(num(value), SCALE)),
  date,
  age: days(age),
  days_between: days((a, b) => whole((Date.parse(b) - Date.parse(a)) / DAY)),
}

// scope: name → null, boolean, string, number, BigInt of millionths, Day, array, or an array of rows; today: a Day.
export const evaluate = (node, scope, today) => {
  if (!Array.isArray(node)) return node
  const [head, ...operands] = node
  const value = operand => evaluate(operand, scope, today)
  if (head === '#') return number(operands[0])
  if (head === "'") return operands[0]
  if (head === '$') return lookUp(scope, operands)
  if (head === 'today') return today
  if (head === 'if') {
    const condition = value(operands[0])
    return typeof condition === 'boolean' ? value(operands[condition ? 1 : 2]) : null
  }
  if (head === 'and' || head === 'or') {
    const values = operands.map(value)
    if (values.includes(head === 'or')) return head === 'or'
    return values.every(known => typeof known === 'boolean') ? head === 'and' : null
  }
  return TABLE[head](...operands.map(value))
}
