// Emoji for tags that are known short codes. The table is loaded after the first look, and stays.

type Table = Readonly<Record<string, string>>

/** Answers emoji by short code once its table is there; until then, none. */
export class Emoji {
  #table = $state.raw<Table>({})

  async load(): Promise<void> {
    const { default: table } = await import('emoji-name-map/lib/datasource.json')
    this.#table = table
  }

  /** The emoji of a short code such as `warning`, or an empty text. */
  of(tag: string): string {
    return Object.hasOwn(this.#table, tag) ? (this.#table[tag] ?? '') : ''
  }
}
