// The answers of two devices that went on from the same ones. Its twin in Python is `merging.py`.

export function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** What I changed since `base` is mine; who left a question open has the other's answer. */
export function together(base, mine, theirs) {
  const found = {};
  for (const place of Object.keys({ ...theirs, ...mine })) {
    if (!(place in mine)) {
      if (!(place in base) || !same(theirs[place], base[place])) found[place] = theirs[place]; // else I took it back
    } else if (!(place in theirs) || !same(mine[place], base[place])) found[place] = mine[place];
    else found[place] = theirs[place];
  }
  return found;
}

/** Each device counts from a place of its own, so that of two savings one is always the newer. */
export function above(seq) {
  return seq + 1 + Math.floor(Math.random() * 1000);
}
