// Follows the frames of one WebSocket by their headers alone, to know whether a message was begun and not
// finished, and how many control frames came. Knows no socket; `ws` does the real reading.

const FINAL = 0x80
const CONTROL = 0x08
const MASKED = 0x80
const MASK_BYTES = 4
const LENGTH = 0x7f

/** Fed with every chunk of the stream, in order. Costs a few steps a frame, whatever its size. */
export class FrameWatch {
  /** How much of a header has come, and what its second byte and its longer length say so far. */
  #headerBytes = 0
  #second = 0
  #length = 0
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
      if (this.#payloadLeft > 0) offset += this.#skip(chunk.length - offset)
      else this.#readHeader(chunk[offset++] ?? 0)
    }
  }

  #skip(available: number): number {
    const skipped = Math.min(available, this.#payloadLeft)
    this.#payloadLeft -= skipped
    if (!this.#isControl) this.#progress++
    return skipped
  }

  #readHeader(byte: number): void {
    const at = this.#headerBytes++
    if (at === 0) this.#begin(byte)
    else if (at === 1) this.#second = byte
    else if (at < 2 + this.#extendedBytes()) this.#length = this.#length * 256 + byte
    if (!this.#isControl) this.#progress++
    if (at > 0 && this.#headerBytes === this.#headerLength()) this.#finishHeader()
  }

  #begin(first: number): void {
    this.#length = 0
    this.#isControl = (first & CONTROL) !== 0
    if (this.#isControl) this.#controls++
    else this.#isFragmented = (first & FINAL) === 0
  }

  /** Bytes of the length that follow the second one. */
  #extendedBytes(): number {
    const short = this.#second & LENGTH
    return short === 126 ? 2 : short === 127 ? 8 : 0
  }

  #headerLength(): number {
    return 2 + this.#extendedBytes() + ((this.#second & MASKED) === 0 ? 0 : MASK_BYTES)
  }

  #finishHeader(): void {
    this.#payloadLeft = this.#extendedBytes() === 0 ? this.#second & LENGTH : this.#length
    this.#headerBytes = 0
  }
}
