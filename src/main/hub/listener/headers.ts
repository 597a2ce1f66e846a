// Header fields as they came. Node's own object drops or joins repeated ones, which hides what must be seen.
// Pure.

/** Names and values in turn, as `IncomingMessage.rawHeaders` has them. */
export type RawHeaders = readonly string[]

/** Every value of a field, in order. `name` in lower case. */
export function valuesOf(raw: RawHeaders, name: string): string[] {
  const values: string[] = []
  for (let index = 0; index + 1 < raw.length; index += 2) {
    if (raw[index]?.toLowerCase() === name) values.push(raw[index + 1] ?? '')
  }
  return values
}

/** The value of a field that may come once; null when it is absent. The first wins if it came twice. */
export function valueOf(raw: RawHeaders, name: string): string | null {
  return valuesOf(raw, name)[0] ?? null
}

/** How many fields there are. */
export function countOf(raw: RawHeaders): number {
  return raw.length / 2
}

/** Whether any field's name passes. Names are given in lower case. */
export function hasName(raw: RawHeaders, passes: (name: string) => boolean): boolean {
  return raw.some((text, index) => index % 2 === 0 && passes(text.toLowerCase()))
}
