// Whose turn it is to run: the worker's, or the end of the process. A thread that is ended inside a call into
// SQLite takes the whole process down with it, so the end waits for the call and lets no other begin.

const FREE = 0
const WORKING = 1
const ENDING = 2

export class Turn {
  /** Given to the other thread to make its own. */
  readonly shared: Int32Array

  constructor(shared: Int32Array = new Int32Array(new SharedArrayBuffer(4))) {
    this.shared = shared
  }

  /** The worker's: does this, unless the process is ending; then it waits for that. */
  take(work: () => void): void {
    if (Atomics.compareExchange(this.shared, 0, FREE, WORKING) !== FREE) {
      Atomics.wait(this.shared, 0, ENDING)
      return
    }
    try {
      work()
    } finally {
      Atomics.store(this.shared, 0, FREE)
      Atomics.notify(this.shared, 0)
    }
  }

  /** The process's: after this, or after `ms`, the worker begins nothing any more. Blocks. */
  end(ms: number): void {
    const until = performance.now() + ms
    while (Atomics.compareExchange(this.shared, 0, FREE, ENDING) === WORKING) {
      const left = until - performance.now()
      if (left <= 0 || Atomics.wait(this.shared, 0, WORKING, left) === 'timed-out') return
    }
  }
}
