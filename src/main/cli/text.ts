// Texts for a terminal: what strangers wrote must not steer it, and columns must line up in any script.

// eslint-disable-next-line no-control-regex -- control characters are what is replaced
const STEERING = /[\u0000-\u001f\u007f-\u009f]/g
const INVISIBLE = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g
const RAW_IN_JSON = /[\u007f-\u009f\u2028\u2029]/g
const NO_WIDTH = /^(?:\p{Mn}|\p{Me}|\u200d)/u
const EMOJI = /\p{Emoji_Presentation}|\ufe0f/u
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x20000, 0x3fffd],
]

/** One line that is safe to print: spaces for line breaks, nothing that moves a cursor or turns text around. */
export function printable(text: string): string {
  return text.replace(/\s+/g, ' ').replace(INVISIBLE, '').replace(STEERING, '\ufffd').trim()
}

/** JSON on one line, with what a terminal might take for a command escaped as well. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(
    RAW_IN_JSON,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** How many columns a text takes in a terminal. */
export function widthOf(text: string): number {
  let width = 0
  for (const char of graphemes(text)) width += widthOfGrapheme(char)
  return width
}

/** The text, filled with spaces up to `width` columns. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

/** The text in at most `width` columns, with an ellipsis where it was cut. */
export function cut(text: string, width: number): string {
  if (text.length * 2 <= width || widthOf(text) <= width) return text
  let used = 1
  let kept = ''
  for (const char of graphemes(text)) {
    used += widthOfGrapheme(char)
    if (used > width) break
    kept += char
  }
  return width > 0 ? `${kept}…` : ''
}

function* graphemes(text: string): Iterable<string> {
  // eslint-disable-next-line no-control-regex -- plain ASCII needs no dictionary
  if (/^[\u0000-\u007f]*$/.test(text)) return yield* text
  for (const { segment } of new Intl.Segmenter().segment(text)) yield segment
}

function widthOfGrapheme(char: string): number {
  if (NO_WIDTH.test(char)) return 0
  const code = char.codePointAt(0) ?? 0
  return EMOJI.test(char) || WIDE.some(([from, to]) => code >= from && code <= to) ? 2 : 1
}
