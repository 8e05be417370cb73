// Who stands under whom, and what the last changes were, so that they can be taken back.
export class State {
  constructor({ people, lines }) {
    this.shut = new Set();
    this.undos = [];
    this.take({ people, lines });
  }

  // What the server says; who has not changed stays the same object, so that the box need not be drawn anew.
  take({ people, lines }) {
    const before = new Map((this.people ?? []).map((one) => [one.id, one]));
    const same = (one, old) => old && Object.keys(one).every((key) => String(one[key]) === String(old[key]));
    this.people = people.map((one) => (same(one, before.get(one.id)) ? before.get(one.id) : one));
    this.lines = lines;
    this.index();
    for (const id of this.shut) if (!this.byId.has(id)) this.shut.delete(id);
  }

  index() {
    this.byId = new Map(this.people.map((one) => [one.id, one]));
  }

  get(id) {
    return this.byId.get(id);
  }

  beside(up) {
    return this.people.filter((one) => one.up === up).map((one) => one.id);
  }

  placeOf(id) {
    const { up } = this.get(id);
    const own = this.beside(up);
    return { up, before: own[own.indexOf(id) + 1] ?? null };
  }

  // Everybody under somebody, that person first.
  under(id) {
    const found = [id];
    const own = new Map();
    for (const one of this.people) own.set(one.up, [...(own.get(one.up) ?? []), one.id]);
    for (const at of found) found.push(...(own.get(at) ?? []));
    return found;
  }

  put(id, up, before) {
    const one = this.get(id);
    one.up = up;
    this.people = this.people.filter((other) => other !== one);
    const at = before === null ? -1 : this.people.findIndex((other) => other.id === before && other.up === up);
    if (at < 0) this.people.push(one);
    else this.people.splice(at, 0, one);
  }

  linesOf(id) {
    return this.lines.filter((line) => line.from === id || line.to === id);
  }

  // Opens whatever hides somebody.
  reveal(id) {
    for (let at = this.get(id)?.up; at !== null && at !== undefined; at = this.get(at)?.up) this.shut.delete(at);
  }
}
