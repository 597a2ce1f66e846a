// Small copies of pictures for rows: each is decoded once, one at a time, and let go, so that a feed of large
// pictures costs what one of them does. Knows no row, and no size that main did not allow (S-57).

import { SvelteMap } from 'svelte/reactivity'

type Size = Readonly<{ width: number; height: number }>

/** Twice the size of a row's thumbnail, for screens with fine pixels. */
const ROW: Size = { width: 128, height: 96 }
/** The same for what stands in a sender's place. */
export const ICON: Size = { width: 80, height: 80 }
/** So many are kept; the oldest go. */
const KEPT = 200

/** Makes a small copy; answers its address. Rejects when the picture cannot be drawn. */
export type Draw = (url: string) => Promise<string>

export class Thumbnails {
  /** Address of the small copy; null = it cannot be drawn. */
  readonly #made = new SvelteMap<string, string | null>()
  #asked: readonly string[] = []
  #last: Promise<void> = Promise.resolve()

  constructor(
    private readonly draw: Draw = drawer(ROW),
    private readonly drop: (made: string) => void = (made) => URL.revokeObjectURL(made),
  ) {}

  /** The small copy; undefined while there is none yet. */
  of(url: string): string | null | undefined {
    return this.#made.get(url)
  }

  /** Sees to it that there will be one. */
  ask(url: string): void {
    if (this.#made.has(url) || this.#asked.includes(url)) return
    this.#asked = [...this.#asked, url]
    this.#last = this.#last.then(() => this.#make(url))
  }

  /** It scrolled away before its turn came. */
  cancel(url: string): void {
    this.#asked = this.#asked.filter((one) => one !== url)
  }

  async #make(url: string): Promise<void> {
    if (!this.#asked.includes(url) || this.#made.has(url)) return
    const made = await this.draw(url).catch(() => null)
    this.cancel(url)
    this.#made.set(url, made)
    for (const [oldest, copy] of this.#made) {
      if (this.#made.size <= KEPT) return
      this.#made.delete(oldest)
      if (copy !== null) this.drop(copy)
    }
  }
}

/** Draws copies of this size. */
export function drawer(size: Size): Draw {
  return async (url) => {
    const image = new Image()
    image.src = url
    await image.decode()
    const canvas = document.createElement('canvas')
    Object.assign(canvas, size)
    const pen = canvas.getContext('2d')
    if (!pen) throw new Error('There is no canvas.')
    const part = middleOf(image.naturalWidth, image.naturalHeight, size)
    pen.imageSmoothingQuality = 'high'
    pen.drawImage(image, part.x, part.y, part.width, part.height, 0, 0, size.width, size.height)
    image.src = ''
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve))
    if (!blob) throw new Error('It could not be drawn.')
    return URL.createObjectURL(blob)
  }
}

/** The largest part in its middle that has the form of a copy. */
export function middleOf(width: number, height: number, size: Size = ROW) {
  const scale = Math.min(width / size.width, height / size.height)
  const part = { width: size.width * scale, height: size.height * scale }
  return { x: (width - part.width) / 2, y: (height - part.height) / 2, ...part }
}
