// What the organisation chart sends: one after the other, each on the version that the one before has made.
const token = () => document.querySelector('meta[name="csrf-token"]').content;

async function post(address, values) {
  const headers = { "X-CSRFToken": token(), Accept: "application/json" };
  const body = new URLSearchParams(values);
  const answer = await fetch(address, { method: "POST", headers, body, credentials: "same-origin" }).catch(() => null);
  const said = answer?.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
  return { status: answer?.status ?? 0, said };
}

export class Saving {
  constructor(addresses, { failed }) {
    this.addresses = addresses;
    this.failed = failed;
    this.queue = Promise.resolve();
    this.number = 0;
    this.waiting = 0;
    this.stopped = new Map();
  }

  // Runs `work` when all before it are through; `settled` is called when nothing waits any more.
  after(work) {
    this.waiting += 1;
    this.queue = this.queue.then(work).finally(() => {
      this.waiting -= 1;
      if (!this.waiting) this.settled?.();
    });
    return this.queue;
  }

  // Moves of somebody that followed a refused one are not tried: they were built on it.
  move(person, superior, before, refused) {
    const number = ++this.number;
    return this.after(async () => {
      if ((this.stopped.get(person().id) ?? 0) >= number) return;
      const one = person();
      const { status, said } = await post(this.addresses.move, { contact: one.id, superior: superior ?? "", before: before ?? "", based_on: one.v });
      if (status === 200) {
        person().v = said.v;
        return;
      }
      this.stopped.set(one.id, this.number);
      refused(said?.message ?? this.failed, said);
    });
  }

  draw(values, done, refused) {
    return this.after(async () => {
      const { status, said } = await post(this.addresses.draw, values);
      if (status === 200) done(said);
      else refused(said?.message ?? this.failed);
    });
  }

  erase(line, done, refused) {
    return this.after(async () => {
      const { status, said } = await post(this.addresses.erase.replace("/0/erase/", `/${line}/erase/`), {});
      if (status === 200) done(said);
      else refused(said?.message ?? this.failed);
    });
  }
}
