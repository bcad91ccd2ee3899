// The answers on the phone itself: written at every change, gone when the server has confirmed the hand-in.

export function keeper(name) {
  return {
    read() {
      try {
        return JSON.parse(localStorage.getItem(name)) || {};
      } catch {
        return {};
      }
    },
    write(value) {
      try {
        localStorage.setItem(name, JSON.stringify(value));
      } catch {
        // A phone without room: the server still gets every answer.
      }
    },
    forget() {
      try {
        localStorage.removeItem(name);
      } catch {
        // Nothing was kept.
      }
    },
  };
}
