// Follows the frames of one WebSocket by their headers alone, to know whether a message was begun and not
// finished, and how many control frames came. Knows no socket; `ws` does the real reading.

const FINAL = 0x80
const CONTROL = 0x08
const MASKED = 0x80
const LENGTH = 0x7f
const LONGEST_HEADER = 14

/** Fed with every chunk of the stream, in order. Costs a few steps a frame, whatever its size. */
export class FrameWatch {
  readonly #header = new Uint8Array(LONGEST_HEADER)
  #headerBytes = 0
  #payloadLeft = 0
  #isControl = false
  #isFragmented = false
  #progress = 0
  #controls = 0

  /** A frame is incomplete, or a message waits for its next fragment. */
  get isUnfinished(): boolean {
    return this.#isFragmented || this.#headerBytes > 0 || this.#payloadLeft > 0
  }

  /** Grows whenever bytes of a message came; control frames between its fragments do not count. */
  get progress(): number {
    return this.#progress
  }

  /** Control frames begun so far. */
  get controls(): number {
    return this.#controls
  }

  feed(chunk: Uint8Array): void {
    let offset = 0
    while (offset < chunk.length) {
      offset +=
        this.#payloadLeft > 0 ? this.#skip(chunk.length - offset) : this.#readHeader(chunk, offset)
    }
  }

  #skip(available: number): number {
    const skipped = Math.min(available, this.#payloadLeft)
    this.#payloadLeft -= skipped
    if (!this.#isControl) this.#progress++
    return skipped
  }

  /** Takes at most what the header still lacks; answers how many bytes it took. */
  #readHeader(chunk: Uint8Array, offset: number): number {
    const wanted = this.#headerLength() - this.#headerBytes
    const part = chunk.subarray(offset, offset + wanted)
    this.#header.set(part, this.#headerBytes)
    if (this.#headerBytes === 0) this.#begin(part[0] ?? 0)
    this.#headerBytes += part.length
    if (!this.#isControl) this.#progress++
    if (this.#headerBytes >= 2 && this.#headerBytes === this.#headerLength()) this.#finishHeader()
    return part.length
  }

  #begin(first: number): void {
    this.#isControl = (first & CONTROL) !== 0
    if (this.#isControl) this.#controls++
    else this.#isFragmented = (first & FINAL) === 0
  }

  /** 2 until the second byte is known. */
  #headerLength(): number {
    if (this.#headerBytes < 2) return 2
    const second = this.#header[1] ?? 0
    const length = second & LENGTH
    const extended = length === 126 ? 2 : length === 127 ? 8 : 0
    return 2 + extended + ((second & MASKED) === 0 ? 0 : 4)
  }

  #finishHeader(): void {
    const length = (this.#header[1] ?? 0) & LENGTH
    const extended = length === 126 ? 2 : length === 127 ? 8 : 0
    let size = extended === 0 ? length : 0
    for (let index = 0; index < extended; index++)
      size = size * 256 + (this.#header[2 + index] ?? 0)
    this.#payloadLeft = size
    this.#headerBytes = 0
  }
}
