// Texts that the driver would change on their way into the file: it cuts them at a NUL, and SQLite has no lone
// surrogates.

const LONE_SURROGATE = /\p{Surrogate}/u
const ODD = /\0|\p{Surrogate}/gu

/** Whether a text would come back as another one. */
export function isOdd(text: string): boolean {
  return text.includes('\0') || LONE_SURROGATE.test(text)
}

/** The text as people read it, in a form that comes back as it went in. */
export function readable(text: string): string {
  return isOdd(text) ? text.replace(ODD, '\uFFFD') : text
}

/** Another text for every text, to compare by. */
export function comparable(text: string): string {
  return isOdd(text) ? `\u0001${JSON.stringify(text)}` : text
}

/** JSON out of a row. A bit that flipped in one row must not cost all that is read with it. */
export function parsed<Value>(text: string, otherwise: Value): Value {
  try {
    return JSON.parse(text) as Value
  } catch {
    return otherwise
  }
}
